# Mean path lengths of one network, measured and by both laws.
# needs: effective_depth signed_depth theory_depth_coherent theory_depth_incoherent residual
eval axes("mean path length, layers", "")
cell_height = 15*type
tic_letters = 18
set xrange [0:*]
set yrange [-6.6:-0.4]
set grid x noy
set boxwidth 0.6
set style fill solid 0.75 noborder
set ytics ("output" -1, "signed" -2, "weights' gradient" -3, "inputs' gradient" -4, "coherent law" -5, "path-count law" -6)
length_of(n) = n == 1 ? column(c_effective_depth) : n == 2 ? column(c_signed_depth) : n == 3 ? (x_has_weight_gradient_depth ? column(c_weight_gradient_depth) : NaN) : \
    n == 4 ? column(c_input_gradient_depth) : n == 5 ? column(c_theory_depth_coherent) : column(c_theory_depth_incoherent)
eval begin
eval cell(1, 0)
plot for [n=1:6] data using (length_of(n)):(-n):(0):(length_of(n)):(-n-0.3):(-n+0.3) with boxxyerror lc rgb (n < 3 ? "#004695" : n < 5 ? "#219966" : ink) notitle
eval finish
