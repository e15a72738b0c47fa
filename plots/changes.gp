# Changes by training, with their errors.
# needs: config quantity before after change
# text: config quantity
# series: config
eval axes("change by training, with its standard error", "")
rows_shown = 0
do for [i=1:series] { rows_shown = most(rows_shown, rows[i]) }
cell_height = (1.7*rows_shown + 5.5)*type
longest_name = 0
stats data using (longest_name = most(longest_name, strlen(strcol(c_quantity)))) name "W" nooutput
tic_letters = least(longest_name, int(0.5*width/text_width(1)))
set offsets graph 0.05, graph 0.05, 0.6, 0.6
set grid x noy
set ytics noenhanced
eval series_entries("points")
beside(i, row) = -row + 0.12*(look[i] - 0.5*(looks + 1))
eval begin
do for [j=1:panels] {
    eval cell(j, 0)
    set arrow from 0, graph 0 to 0, graph 1 nohead lc rgb muted lw 0.8
    plot for [i=first[j]:last[j]] data index i-1 using c_change:(beside(i, $0)):c_std_error:ytic(c_quantity) with xerrorbars ls look[i] ps 1.1 notitle
}
eval finish
