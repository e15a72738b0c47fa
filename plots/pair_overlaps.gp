# Overlaps of pairs of critical points found in samples against Kac-Rice for pairs.
# needs: overlap_lo overlap_hi pairs predicted_pairs z_score
# series: index
# panel: mixture size
# log: y
eval axes("overlap q of two critical points", "mean number of ordered pairs in the bin")
set autoscale xfix
set xrange [-1:1]
middle(low, high) = 0.5*(low + high)
eval series_entries("points")
eval entry("steps lc rgb '#222222' lw 1.4", "Kac-Rice for pairs")
eval begin
do for [j=1:panels] {
    eval cell(j, 0)
    plot for [i=first[j]:last[j]] data index i-1 using (middle(column(c_overlap_lo), column(c_overlap_hi))):(positive(column(c_predicted_pairs))) with histeps ls look[i] lw 1.4 notitle, \
         for [i=first[j]:last[j]] data index i-1 using (middle(column(c_overlap_lo), column(c_overlap_hi))):(positive(column(c_pairs))):c_std_error with yerrorbars ls look[i] lw 1.2 notitle, \
         for [i=first[j]:last[j]] data index i-1 using (middle(column(c_overlap_lo), column(c_overlap_hi))):(tip_at(positive(column(c_pairs)))):(tip(i, middle(column(c_overlap_lo), column(c_overlap_hi)), column(c_pairs))) @tips
}
eval finish
