# First-order formula for the push on a scale against finite gradient steps.
# needs: case mu relative_error grows predicted_push
# text: grows
# series: case size
set xlabel "size of the gradient step"
set ylabel "relative difference of formula and step"
set logscale xy
set format xy "10^{%L}"
set key outside right center
plot for [i=1:series] data index i-1 using c_mu:c_relative_error with linespoints lt i ps 0.9 title label(i)
