# Where searches near a trained network ended: index against energy, beside the mixture of the network.
# needs: start converged energy index_fraction predicted
# text: converged
eval axes("standardised loss per weight", "index fraction")
set offsets graph 0.08, graph 0.08, graph 0.08, graph 0.08
at_point(x) = strcol(c_converged) eq "true" ? x : NaN
at_least(x) = strcol(c_converged) eq "true" ? NaN : x
eval entry("points lt 1", "critical points")
eval entry("points lt 2", "least gradients")
eval entry("points lc rgb '#222222' pt 2", "mixture of the network")
eval begin
eval cell(1, 0)
plot data using c_energy:(at_point(column(c_index_fraction))) with points lt 1 ps 1.2 notitle, \
     data using c_energy:(at_least(column(c_index_fraction))) with points lt 2 ps 1.2 notitle, \
     data using c_energy:c_predicted with points lc rgb '#222222' pt 2 notitle, \
     data using c_energy:(tip_at(column(c_index_fraction))):(tip(1, column(c_energy), column(c_index_fraction))) @tips
eval finish
