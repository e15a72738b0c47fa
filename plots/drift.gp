# First-order formula for the push on a scale against finite gradient steps: the difference is as small as the step.
# needs: case mu relative_error grows predicted_push
# text: grows
# series: case size
# log: xy
eval axes("size of the gradient step", "relative difference")
stats data using c_mu name 'X' nooutput
set xrange [X_min/1.4:X_max*1.4]
stats data using (column(c_relative_error)/column(c_mu)) name 'R' nooutput
eval series_entries('linespoints')
eval entry(law.'2', 'slope 1')
eval begin
do for [j=1:panels] {
    eval cell(j, 0)
    plot for [i=first[j]:last[j]] data index i-1 using c_mu:c_relative_error with linespoints ls look[i] notitle, \
         2*R_max*x with @law 2 notitle, \
         for [i=first[j]:last[j]] data index i-1 every tip_step(i) using c_mu:(tip_at(column(c_relative_error))):(tip(i, column(c_mu), column(c_relative_error))) @tips
}
eval finish
