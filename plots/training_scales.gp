# Scales of the layers along training, Fig. 1(d): mean over seeds, bars are the spread.
# needs: step layer scale scale_sd
# series: layer
set xlabel "training step"
set ylabel "scale λ_l, mean over seeds"
set key outside right center
set autoscale fix
set offsets 0, graph 0.02, graph 0.04, graph 0.04
solid = series < 8 ? series : 8
plot for [i=1:series] data index i-1 using c_step:c_scale:c_scale_sd with yerrorbars lt i ps 0.5 lw 0.8 notitle, \
     for [i=1:solid] data index i-1 using c_step:c_scale with linespoints lt i ps 0.5 title label(i), \
     for [i=solid+1:series] data index i-1 using c_step:c_scale with linespoints lt i dt 2 ps 0.5 title label(i)
