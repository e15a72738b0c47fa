# Counted critical points against the exact means (Kac-Rice), by index.
# needs: index mean_count predicted z_score
# without: energy_lo
# text: index
# series: mixture size
set multiplot layout 2,1 title figure_title
unset title
set lmargin 12
longest = 0
do for [i=1:series] { longest = strlen(label(i)) > longest ? strlen(label(i)) : longest }
set rmargin longest + 8
set key outside right center
# A long legend is shared out over both plots.
upper = series > 9 ? (series + 1) / 2 : series
shape(i) = int(word("7 5 9 13 11 4 6 8 12 10 1 2", (i - 1) % 12 + 1))
set xtics 1
set autoscale xfix
beside(i, index) = index + 0.07 * (i - 0.5 * (series + 1))
set offsets 0.4, 0.4, 0, 0
set logscale y
set ylabel "mean number of points"
plot for [i=1:series] data index i-1 using (beside(i, column(c_index))):c_mean_count:c_std_error with yerrorbars lt i pt shape(i) ps 0.8 title (i <= upper ? label(i) : ""), \
     for [i=1:series] data index i-1 using c_index:c_predicted with lines lt i lw 1 notitle
unset logscale y
set xlabel "index k (negative eigenvalues of the Hessian); lines: exact"
set ylabel "z = (count - exact)/error"
set yrange [-4.5:4.5]
set ytics 2
plot 0 with lines lc rgb "#444444" lw 0.8 notitle, 2 with lines lc rgb "#999999" dt 2 lw 0.8 notitle, \
     -2 with lines lc rgb "#999999" dt 2 lw 0.8 notitle, \
     for [i=1:series] data index i-1 using (beside(i, column(c_index))):c_z_score with points lt i pt shape(i) ps 0.8 title (i > upper ? label(i) : "")
unset multiplot
