# Lemma 4: the scales at which each order dominates.
# needs: order beta_low beta_high
# series: p
# log: x
eval axes("scale β at which it dominates", "order k")
set offsets 0, 0, 1, 1
from_scale(low, high) = low > 0 ? low : high/10
to_scale(low, high) = high == high ? high : low*10
eval series_entries("lines")
eval begin
do for [j=1:panels] {
    eval cell(j, 0)
    plot for [i=first[j]:last[j]] data index i-1 using (from_scale(column(c_beta_low), column(c_beta_high))):c_order:(to_scale(column(c_beta_low), column(c_beta_high)) - from_scale(column(c_beta_low), column(c_beta_high))):(0) with vectors nohead lw 4 lc rgb colour(look[i]) notitle, \
         for [i=first[j]:last[j]] data index i-1 using c_beta_low:(tip_at(column(c_order))):(tip(i, column(c_beta_low), column(c_order))) @tips
}
eval finish
