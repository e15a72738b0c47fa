# Scales of the layers along training, Fig. 1(d): mean over seeds.
# needs: step layer scale scale_sd
# series: layer
# panel: config
eval axes("training step", "scale λ_l, mean over seeds")
set autoscale fix
set offsets 0, graph 0.02, graph 0.04, graph 0.04
eval series_entries('lines')
eval begin
do for [j=1:panels] {
    eval cell(j, 0)
    plot for [i=first[j]:last[j]] data index i-1 using c_step:c_scale with lines ls look[i] notitle, \
         for [i=first[j]:last[j]] data index i-1 every tip_step(i) using c_step:(tip_at(column(c_scale))):(tip(i, column(c_step), column(c_scale))) @tips
}
eval finish
