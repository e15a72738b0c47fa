# The path-length spectrum of one network, with the two laws of theory.
# needs: r output_share signed_share theory_coherent theory_incoherent
# without: step
set xlabel "path length r, layers"
set ylabel "share"
set key outside right center
set xrange [0.5:*]
plot data using c_r:c_output_share with linespoints lt 1 title "output", \
     data using c_r:c_theory_coherent with lines lt 2 lw 1.6 title "coherent law", \
     data using c_r:c_theory_incoherent with lines lt 3 dt 2 lw 1.6 title "path-count law", \
     data using c_r:(x_has_weight_gradient_share ? column(c_weight_gradient_share) : NaN) with linespoints lt 4 title "weights' gradient", \
     data using c_r:c_input_gradient_share with linespoints lt 5 title "inputs' gradient"
