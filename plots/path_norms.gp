# Gradient norms by path length: of all paths together, and what single paths would add up to.
# needs: r path_norm log_count_norm log_incoherent_norm log_exact_norm
set xlabel "path length r, layers"
set ylabel "norm of the gradient by the inputs"
set key outside right center
set logscale y
set format y "10^{%L}"
set autoscale xfix
set offsets 0.4, 0.4, 0, 0
plot data using c_r:(exp(column(c_log_exact_norm))) with linespoints lt 1 title "exact", \
     data using c_r:(exp(column(c_log_incoherent_norm))) with linespoints lt 2 dt 2 title "random signs", \
     data using c_r:(exp(column(c_log_count_norm))) with linespoints lt 3 dt 4 title "number times mean norm"
