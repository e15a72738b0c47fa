# Total norm of the weights along training, Fig. 1(e): mean over seeds, bars are the spread.
# needs: step weight_norm weight_norm_sd relative
# series: config
set xlabel "training step"
set ylabel "norm of all weights"
set key bottom right
set autoscale fix
set offsets 0, graph 0.02, graph 0.04, graph 0.04
plot for [i=1:series] data index i-1 using c_step:c_weight_norm:c_weight_norm_sd with yerrorbars lt i ps 0.8 notitle, \
     for [i=1:series] data index i-1 using c_step:c_weight_norm with lines lt i notitle
