# (1/N) log of a mean count over all energies against N.
# needs: size complexity index log_mean_count method
# without: energy
# varies: size
# text: method
# series: mixture index
eval axes("number of spins N", "(1/N) log (mean count)")
set offsets graph 0.03, graph 0.03, graph 0.05, graph 0.05
eval series_entries('linespoints')
eval begin
do for [j=1:panels] {
    eval cell(j, 0)
    plot for [i=first[j]:last[j]] data index i-1 using c_size:c_complexity with linespoints ls look[i] notitle, \
         for [i=first[j]:last[j]] data index i-1 every tip_step(i) using c_size:(tip_at(column(c_complexity))):(tip(i, column(c_size), column(c_complexity))) @tips
}
eval finish
