# Where the lowest points around minima turn to saddles: overlap and height by energy of the minima.
# needs: barrier_overlap barrier_height reference_energy farthest_overlap
# panel: mixture
parts = 2
tic_letters = 7
eval axes("energy per spin u_0 of the minimum", "overlap with the minimum")
set offsets graph 0.05, graph 0.05, graph 0.05, graph 0.05
eval entry("points lt 1", "deepest saddles (q*)")
eval entry("points lt 2", "farthest points")
eval entry("points lt 3", "height of the saddles")
eval begin
do for [j=1:panels] {
    eval cell(j, 0)
    plot for [i=first[j]:last[j]] data index i-1 using c_reference_energy:c_barrier_overlap with points lt 1 notitle, \
         for [i=first[j]:last[j]] data index i-1 using c_reference_energy:c_farthest_overlap with points lt 2 notitle
    above = y_words
    y_words = "barrier per spin"
    eval cell(j, 1)
    plot for [i=first[j]:last[j]] data index i-1 using c_reference_energy:c_barrier_height with points lt 3 notitle
    y_words = above
}
eval finish
