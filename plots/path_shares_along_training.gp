# Path-length spectra along training: means over seeds, one curve a logged step.
# needs: config seed step r output_share signed_share
# text: config
# series: step
# panel: config
eval axes("path length r, layers", "share of output power, mean over seeds")
set xrange [0.5:*]
eval series_entries("lines")
eval begin
do for [j=1:panels] {
    eval cell(j, 0)
    plot for [i=first[j]:last[j]] data index i-1 using c_r:c_output_share smooth unique with lines ls look[i] notitle
}
eval finish
