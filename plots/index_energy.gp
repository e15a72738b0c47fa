# Index of critical points against energy, with what mixtures have at the same energies.
# needs: step energy index_fraction measured paper paths
# series: step
eval axes("standardised loss per weight", "index / (N - 1)")
set yrange [-0.03:*]
set offsets graph 0.03, graph 0.03, 0, 0
eval series_entries("points")
eval entry(law."1", "measured mixture")
eval entry(law."2", "mixture of the paper")
eval entry(law."3", "path-count mixture")
eval begin
do for [j=1:panels] {
    eval cell(j, 0)
    plot data using c_energy:c_measured smooth unique with @law 1 notitle, \
         data using c_energy:c_paper smooth unique with @law 2 notitle, \
         data using c_energy:c_paths smooth unique with @law 3 notitle, \
         for [i=first[j]:last[j]] data index i-1 using c_energy:c_index_fraction with points ls look[i] ps 1.2 notitle, \
         for [i=first[j]:last[j]] data index i-1 using c_energy:(tip_at(column(c_index_fraction))):(tip(i, column(c_energy), column(c_index_fraction))) @tips
}
eval finish
