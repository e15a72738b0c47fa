# Mean counts over all energies, by index; error bars where they were sampled.
# needs: index log_mean_count size count
# without: energy
# text: index count
# series: mixture size
set xlabel "index k (negative eigenvalues of the Hessian)"
set ylabel "log mean number of critical points"
set autoscale xfix
set offsets 0.5, 0.5, graph 0.05, graph 0.05
if (series < 2) { unset key } else { set key outside right center }
spread(e) = x_has_std_error ? e : 0
plot for [i=1:series] data index i-1 using c_index:c_log_mean_count:(spread(column(c_std_error))) with yerrorbars lt i ps 0.9 title label(i), \
     for [i=1:series] data index i-1 using c_index:c_log_mean_count with lines lt i lw 1 notitle
