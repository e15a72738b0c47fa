# Theorem 2: weight outside the band |r/p - beta/(1+beta)| <= delta.
# needs: p beta delta outside_weight
# series: beta
# log: xy
eval axes("number of layers p", "weight outside the band")
eval foot_for(c_outside_weight)
eval series_entries('linespoints')
eval begin
do for [j=1:panels] {
    eval cell(j, 0)
    plot for [i=first[j]:last[j]] data index i-1 using c_p:(positive(column(c_outside_weight))) with linespoints ls look[i] notitle, \
         for [i=first[j]:last[j]] data index i-1 using c_p:(at_foot(i, column(c_outside_weight))) with points ls look[i] pt 10 notitle, \
         for [i=first[j]:last[j]] data index i-1 every tip_step(i) using c_p:(tip_at(column(c_outside_weight))):(tip(i, column(c_p), column(c_outside_weight))) @tips
}
eval finish
