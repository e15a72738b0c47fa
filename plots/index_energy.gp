# Index of critical points against energy, with what mixtures have at the same energies.
# needs: step energy index_fraction measured paper paths
# series: step
set xlabel "standardised loss per weight"
set ylabel "index / (N - 1)"
set key outside right center
set yrange [-0.03:*]
plot for [i=1:series] data index i-1 using c_energy:c_index_fraction with points lt i ps 0.7 title label(i), \
     for [i=1:series] data index i-1 using c_energy:c_measured with points pt 7 ps 0.45 lc rgb "#222222" notitle, \
     for [i=1:series] data index i-1 using c_energy:c_paper with points pt 2 ps 0.6 lc rgb "#999999" notitle, \
     for [i=1:series] data index i-1 using c_energy:c_paths with points pt 1 ps 0.6 lc rgb "#8c564b" notitle, \
     keyentry with points pt 7 ps 0.45 lc rgb "#222222" title "measured mixture", \
     keyentry with points pt 2 ps 0.6 lc rgb "#999999" title "paper's mixture", \
     keyentry with points pt 1 ps 0.6 lc rgb "#8c564b" title "path-count mixture"
