# A training: loss and mean path length against the step, a curve a seed.
# needs: config seed step training_loss test_loss test_accuracy
# text: config
# series: seed
# panel: config
parts = 2
eval axes("training step", "")
set xrange [0:*]
eval series_entries("linespoints")
eval entry("lines lc rgb '#222222' lw 1.4 dt (6,4)", "training loss; coherent law")
eval begin
do for [j=1:panels] {
    y_words = "test loss"
    tip_y = y_words
    eval cell(j, 0)
    plot for [i=first[j]:last[j]] data index i-1 using c_step:c_test_loss with linespoints ls look[i] notitle, \
         for [i=first[j]:last[j]] data index i-1 using c_step:c_training_loss with lines ls look[i] lw 1.2 dt (6,4) notitle, \
         for [i=first[j]:last[j]] data index i-1 every tip_step(i) using c_step:(tip_at(column(c_test_loss))):(tip(i, column(c_step), column(c_test_loss))) @tips
    y_words = "mean path length"
    tip_y = y_words
    eval cell(j, 1)
    plot for [i=first[j]:last[j]] data index i-1 using c_step:(x_has_effective_depth ? column(c_effective_depth) : NaN) with linespoints ls look[i] notitle, \
         for [i=first[j]:last[j]] data index i-1 using c_step:(x_has_theory_depth_coherent ? column(c_theory_depth_coherent) : NaN) with lines ls look[i] lw 1.2 dt (6,4) notitle
}
eval finish
