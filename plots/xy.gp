# Any column against any other, as --x and --y say.
positive(x) = x > 0 ? x : NaN
stats data using (positive(column(c_x))) name "X" nooutput
if (strlen(log_axes) > 0) { eval "set logscale ".log_axes }
if (series < 2 && strlen(label(1)) == 0) { unset key } else { set key outside right center }
# Beyond the points by a little: an automatic logarithmic axis would go on to the next power of ten.
log_x = strstrt(log_axes, "x") > 0
if (log_x && X_max > X_min) {
    beyond = (X_max / X_min)**0.03
    set xrange [X_min/beyond:X_max*beyond]
}
set autoscale fix
set offsets graph (log_x ? 0 : 0.03), graph (log_x ? 0 : 0.03), graph 0.05, graph 0.05
if (c_error > 0) {
    plot for [i=1:series] data index i-1 using c_x:c_y:c_error with yerrorbars lt i ps 0.8 notitle, \
         for [i=1:series] data index i-1 using c_x:c_y with linespoints lt i ps 0.8 title label(i)
} else {
    plot for [i=1:series] data index i-1 using c_x:c_y with linespoints lt i ps 0.8 title label(i)
}
