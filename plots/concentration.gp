# Theorem 2: weight outside the band |r/p - beta/(1+beta)| <= delta.
# needs: p beta delta outside_weight
# series: beta
set xlabel "number of layers p"
set ylabel "weight outside the band"
set logscale y
set format y "10^{%L}"
set key outside right center
positive(x) = x > 1e-300 ? x : NaN
plot for [i=1:series] data index i-1 using c_p:(positive(column(c_outside_weight))) with linespoints lt i ps 0.8 title label(i)
