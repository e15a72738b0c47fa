# Mean path lengths along training: measured and by the two laws.
# needs: config quantity step depth depth_sd
# series: quantity
# panel: config
eval axes("training step", "mean path length, layers")
set autoscale fix
set offsets graph 0.02, graph 0.02, graph 0.06, graph 0.06
eval series_entries('linespoints')
eval begin
do for [j=1:panels] {
    eval cell(j, 0)
    plot for [i=first[j]:last[j]] data index i-1 using c_step:c_depth:c_depth_sd with yerrorbars ls look[i] pt 0 lw 1 notitle, \
         for [i=first[j]:last[j]] data index i-1 using c_step:c_depth with linespoints ls look[i] notitle, \
         for [i=first[j]:last[j]] data index i-1 every tip_step(i) using c_step:(tip_at(column(c_depth))):(tip(i, column(c_step), column(c_depth))) @tips
}
eval finish
