# Theorem 5: complexity along a maximisation over mixtures, from several starts.
# needs: step theta_k start weight_p
# series: start
set xlabel "accepted step"
set ylabel "distance below the pure p-spin value"
set logscale y
set format y "10^{%L}"
set key outside right center
positive(x) = x > 0 ? x : NaN
plot for [i=1:series] data index i-1 using c_step:(positive(column(c_gap))) with linespoints lt i ps 0.5 title label(i)
