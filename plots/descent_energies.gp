# Energies that gradient descent reaches against N, with the characteristic energies of the mixture.
# needs: edge energy std_error ground_state u_th E_alg
# series: mixture
set xlabel "N^{-2/3}  (0: extrapolated to infinite N)"
set ylabel "energy per spin H/N"
set autoscale xfix
set offsets graph 0.06, graph 0.06, graph 0.05, graph 0.05
set key outside right center
plot for [i=1:series] data index i-1 using c_edge:c_energy:c_std_error with yerrorbars lt i ps 0.9 title label(i), \
     for [i=1:series] data index i-1 using c_edge:c_energy with lines lt i lw 1 notitle, \
     for [i=1:series] data index i-1 using c_edge:c_u_th with lines lt i lw 1.2 dt 2 title (i == 1 ? "threshold" : ""), \
     for [i=1:series] data index i-1 using c_edge:c_E_alg with lines lt i lw 1.2 dt 4 title (i == 1 ? "algorithmic energy" : ""), \
     for [i=1:series] data index i-1 using c_edge:c_ground_state with lines lt i lw 1.2 dt 3 title (i == 1 ? "ground state" : "")
