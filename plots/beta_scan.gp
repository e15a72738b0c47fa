# Fig. 1(f): complexity of fixed-index critical points over all energies against the scale beta.
# needs: beta theta_k p field beta_trivial
# series: p field
set xlabel "scale β"
set ylabel "complexity θ_k(R)"
set logscale xy
set xrange [1e-3:20]
set yrange [1e-6:3]
set format y "10^{%L}"
set format x "10^{%L}"
set key outside right center
plot for [i=1:series] data index i-1 using c_beta:c_theta_k with lines lt (1+(i-1)/2) dt 1+(i-1)%2 title label(i), \
     for [i=1:series] data index i-1 every ::0::0 using c_beta_trivial:(1.3e-6) with points lt (1+(i-1)/2) pt 11 ps 1.8 \
         title (i==1 ? "trivial below (field kept)" : "")
