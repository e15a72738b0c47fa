# Second moments of counts over squared means, by size.
# needs: index other_index ratio second_moment size effective_share
# series: index other_index
# panel: mixture
eval axes("number of spins N", "E[Crt_k Crt_l]/(E[Crt_k] E[Crt_l])")
set offsets 0.5, 0.5, graph 0.05, graph 0.05
set xtics 1
eval series_entries("points")
eval begin
do for [j=1:panels] {
    eval cell(j, 0)
    plot 1 with lines lc rgb muted lw 0.8 notitle, \
         for [i=first[j]:last[j]] data index i-1 using c_size:c_ratio:c_ratio_error with yerrorbars ls look[i] lw 1.2 notitle, \
         for [i=first[j]:last[j]] data index i-1 using c_size:c_ratio with lines ls look[i] lw 1 notitle, \
         for [i=first[j]:last[j]] data index i-1 using c_size:(tip_at(column(c_ratio))):(tip(i, column(c_size), column(c_ratio))) @tips
}
eval finish
