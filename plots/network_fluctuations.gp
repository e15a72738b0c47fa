# Relative variance of the number of critical points of networks and of their mixtures.
# needs: networks mixture relative_variance std_error predicted predicted_error
# text: networks mixture
eval axes("", "Var Crt/E[Crt]^2")
set yrange [0:*]
set offsets 0.5, 0.5, graph 0.1, 0
eval entry("points lt 1 ps 1.1", "counted in networks")
eval entry("points lt 3 pt 4 ps 1.6", "their mixture (Kac-Rice for pairs)")
eval begin
eval cell(1, 0)
plot data index 0 using ($0 - 0.06):c_relative_variance:c_std_error:xtic(c_networks) with yerrorbars lt 1 ps 1.1 notitle, \
     data index 0 using ($0 + 0.06):c_predicted:c_predicted_error with yerrorbars lt 3 pt 4 ps 1.6 notitle
eval finish
