# Density of the eigenvalues of the loss's Hessian, logarithmic.
# needs: config step eigenvalue density
# series: step
# panel: config
# log: y
eval axes("eigenvalue", "density of eigenvalues")
set yrange [1e-6:*]
set arrow from 0, graph 0 to 0, graph 1 nohead lc rgb muted lw 0.8 back
eval series_entries('lines')
eval begin
do for [j=1:panels] {
    eval cell(j, 0)
    plot for [i=first[j]:last[j]] data index i-1 using c_eigenvalue:c_density with lines ls look[i] notitle, \
         for [i=first[j]:last[j]] data index i-1 every tip_step(i) using c_eigenvalue:(tip_at(column(c_density))):(tip(i, column(c_eigenvalue), column(c_density))) @tips
}
eval finish
