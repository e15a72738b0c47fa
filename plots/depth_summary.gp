# Mean path lengths of one network, measured and by both laws.
# needs: effective_depth signed_depth theory_depth_coherent theory_depth_incoherent residual
set ylabel "mean path length, layers"
unset key
set bmargin 4
set yrange [0:*]
set xrange [0.4:6.6]
set boxwidth 0.6
set xtics ("output" 1, "signed" 2, "weights'\ngradient" 3, "inputs'\ngradient" 4, "coherent\nlaw" 5, "path-count\nlaw" 6)
plot data using (1):c_effective_depth with boxes lt 1, data using (2):c_signed_depth with boxes lt 1, \
     data using (3):(x_has_weight_gradient_depth ? column(c_weight_gradient_depth) : NaN) with boxes lt 3, \
     data using (4):c_input_gradient_depth with boxes lt 3, \
     data using (5):c_theory_depth_coherent with boxes lt 1 lc rgb "#444444", data using (6):c_theory_depth_incoherent with boxes lt 1 lc rgb "#444444"
