# Critical points one by one: energy against index.
# needs: mixture size sample point energy radial index
# text: mixture
# series: mixture size
set xlabel "index k (negative eigenvalues of the Hessian)"
set ylabel "energy per spin H/N"
set offsets 0.5, 0.5, graph 0.03, graph 0.03
set xtics 1
longest = 0
if (series < 2) { unset key } else { set key outside right center }
# Points of one index side by side, so that they do not hide one another.
beside(i, n) = 0.7 / series * (i - 0.5 * (series + 1)) + 0.5 / series * (n * 0.618034 - floor(n * 0.618034) - 0.5)
plot for [i=1:series] data index i-1 using (column(c_index) + beside(i, $0)):c_energy with points lt i pt 7 ps 0.35 title label(i)
