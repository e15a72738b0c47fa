# Differences of arms paired by seed, with their errors.
# needs: measure arm against difference difference_std_error
# text: measure arm against
# panel: measure
eval axes("difference ± standard error, paired by seed", "")
pair = "strcol(c_arm).' − '.strcol(c_against)"
rows_shown = 0
do for [i=1:series] { rows_shown = most(rows_shown, rows[i]) }
eval names_along_y(c_arm)
longest_pair = 0
stats data using (longest_pair = most(longest_pair, strlen(@pair))) name "P" nooutput
if (!narrow) { tic_letters = least(longest_pair, name_letters) }
cell_height = row_height*rows_shown + 6.5*type
side_by_side = 1
eval begin
do for [j=1:panels] {
    set xrange [*:*]
    stats data index j-1 using (column(c_difference) - column(c_difference_std_error)) name "L" nooutput
    stats data index j-1 using (column(c_difference) + column(c_difference_std_error)) name "H" nooutput
    eval cell(j, 0)
    from = least(0, L_min)
    to = most(0, H_max)
    if (to > from) { set xrange [from - 0.02*(to - from):to + 0.02*(to - from)]; set xtics round_step(to - from, narrow ? 3 : 5) }
    set arrow 1 from 0, graph 0 to 0, graph 1 nohead lc rgb muted lw 0.8
    plot data index j-1 using c_difference:(-$0):c_difference_std_error:ytic(beside(@pair)) with xerrorbars lt 1 ps 1.1 notitle, \
         data index j-1 using (narrow ? from : NaN):(-$0 + 0.45):(cut(@pair)) axes x1y1 with labels left noenhanced textcolor rgb ink notitle
    unset arrow 1
}
eval finish
