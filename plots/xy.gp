# Any column against any other, as --x and --y say.
if (strlen(log_axes) > 0) { eval "set logscale ".log_axes }
if (series < 2 && strlen(label(1)) == 0) { unset key } else { set key outside right center }
set offsets graph 0.03, graph 0.03, graph 0.05, graph 0.05
if (c_error > 0) {
    plot for [i=1:series] data index i-1 using c_x:c_y:c_error with yerrorbars lt i ps 0.8 notitle, \
         for [i=1:series] data index i-1 using c_x:c_y with linespoints lt i ps 0.8 title label(i)
} else {
    plot for [i=1:series] data index i-1 using c_x:c_y with linespoints lt i ps 0.8 title label(i)
}
