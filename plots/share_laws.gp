# Shares of path lengths before and after training, with the two laws of theory.
# needs: config step r output_share output_share_sd theory_coherent theory_incoherent
# panel: config step
eval axes("path length r, layers", "share of output power")
set yrange [0:*]
set boxwidth 0.7
set autoscale xfix
set offsets 0.3, 0.3, 0, 0
tic_letters = 4
measured = "lc rgb '#8fd6ee'"
eval entry("boxes ".measured, "measured, mean of the seeds")
eval entry(law."1", "coherent law")
eval entry(law."2", "path-count law")
eval begin
do for [j=1:panels] {
    eval cell(j, 0)
    plot data index j-1 using c_r:c_output_share with boxes @measured notitle, \
         data index j-1 using c_r:c_output_share:c_output_share_sd with yerrorbars lt 1 pt 0 lw 1.2 notitle, \
         data index j-1 using c_r:c_theory_coherent with @law 1 notitle, \
         data index j-1 using c_r:c_theory_incoherent with @law 2 notitle, \
         data index j-1 using c_r:(tip_at(column(c_output_share))):(tip(j, column(c_r), column(c_output_share))) @tips
}
eval finish
