# Counted critical points in windows of energy against the exact means (Kac-Rice).
# needs: index energy_lo energy_hi mean_count predicted
# series: mixture size index
set xlabel "energy per spin H/N; lines: exact"
set ylabel "mean number of points in the window"
set autoscale xfix
set offsets graph 0.03, graph 0.03, graph 0.05, 0
set key outside right center
middle(low, high) = 0.5 * (low + high)
in_window(value) = valid(c_energy_lo) ? value : NaN
plot for [i=1:series] data index i-1 using (middle(column(c_energy_lo), column(c_energy_hi))):(in_window(column(c_mean_count))):c_std_error with yerrorbars lt i ps 0.7 title label(i), \
     for [i=1:series] data index i-1 using (middle(column(c_energy_lo), column(c_energy_hi))):(in_window(column(c_predicted))) with lines lt i lw 1 notitle
