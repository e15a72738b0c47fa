# Mean path lengths along training: measured and by the two laws.
# needs: config quantity step depth depth_sd
# series: config quantity
set xlabel "training step"
set ylabel "mean path length, layers"
set key outside right center
set autoscale fix
set offsets 0, graph 0.02, graph 0.04, graph 0.04
plot for [i=1:series] data index i-1 using c_step:c_depth:c_depth_sd with yerrorbars lt i ps 0.5 lw 0.8 notitle, \
     for [i=1:series] data index i-1 using c_step:c_depth with linespoints lt i ps 0.5 title label(i)
