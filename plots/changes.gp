# Changes by training, with their errors.
# needs: config quantity before after change
# text: config quantity
# series: config
set xlabel "change by training, with its standard error"
set offsets graph 0.05, graph 0.05, 0.6, 0.6
set grid x noy
set ytics noenhanced
set xzeroaxis
set arrow from 0, graph 0 to 0, graph 1 nohead lc rgb "#444444" lw 0.8
if (series < 2) { unset key } else { set key outside bottom center horizontal }
beside(i, row) = -row + 0.12 * (i - 0.5 * (series + 1))
plot for [i=1:series] data index i-1 using c_change:(beside(i, $0)):c_std_error:ytic(c_quantity) with xerrorbars lt i ps 1.1 title label(i)
