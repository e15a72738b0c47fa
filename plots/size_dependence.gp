# (1/N) log of a mean count over all energies against N.
# needs: size complexity index log_mean_count method
# without: energy
# text: method
# series: mixture index
set xlabel "number of spins N"
set ylabel "(1/N) log (mean count)"
set offsets graph 0.03, graph 0.03, graph 0.05, graph 0.05
set key outside right center
plot for [i=1:series] data index i-1 using c_size:c_complexity with linespoints lt i ps 0.9 title label(i)
