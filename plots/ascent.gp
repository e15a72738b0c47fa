# Theorem 5: complexity along a maximisation over mixtures, from several starts.
# needs: step theta_k start weight_p
# series: start
# log: y
eval axes("accepted step", "distance below the pure p-spin value")
set autoscale xfix
set offsets graph 0.02, graph 0.02, 0, 0
eval foot_for(c_gap)
eval series_entries('linespoints')
eval begin
do for [j=1:panels] {
    eval cell(j, 0)
    plot for [i=first[j]:last[j]] data index i-1 using c_step:(positive(column(c_gap))) with linespoints ls look[i] notitle, \
         for [i=first[j]:last[j]] data index i-1 using c_step:(at_foot(i, column(c_gap))) with points ls look[i] pt 10 notitle, \
         for [i=first[j]:last[j]] data index i-1 every tip_step(i) using c_step:(tip_at(column(c_gap))):(tip(i, column(c_step), column(c_gap))) @tips
}
eval finish
