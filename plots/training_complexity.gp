# Complexity of the mixture measured in a network along its training.
# Lines: mean counts, marked; with the field kept, dashed. Open marks: typical counts.
# needs: config law step theta_minima std_error typical_minima kept_minima kept_typical_minima
# series: law
# panel: config
eval axes("training step", "θ_k(R), fixed index k")
set autoscale fix
tic_letters = 6
set offsets graph 0.02, graph 0.02, graph 0.06, graph 0.06
eval series_entries('linespoints')
eval entry("lines lc rgb '#222222' dt 2", 'field kept')
eval entry("points lc rgb '#222222' pt 6 ps 1.3", 'typical count')
eval begin
do for [j=1:panels] {
    eval cell(j, 0)
    plot for [i=first[j]:last[j]] data index i-1 using c_step:c_theta_minima:c_std_error with yerrorbars ls look[i] pt 0 lw 1 notitle, \
         for [i=first[j]:last[j]] data index i-1 using c_step:c_theta_minima with linespoints ls look[i] ps 0.6 notitle, \
         for [i=first[j]:last[j]] data index i-1 using c_step:c_kept_minima with lines ls look[i] dt 2 notitle, \
         for [i=first[j]:last[j]] data index i-1 using c_step:c_typical_minima with points ls look[i] pt 6 ps 1.3 notitle, \
         for [i=first[j]:last[j]] data index i-1 using c_step:c_kept_typical_minima with points ls look[i] pt 6 ps 1.3 notitle, \
         for [i=first[j]:last[j]] data index i-1 every tip_step(i) using c_step:(tip_at(column(c_theta_minima))):(tip(i, column(c_step), column(c_theta_minima))) @tips
}
eval finish
