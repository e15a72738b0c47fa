# Energies that gradient descent reaches against N, with the characteristic energies of the mixture.
# needs: edge energy std_error ground_state u_th E_alg
# panel: mixture
eval axes("N^{-2/3} (0: infinite N)", "energy per spin H/N")
set offsets graph 0.04, graph 0.04, graph 0.06, graph 0.06
set autoscale xfix
set xtics 0.05
eval entry("linespoints lt 1", "reached by descent")
eval entry(law."2", "threshold u_th")
eval entry(law."3", "algorithmic energy")
eval entry(law."1", "ground state")
eval begin
do for [j=1:panels] {
    eval cell(j, 0)
    plot data index j-1 using c_edge:c_u_th with @law 2 notitle, \
         data index j-1 using c_edge:c_E_alg with @law 3 notitle, \
         data index j-1 using c_edge:c_ground_state with @law 1 notitle, \
         data index j-1 using c_edge:c_energy with lines lt 1 lw 1.2 notitle, \
         data index j-1 using c_edge:c_energy:c_std_error with yerrorbars lt 1 lw 1.2 notitle, \
         data index j-1 using c_edge:(tip_at(column(c_energy))):(tip(j, column(c_edge), column(c_energy))) @tips
}
eval finish
