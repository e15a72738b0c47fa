# Coefficients of a mixture by order.
# needs: r epsilon weight
eval axes("order r (path length)", "coefficient ε_r")
set boxwidth 0.9
set autoscale xfix
set offsets 1, 1, graph 0.05, 0
set xzeroaxis lt 1 lc rgb muted lw 0.8
eval begin
eval cell(1, 0)
plot data using c_r:c_epsilon with boxes lt 1 notitle, \
     data using c_r:(tip_at(column(c_epsilon))):(tip(1, column(c_r), column(c_epsilon))) @tips
eval finish
