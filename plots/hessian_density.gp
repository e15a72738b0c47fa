# Density of the eigenvalues of the loss's Hessian, logarithmic.
# needs: config step eigenvalue density
# series: config step
set xlabel "eigenvalue"
set ylabel "density of eigenvalues"
set logscale y
set format y "10^{%L}"
set yrange [1e-6:*]
set key outside right center
plot for [i=1:series] data index i-1 using c_eigenvalue:c_density with lines lt i title label(i)
