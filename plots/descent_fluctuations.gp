# Energies along descent at N spins against those at N = infinity: means that differ by more than two errors, and
# standard deviations, each with its law.
# needs: size excess excess_error deviation deviation_error excess_law deviation_law
# varies: size
# log: xy
eval axes("number of spins N", "energy per spin H/N")
stats data using (column(c_size)) name "S" nooutput
set xrange [S_min/1.5:S_max*1.5]
stats data using (column(c_excess) > 2*column(c_excess_error) ? column(c_excess) : NaN) name "G" nooutput
stats data using c_deviation name "D" nooutput
seen = exists("G_min")
set yrange [(seen && G_min < D_min ? G_min : D_min)/3:(seen && G_max > D_max ? G_max : D_max)*2]
# Both laws from the first row on, over all sizes.
mean_amplitude = NaN
deviation_amplitude = NaN
stats data index 0 every ::0::0 using (mean_amplitude = column(c_excess_law)*column(c_size), deviation_amplitude = column(c_deviation_law)*sqrt(column(c_size)), 1) name "A" nooutput
eval entry("points lt 1", "mean above N = infinity")
eval entry(law."2", "1/N")
eval entry("points lt 2", "standard deviation")
eval entry(law."1", "1/sqrt(N)")
eval begin
do for [j=1:panels] {
    eval cell(j, 0)
    plot mean_amplitude/x with @law 2 notitle, \
         deviation_amplitude/sqrt(x) with @law 1 notitle, \
         for [i=first[j]:last[j]] data index i-1 using c_size:(column(c_excess) > 2*column(c_excess_error) ? column(c_excess) : NaN):c_excess_error with yerrorbars lt 1 lw 1.2 notitle, \
         for [i=first[j]:last[j]] data index i-1 using c_size:c_deviation:c_deviation_error with yerrorbars lt 2 lw 1.2 notitle, \
         for [i=first[j]:last[j]] data index i-1 using c_size:(tip_at(column(c_deviation))):(tip(i, column(c_size), column(c_deviation))) @tips
}
eval finish
