# Complexity of the mixture measured in a network along its training.
# needs: config law step theta_minima std_error
# series: config law
set xlabel "training step"
set ylabel "θ_k(R) of the measured mixture, fixed index k"
set key outside right center
set autoscale fix
set offsets 0, graph 0.02, graph 0.04, graph 0.04
plot for [i=1:series] data index i-1 using c_step:c_theta_minima:c_std_error with yerrorbars lt i ps 0.5 lw 0.8 notitle, \
     for [i=1:series] data index i-1 using c_step:c_theta_minima with linespoints lt i ps 0.5 title label(i)
