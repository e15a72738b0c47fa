# Path-length spectra along training: means over seeds, one line a logged step, from light to dark.
# needs: config seed step r output_share signed_share
# text: config
# series: config step
set xlabel "path length r, layers"
set ylabel "share of the output's power, mean over seeds"
set key outside right center
set xrange [0.5:*]
set palette defined (0 "#9ecae9", 0.5 "#2f79b5", 1 "#08264a")
unset colorbox
along(i) = series > 1 ? (i - 1.0) / (series - 1) : 1
plot for [i=1:series] data index i-1 using c_r:c_output_share smooth unique with lines lw 2 lc palette frac along(i) title label(i)
