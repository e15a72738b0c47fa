# Layers of trained networks along training: means over seeds, one line a logged step, from light to dark.
# needs: config seed step layer beta gate_openness
# text: config
# series: config step
set multiplot layout 2,1 title figure_title
unset title
set lmargin 12
longest = 0
do for [i=1:series] { longest = strlen(label(i)) > longest ? strlen(label(i)) : longest }
set rmargin longest + 8
set key outside right center
set palette defined (0 "#9ecae9", 0.5 "#2f79b5", 1 "#08264a")
unset colorbox
along(i) = series > 1 ? (i - 1.0) / (series - 1) : 1
set xrange [0.5:*]
set ylabel (x_has_scale ? "scale λ" : "rms weight C")
plot for [i=1:series] data index i-1 using c_layer:(x_has_scale ? column(c_scale) : column(c_rms_weight)) smooth unique with lines lw 2 lc palette frac along(i) title label(i)
set xlabel "layer l"
set ylabel "β of the layer"
plot for [i=1:series] data index i-1 using c_layer:c_beta smooth unique with lines lw 2 lc palette frac along(i) notitle
unset multiplot
