# Complexity curves by energy; error bars where they were sampled. Energies to mark: the threshold and the ground state are
# upright lines, E_k a ring where the curve of index k at infinite size (no number to gnuplot) reaches zero.
# needs: energy complexity index size
# series: mixture size index
# marks: energy
eval axes("energy per spin u = H/N", "(1/N) log (mean count)")
set xzeroaxis lt 1 lc rgb muted lw 0.8
set autoscale xfix
# What not every table has: errors, and energies to mark.
errors = x_has_std_error ? "for [i=first[j]:last[j]] data index i-1 using c_energy:c_complexity:(column(c_std_error)/column(c_size)) with yerrorbars ls look[i] pt 0 lw 1 notitle, " : ""
# The count of a typical sample, dashed; where it is that of the mean the curves are one.
has_typical = exists("x_has_typical_complexity") ? x_has_typical_complexity : 0
typical = has_typical ? "for [i=first[j]:last[j]] data index i-1 using c_energy:c_typical_complexity with lines lw 2.4 dt 2 lc rgb ink notitle, " : ""
rings = marks == 0 ? "" : "for [m=1:marks] for [i=first[j]:last[j]] data index i-1 every ::0::0 using (mark_places[m]):(onset(mark_names[m]) && strcol(c_size) eq 'NaN' && strcol(c_index) eq mark_names[m][3:] ? 0 : NaN) with points ls look[i] pt 6 ps 1.6 notitle, "
onset(name) = strlen(name) > 2 && name[1:2] eq "E_" && strstrt("0123456789", name[3:3]) > 0
word_of(name) = name eq "ground_state" ? "ground state" : name
tall(name) = name eq "u_th" || name eq "ground_state"
upright(name, dash) = sprintf("for [m=1:marks] data every ::0::0 using (mark_names[m] eq '%s' ? mark_places[m] : NaN):(C_min):(0):(C_max - C_min) with vectors nohead lc rgb ink lw 1.4 dt %s notitle, ", name, dash)
uprights = marks == 0 ? "" : upright("u_th", "2").upright("ground_state", "3")
stats data using c_complexity name "C" nooutput
eval numbers_along_y(c_complexity)
eval series_entries("lines")
do for [m=1:marks] {
    if (tall(mark_names[m])) { eval entry(law.(mark_names[m] eq "u_th" ? "2" : "3"), word_of(mark_names[m])) }
    if (mark_names[m] eq "E_0") { eval entry("points lc rgb '#222222' pt 6 ps 1.4", "E_k") }
}
if (has_typical) { eval entry("lines lw 2.4 dt 2 lc rgb '#222222'", "typical") }
eval begin
do for [j=1:panels] {
    eval cell(j, 0)
    plot for [i=first[j]:last[j]] data index i-1 using c_energy:c_complexity with lines ls look[i] notitle, \
         @typical @uprights @errors @rings \
         for [i=first[j]:last[j]] data index i-1 every tip_step(i) using c_energy:(tip_at(column(c_complexity))):(tip(i, column(c_energy), column(c_complexity))) @tips
}
eval finish
