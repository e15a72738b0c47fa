# Total norm of the weights along training, Fig. 1(e): mean over seeds, bars are the spread.
# needs: step weight_norm weight_norm_sd relative
# series: config
eval axes("training step", "norm of all weights")
set autoscale fix
set offsets graph 0.02, graph 0.02, graph 0.04, graph 0.04
eval series_entries('linespoints')
eval begin
do for [j=1:panels] {
    eval cell(j, 0)
    plot for [i=first[j]:last[j]] data index i-1 using c_step:c_weight_norm:c_weight_norm_sd with yerrorbars ls look[i] pt 0 lw 1 notitle, \
         for [i=first[j]:last[j]] data index i-1 using c_step:c_weight_norm with linespoints ls look[i] notitle, \
         for [i=first[j]:last[j]] data index i-1 every tip_step(i) using c_step:(tip_at(column(c_weight_norm))):(tip(i, column(c_step), column(c_weight_norm))) @tips
}
eval finish
