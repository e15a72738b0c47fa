# Where searches near a trained network ended: index against energy, beside the mixture of the network.
# needs: start converged energy index_fraction predicted
# series: converged
set xlabel "standardised loss per weight"
set ylabel "index fraction"
set key outside right center
set offsets graph 0.08, graph 0.08, graph 0.08, graph 0.08
plot for [i=1:series] data index i-1 using c_energy:c_index_fraction with points lt i ps 1.2 title (strlen(label(i)) > 0 ? "converged: ".label(i) : "ends of searches"), \
     for [i=1:series] data index i-1 using c_energy:c_predicted with points lt 7 pt 2 ps 1 title (i == 1 ? "mixture" : "")
