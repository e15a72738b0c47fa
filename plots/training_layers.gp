# Layers of trained networks along training: means over seeds, one curve a logged step.
# needs: config seed step layer beta gate_openness
# text: config
# series: step
# panel: config
parts = 2
eval axes("layer l", "")
set autoscale xfix
set offsets graph 0.03, graph 0.03, graph 0.05, graph 0.05
eval series_entries("lines")
eval begin
do for [j=1:panels] {
    y_words = x_has_scale ? "scale λ" : "rms weight C"
    tip_y = y_words
    eval cell(j, 0)
    plot for [i=first[j]:last[j]] data index i-1 using c_layer:(x_has_scale ? column(c_scale) : column(c_rms_weight)) smooth unique with lines ls look[i] notitle
    y_words = "β of the layer"
    tip_y = y_words
    eval cell(j, 1)
    plot for [i=first[j]:last[j]] data index i-1 using c_layer:c_beta smooth unique with lines ls look[i] notitle
}
eval finish
