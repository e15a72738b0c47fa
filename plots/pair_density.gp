# Density of pairs of critical points by overlap (Kac-Rice for pairs).
# needs: overlap density index size
# without: complexity
# series: index
# panel: mixture size
# log: y
eval axes("overlap q of two critical points", "ordered pairs per unit of overlap")
set xrange [-1:1]
eval series_entries("lines")
eval begin
do for [j=1:panels] {
    eval cell(j, 0)
    plot for [i=first[j]:last[j]] data index i-1 using c_overlap:(positive(column(c_density))) with lines ls look[i] notitle, \
         for [i=first[j]:last[j]] data index i-1 using c_overlap:(positive(column(c_density))):c_std_error with yerrorbars ls look[i] lw 1.0 notitle, \
         for [i=first[j]:last[j]] data index i-1 every tip_step(i) using c_overlap:(tip_at(positive(column(c_density)))):(tip(i, column(c_overlap), column(c_density))) @tips
}
eval finish
