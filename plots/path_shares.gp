# The path-length spectrum of one network, with the two laws of theory.
# needs: r output_share signed_share theory_coherent theory_incoherent
# without: step
eval axes("path length r, layers", "share")
set autoscale xfix
set offsets 0.3, 0.3, 0, 0
set yrange [0:*]
set boxwidth 0.7
measured = "lc rgb '#8fd6ee'"
eval entry("boxes ".measured, "output")
if (x_has_weight_gradient_share) { eval entry("linespoints lt 2", "gradient of the weights") }
eval entry("linespoints lt 5", "gradient of the inputs")
eval entry(law."1", "coherent law")
eval entry(law."2", "path-count law")
eval begin
eval cell(1, 0)
plot data using c_r:c_output_share with boxes @measured notitle, \
     data using c_r:(x_has_weight_gradient_share ? column(c_weight_gradient_share) : NaN) with linespoints lt 2 notitle, \
     data using c_r:c_input_gradient_share with linespoints lt 5 notitle, \
     data using c_r:c_theory_coherent with @law 1 notitle, \
     data using c_r:c_theory_incoherent with @law 2 notitle, \
     data using c_r:(tip_at(column(c_output_share))):(tip(1, column(c_r), column(c_output_share))) @tips
eval finish
