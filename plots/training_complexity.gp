# Complexity of the mixture measured in a network along its training.
# needs: config law step theta_minima std_error
# series: law
# panel: config
eval axes("training step", "θ_k(R), fixed index k")
set autoscale fix
tic_letters = 6
set offsets graph 0.02, graph 0.02, graph 0.06, graph 0.06
eval series_entries('linespoints')
eval begin
do for [j=1:panels] {
    eval cell(j, 0)
    plot for [i=first[j]:last[j]] data index i-1 using c_step:c_theta_minima:c_std_error with yerrorbars ls look[i] pt 0 lw 1 notitle, \
         for [i=first[j]:last[j]] data index i-1 using c_step:c_theta_minima with linespoints ls look[i] notitle, \
         for [i=first[j]:last[j]] data index i-1 every tip_step(i) using c_step:(tip_at(column(c_theta_minima))):(tip(i, column(c_step), column(c_theta_minima))) @tips
}
eval finish
