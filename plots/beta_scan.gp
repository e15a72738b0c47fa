# Fig. 1(f): complexity of fixed-index critical points over all energies against the scale beta.
# needs: beta theta_k p field beta_trivial
# series: p field
# log: xy
eval axes("scale β", "complexity θ_k(R)")
set xrange [1e-3:20]
set yrange [1e-6:3]
eval series_entries('lines')
eval entry("points lc rgb '#222222' pt 10 ps 1.4", 'trivial below')
eval begin
do for [j=1:panels] {
    eval cell(j, 0)
    plot for [i=first[j]:last[j]] data index i-1 using c_beta:c_theta_k with lines ls look[i] notitle, \
         for [i=first[j]:last[j]] data index i-1 every ::0::0 using c_beta_trivial:(1.6e-6) with points ls look[i] pt 10 ps 1.4 notitle, \
         for [i=first[j]:last[j]] data index i-1 every tip_step(i) using c_beta:(tip_at(column(c_theta_k))):(tip(i, column(c_beta), column(c_theta_k))) @tips
}
eval finish
