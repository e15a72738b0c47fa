# Lowest points around a reference minimum: energy against overlap, by kind.
# needs: overlap energy kind reference_energy lowest_eigenvalue
# without: complexity
# text: kind
# panel: mixture reference_energy
eval axes("overlap q with the reference minimum", "lowest energy per spin H/N")
set autoscale fix
set offsets 0, 0, graph 0.05, graph 0.05
eval numbers_along_y(c_energy)
of_kind(wanted) = strcol(c_kind) eq wanted ? column(c_energy) : NaN
eval entry("lines lt 1", "minima")
eval entry("lines lt 2", "saddles of index 1")
eval entry("lines lt 3", "extensive index")
eval entry(law."2", "the reference")
eval begin
do for [j=1:panels] {
    eval cell(j, 0)
    plot for [i=first[j]:last[j]] data index i-1 using c_overlap:(of_kind("minimum")) with lines lt 1 notitle, \
         for [i=first[j]:last[j]] data index i-1 using c_overlap:(of_kind("index1")) with lines lt 2 notitle, \
         for [i=first[j]:last[j]] data index i-1 using c_overlap:(of_kind("extensive")) with lines lt 3 notitle, \
         for [i=first[j]:last[j]] data index i-1 using c_overlap:c_reference_energy with @law 2 notitle, \
         for [i=first[j]:last[j]] data index i-1 every tip_step(i) using c_overlap:(tip_at(column(c_energy))):(tip(i, column(c_overlap), column(c_energy))) @tips
}
eval finish
