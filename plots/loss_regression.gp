# Share of an averaged loss that a linear function of the averaged output explains.
# needs: loss rms_output r_squared std_error
# series: loss
# log: x
eval axes("rms output averaged over gates", "R² of averaged loss on averaged output")
set yrange [0:1.05]
log_format = '%g'
eval series_entries('linespoints')
eval begin
do for [j=1:panels] {
    eval cell(j, 0)
    plot for [i=first[j]:last[j]] data index i-1 using c_rms_output:c_r_squared:c_std_error with yerrorbars ls look[i] pt 0 lw 1 notitle, \
         for [i=first[j]:last[j]] data index i-1 using c_rms_output:c_r_squared with linespoints ls look[i] notitle, \
         for [i=first[j]:last[j]] data index i-1 every tip_step(i) using c_rms_output:(tip_at(column(c_r_squared))):(tip(i, column(c_rms_output), column(c_r_squared))) @tips
}
eval finish
