# Energies that gradient descent reaches against N, with the characteristic energies of the mixture.
# needs: edge energy std_error ground_state u_th E_alg
# panel: mixture
eval axes("N^{-2/3} (0: infinite N)", "energy per spin H/N")
set offsets graph 0.04, graph 0.04, graph 0.06, graph 0.06
set autoscale xfix
set xtics 0.05
has_infinite = exists("c_infinite") && exists("c_infinite_error")
reached_at_infinity = !has_infinite ? "" : "data index j-1 using c_edge:c_infinite:c_infinite_error with yerrorbars lt 4 pt 13 ps 1.3 lw 1.2 notitle, "
eval entry("linespoints lt 1", "reached by descent")
if (has_infinite) { eval entry("points lt 4 pt 13", "N = infinity, extrapolated in time") }
eval entry(law."2", "threshold u_th")
eval entry(law."3", "algorithmic energy")
eval entry(law."1", "ground state")
eval begin
do for [j=1:panels] {
    eval cell(j, 0)
    plot @reached_at_infinity data index j-1 using c_edge:c_u_th with @law 2 notitle, \
         data index j-1 using c_edge:c_E_alg with @law 3 notitle, \
         data index j-1 using c_edge:c_ground_state with @law 1 notitle, \
         data index j-1 using c_edge:c_energy with lines lt 1 lw 1.2 notitle, \
         data index j-1 using c_edge:c_energy:c_std_error with yerrorbars lt 1 lw 1.2 notitle, \
         data index j-1 using c_edge:(tip_at(column(c_energy))):(tip(j, column(c_edge), column(c_energy))) @tips
}
eval finish
