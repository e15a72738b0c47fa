# Changes by training, with their errors.
# needs: config quantity before after change
# text: config quantity
# panel: config
eval axes("change ± standard error", "")
rows_shown = 0
do for [i=1:series] { rows_shown = most(rows_shown, rows[i]) }
cell_height = (1.7*rows_shown + 5.5)*type
eval names_along_y(c_quantity)
side_by_side = narrow ? 1 : least(side_by_side, 2)
stats data using c_change name "D" nooutput
if (D_max > D_min) { set xtics round_step(D_max - D_min, narrow ? 3 : 4) }
set offsets graph 0.05, graph 0.05, 0.6, 0.6
set grid x noy
set ytics noenhanced
eval begin
do for [j=1:panels] {
    eval cell(j, 0)
    set arrow 1 from 0, graph 0 to 0, graph 1 nohead lc rgb muted lw 0.8
    plot data index j-1 using c_change:(-$0):c_std_error:ytic(c_quantity) with xerrorbars lt 1 ps 1.1 notitle
    unset arrow 1
}
eval finish
