# Energies of replicas along their dynamics.
# needs: disorder replica step energy gradient_norm radial
# series: disorder
set xlabel "step"
set ylabel "energy per spin H/N"
set logscale x
set key outside right center
plot for [i=1:series] data index i-1 using (column(c_step) + 1):c_energy with points lt i pt 7 ps 0.25 title label(i)
