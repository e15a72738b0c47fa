# Critical points one by one: energy against index.
# needs: mixture size sample point energy radial index
# text: mixture
# series: size
# panel: mixture
eval axes("index k (negative eigenvalues of the Hessian)", "energy per spin H/N")
set offsets 0.5, 0.5, graph 0.03, graph 0.03
set xtics 1
eval series_entries("points")
# Points of one index side by side, so that they do not hide one another.
beside(i, n) = 0.7/looks*(look[i] - 0.5*(looks + 1)) + 0.5/looks*(n*0.618034 - floor(n*0.618034) - 0.5)
eval begin
do for [j=1:panels] {
    eval cell(j, 0)
    plot for [i=first[j]:last[j]] data index i-1 using (column(c_index) + beside(i, $0)):c_energy with points ls look[i] ps 0.4 notitle
}
eval finish
