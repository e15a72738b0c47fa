# Counted critical points in windows of energy against the exact means (Kac-Rice).
# needs: index energy_lo energy_hi mean_count predicted
# series: index
# panel: mixture size
eval axes("energy per spin H/N", "mean number of points in the window")
set autoscale xfix
set offsets graph 0.03, graph 0.03, graph 0.05, 0
middle(low, high) = 0.5*(low + high)
in_window(value) = valid(c_energy_lo) ? value : NaN
eval series_entries("points")
if (looks == 1) { eval entry("points ls 1", "counted") }
eval entry("steps lc rgb '#222222' lw 1.4", "exact (Kac-Rice)")
eval begin
do for [j=1:panels] {
    eval cell(j, 0)
    plot for [i=first[j]:last[j]] data index i-1 using (middle(column(c_energy_lo), column(c_energy_hi))):(in_window(column(c_predicted))) with histeps ls look[i] lw 1.4 notitle, \
         for [i=first[j]:last[j]] data index i-1 using (middle(column(c_energy_lo), column(c_energy_hi))):(in_window(column(c_mean_count))):c_std_error with yerrorbars ls look[i] lw 1.2 notitle, \
         for [i=first[j]:last[j]] data index i-1 using (middle(column(c_energy_lo), column(c_energy_hi))):(tip_at(in_window(column(c_mean_count)))):(tip(i, middle(column(c_energy_lo), column(c_energy_hi)), column(c_mean_count))) @tips
}
eval finish
