# Energies that descent reaches at N = infinity against the highest order, with the characteristic energies of each
# mixture; below, where they lie between threshold and algorithmic energy, and the overlap with the start.
# needs: order_max limit std_error overlap_with_start u_th E_alg ground_state share share_error
# varies: order_max
# log: x
parts = 2
eval axes("highest order of the mixture (layers)", "energy per spin H/N")
tic_letters = 5
set autoscale fix
set offsets graph 0, graph 0, graph 0.06, graph 0.06
stats data using (column(c_order_max)) name "P" nooutput
set xrange [P_min/1.25:P_max*1.25]
# A line through mixtures in the order of their depth; points of others.
ascends = 1
before = 0
stats data using (ascends = column(c_order_max) > before ? ascends : 0, before = column(c_order_max), 1) name "O" nooutput
level(dash, point) = ascends ? law.dash : "points lc rgb '#222222' pt ".point
threshold = level("2", "8")
algorithmic = level("3", "10")
ground = level("1", "4")
joined = ascends ? "lines" : "points"
eval entry("points lt 1", "reached by descent")
eval entry(threshold, "threshold u_th")
eval entry(algorithmic, "algorithmic energy")
eval entry(ground, "ground state")
eval entry("linespoints lt 3", "share of the way from u_th to E_alg")
eval entry("linespoints lt 4", "overlap with the start")
eval begin
do for [j=1:panels] {
    eval cell(j, 0)
    plot data index j-1 using c_order_max:c_u_th with @threshold notitle, \
         data index j-1 using c_order_max:c_E_alg with @algorithmic notitle, \
         data index j-1 using c_order_max:c_ground_state with @ground notitle, \
         data index j-1 using c_order_max:c_limit:c_std_error with yerrorbars lt 1 lw 1.2 notitle, \
         data index j-1 using c_order_max:(tip_at(column(c_limit))):(tip(j, column(c_order_max), column(c_limit))) @tips
    set yrange [0:1]
    set ytics 0.2
    y_words = "share, overlap"
    tip_y = "share"
    eval cell(j, 1)
    plot data index j-1 using c_order_max:c_share with @joined lt 3 lw 1.2 notitle, \
         data index j-1 using c_order_max:c_share:c_share_error with yerrorbars lt 3 lw 1.2 notitle, \
         data index j-1 using c_order_max:c_overlap_with_start with @joined lt 4 notitle, \
         data index j-1 using c_order_max:c_overlap_with_start with points lt 4 notitle, \
         data index j-1 using c_order_max:(tip_at(column(c_share))):(tip(j, column(c_order_max), column(c_share))) @tips
    set ytics auto
    set autoscale y
}
eval finish
