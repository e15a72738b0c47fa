# Theorem 1: distance of the dominant order from its limit, with the bound 1/p.
# needs: p beta mode_ratio limit error bound
# series: beta
# log: xy
eval axes("number of layers p", "|argmax ε_r / p − β/(1+β)|")
set xrange [7:14000]
eval foot_for(c_error)
eval series_entries('points')
eval entry(law.'1', 'bound 1/p')
eval begin
do for [j=1:panels] {
    eval cell(j, 0)
    plot for [i=first[j]:last[j]] data index i-1 using c_p:(positive(column(c_error))) with points ls look[i] ps 1.2 notitle, \
         for [i=first[j]:last[j]] data index i-1 using c_p:(at_foot(i, column(c_error))) with points ls look[i] pt 10 notitle, \
         data index first[j]-1 using c_p:c_bound with @law 1 notitle, \
         for [i=first[j]:last[j]] data index i-1 every tip_step(i) using c_p:(tip_at(column(c_error))):(tip(i, column(c_p), column(c_error))) @tips
}
eval finish
