# Shares of path lengths before and after training, with the two laws of theory.
# needs: config step r output_share output_share_sd theory_coherent theory_incoherent
# series: config step
set xlabel "path length r, layers"
set ylabel "share of the output's power"
set key outside right center
set xrange [0.5:*]
set yrange [0:*]
plot for [i=1:series] data index i-1 using c_r:c_theory_coherent with lines lt i lw 1.4 notitle, \
     for [i=1:series] data index i-1 using c_r:c_theory_incoherent with lines lt i lw 1.2 dt 2 notitle, \
     for [i=1:series] data index i-1 using c_r:c_output_share:c_output_share_sd with yerrorbars lt i ps 0.7 lw 1 title label(i), \
     keyentry with lines lt 1 lc rgb "#444444" lw 1.4 title "coherent law", keyentry with lines lt 1 lc rgb "#444444" lw 1.2 dt 2 title "path-count law"
