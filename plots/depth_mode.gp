# Theorem 1: distance of the dominant order from its limit, with the bound 1/p.
# needs: p beta mode_ratio limit error bound
# series: beta
set xlabel "number of layers p"
set ylabel "|argmax ε_r / p − β/(1+β)|"
set logscale xy
set xrange [7:14000]
set key outside right center
set format y "10^{%L}"
positive(x) = x > 1e-16 ? x : NaN
plot for [i=1:series] data index i-1 using c_p:(positive(column(c_error))) with points lt i ps 1.1 title label(i), \
     data index 0 using c_p:c_bound with lines lc rgb "#444444" lw 1.6 dt 2 title "bound 1/p"
