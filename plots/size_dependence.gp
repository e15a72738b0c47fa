# (1/N) log of a mean count over all energies against N.
# needs: size complexity index log_mean_count method
# series: mixture index
set xlabel "number of spins N"
set ylabel "(1/N) log (mean count)"
set logscale x
set key outside right center
plot for [i=1:series] data index i-1 using c_size:c_complexity with linespoints lt i ps 0.9 title label(i)
