# Gradient norms by path length: of all paths together, and what single paths would add up to.
# needs: r path_norm log_count_norm log_incoherent_norm log_exact_norm
eval axes("path length r, layers", "norm of the gradient by the inputs")
set logscale y
set format y log_format
set autoscale xfix
set offsets 0.4, 0.4, 0, 0
eval entry("linespoints lt 1", "exact: all paths of the length together")
eval entry("linespoints lt 2 dt 2", "if their signs were random")
eval entry("linespoints lt 3 dt 4", "number of paths times mean norm")
eval begin
eval cell(1, 0)
plot data using c_r:(exp(column(c_log_exact_norm))) with linespoints lt 1 notitle, \
     data using c_r:(exp(column(c_log_incoherent_norm))) with linespoints lt 2 dt 2 notitle, \
     data using c_r:(exp(column(c_log_count_norm))) with linespoints lt 3 dt 4 notitle, \
     data using c_r:(tip_at(exp(column(c_log_exact_norm)))):(tip(1, column(c_r), exp(column(c_log_exact_norm)))) @tips
eval finish
