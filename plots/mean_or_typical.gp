# A map over scale and depth: whether mean counts are those of a typical sample.
# needs: beta p verdict field
# text: verdict field
# series: verdict
# panel: field
# log: xy
eval axes("scale β", "layers p")
set xrange [0.02:16]
set yrange [2.4:130]
eval series_entries("points")
eval begin
do for [j=1:panels] {
    eval cell(j, 0)
    plot for [i=first[j]:last[j]] data index i-1 using c_beta:c_p with points ls look[i] ps 1.6 notitle
}
eval finish
