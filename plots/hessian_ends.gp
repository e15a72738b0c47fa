# Highest and lowest eigenvalue of the loss's Hessian along training.
# needs: config seed step highest highest_residual lowest lowest_residual
# series: config seed
set xlabel "training step"
set ylabel "highest eigenvalue, and depth of the lowest below 0"
set key outside right center
set logscale y
set format y "10^{%L}"
set autoscale xfix
set offsets graph 0.03, graph 0.03, 0, 0
plot for [i=1:series] data index i-1 using c_step:c_highest with linespoints lt i ps 0.7 title label(i).": highest", \
     for [i=1:series] data index i-1 using c_step:(-column(c_lowest)) with linespoints lt i dt 2 ps 0.7 title label(i).": - lowest"
