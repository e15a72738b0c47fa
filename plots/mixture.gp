# Coefficients of a mixture by order.
# needs: r epsilon weight
# series:
set xlabel "order r (path length)"
set ylabel "coefficient ε_r"
set boxwidth 0.9
set autoscale xfix
set offsets 1, 1, graph 0.05, 0
set xzeroaxis lt 1 lc rgb "#444444" lw 0.8
unset key
plot data using c_r:c_epsilon with boxes lc rgb "#0b559f"
