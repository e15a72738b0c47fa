# Energies of replicas along their dynamics.
# needs: disorder replica step energy gradient_norm radial
# series: disorder
# log: x
eval axes("step + 1", "energy per spin H/N")
log_format = "%g"
eval series_entries("points")
eval begin
do for [j=1:panels] {
    eval cell(j, 0)
    plot for [i=first[j]:last[j]] data index i-1 using (column(c_step) + 1):c_energy with points ls look[i] ps 0.35 notitle
}
eval finish
