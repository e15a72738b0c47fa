# Highest and lowest eigenvalue of the loss's Hessian along training.
# needs: config seed step highest highest_residual lowest lowest_residual
# series: seed
# panel: config
# log: y
parts = 2
eval axes("training step", "highest eigenvalue")
depth_below(value) = value < 0 ? -value : NaN
set autoscale xfix
set offsets graph 0.03, graph 0.03, 0, 0
eval series_entries("linespoints")
stats data using c_highest name "H" nooutput
stats data using (depth_below(column(c_lowest))) name "L" nooutput
if (!exists("L_max")) { L_min = H_min; L_max = H_max }
eval begin
do for [j=1:panels] {
    y_words = "highest eigenvalue"
    tip_y = y_words
    set yrange [H_min/1.5:1.5*H_max]
    eval cell(j, 0)
    plot for [i=first[j]:last[j]] data index i-1 using c_step:c_highest with linespoints ls look[i] notitle, \
         for [i=first[j]:last[j]] data index i-1 using c_step:(tip_at(column(c_highest))):(tip(i, column(c_step), column(c_highest))) @tips
    y_words = "− lowest eigenvalue"
    tip_y = y_words
    set yrange [L_min/1.5:1.5*L_max]
    eval cell(j, 1)
    plot for [i=first[j]:last[j]] data index i-1 using c_step:(depth_below(column(c_lowest))) with linespoints ls look[i] notitle, \
         for [i=first[j]:last[j]] data index i-1 using c_step:(tip_at(depth_below(column(c_lowest)))):(tip(i, column(c_step), -column(c_lowest))) @tips
}
eval finish
