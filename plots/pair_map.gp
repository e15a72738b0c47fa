# Two-point complexity: energy against overlap with a reference minimum, coloured where there are points; dots: cells with
# points of samples.
# needs: overlap energy complexity kind reference_energy lowest_eigenvalue
# text: kind
# panel: mixture reference_energy
eval axes("overlap q with the reference minimum", "energy per spin H/N")
set autoscale fix
set offsets 0, 0, graph 0.02, graph 0.02
eval numbers_along_y(c_energy)
stats data using (column(c_complexity) >= 0 ? column(c_complexity) : NaN) name "C" nooutput
bar = 1
bar_colour = "lc palette cb bar_low"
bar_title = "complexity"
bar_low = 0
bar_high = C_max > 0 ? C_max : 1
set cbtics round_step(bar_high, narrow ? 4 : 8)
bar_log = 0
set cbrange [bar_low:bar_high]
unset colorbox
# Half a cell of the map: distances of neighbouring overlaps and energies.
at_q = NaN
at_e = NaN
dq = 0
de = 0
measure(q, e) = (q == at_q && de == 0 ? (de = 0.5*(e - at_e)) : 0, q > at_q && dq == 0 ? (dq = 0.5*(q - at_q)) : 0, at_q = q, at_e = e, q)
stats data using (measure(column(c_overlap), column(c_energy))) name "Q" nooutput
if (dq == 0) { dq = 0.005 }
if (de == 0) { de = 0.005 }
# Where the kind changes along the energies of one overlap: rows of an overlap follow one another, energies ascending.
last_kind = ""
turn(q, e, kind, wanted) = (crossed = q == at_q && last_kind eq wanted && kind ne wanted ? 0.5*(e + at_e) : NaN, at_q = q, at_e = e, last_kind = kind, crossed)
cells_of(wanted) = (column(c_complexity) >= 0) == wanted ? column(c_energy) : NaN
eval entry("points pt 5 ps 0.8 lc rgb '#e0e0e0'", "no points")
eval entry("lines lc rgb '#e13234' lw 2", "end of the minima")
eval entry("lines lc rgb '#e18c0a' lw 2", "end of index 1")
sampled = 0
if (exists("c_sampled_points")) { stats data using c_sampled_points name "S" nooutput; sampled = exists("S_max") && S_max > 0 }
seen(n) = n > 0 ? column(c_energy) : NaN
if (sampled) { eval entry("points pt 7 ps 0.7 lc rgb '#000000'", "points of samples") }
eval begin
do for [j=1:panels] {
    eval cell(j, 0)
    plot for [i=first[j]:last[j]] data index i-1 using c_overlap:(cells_of(0)):(dq):(de) with boxxyerror fs solid 1 noborder lc rgb "#eeeeee" notitle, \
         for [i=first[j]:last[j]] data index i-1 using c_overlap:(cells_of(1)):(dq):(de):c_complexity with boxxyerror fs solid 1 noborder lc palette notitle, \
         for [i=first[j]:last[j]] data index i-1 using (column(c_overlap) - dq):(turn(column(c_overlap), column(c_energy), strcol(c_kind), "minimum")):(2*dq):(0) with vectors nohead lc rgb "#e13234" lw 2 notitle, \
         for [i=first[j]:last[j]] data index i-1 using (column(c_overlap) - dq):(turn(column(c_overlap), column(c_energy), strcol(c_kind), "index1")):(2*dq):(0) with vectors nohead lc rgb "#e18c0a" lw 2 notitle, \
         for [i=first[j]:last[j]*sampled] data index i-1 using c_overlap:(seen(column(c_sampled_points))) with points pt 7 ps narrow ? 0.25 : 0.35 lc rgb "#000000" notitle
}
eval finish
