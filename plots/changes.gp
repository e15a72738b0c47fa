# Changes by training, with their errors.
# needs: config quantity before after change
# text: config quantity
# panel: config
eval axes("change ± standard error", "")
rows_shown = 0
do for [i=1:series] { rows_shown = most(rows_shown, rows[i]) }
eval names_along_y(c_quantity)
cell_height = row_height*rows_shown + 5.5*type
side_by_side = narrow ? 1 : least(side_by_side, 2)
stats data using c_change name "D" nooutput
if (D_max > D_min) { set xtics round_step(D_max - D_min, narrow ? 3 : 4) }
eval begin
do for [j=1:panels] {
    eval cell(j, 0)
    set arrow 1 from 0, graph 0 to 0, graph 1 nohead lc rgb muted lw 0.8
    line_of_names = j - 1
    plot data index j-1 using c_change:(-$0):c_std_error:ytic(beside(strcol(c_quantity))) with xerrorbars lt 1 ps 1.1 notitle, \
         @names_above
    unset arrow 1
}
eval finish
