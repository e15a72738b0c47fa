# A training: loss and depth against the step; thin lines are seeds.
# needs: config seed step training_loss test_loss test_accuracy
# text: config
# series: config seed
set multiplot layout 2,1 title figure_title
unset title
set lmargin 12
longest = 0
do for [i=1:series] { longest = strlen(label(i)) > longest ? strlen(label(i)) : longest }
set rmargin longest + 10
set key outside right center
set xrange [0:*]
set ylabel "loss"
plot for [i=1:series] data index i-1 using c_step:c_test_loss with linespoints lt i ps 0.5 title label(i).", test", \
     for [i=1:series] data index i-1 using c_step:c_training_loss with lines lt i dt 2 lw 1 notitle, \
     keyentry with lines lt 1 lc rgb "#444444" dt 2 lw 1 title "training"
set xlabel "step"
set ylabel "mean path length, layers"
plot for [i=1:series] data index i-1 using c_step:(x_has_effective_depth ? column(c_effective_depth) : NaN) with linespoints lt i ps 0.5 title "output", \
     for [i=1:series] data index i-1 using c_step:(x_has_theory_depth_coherent ? column(c_theory_depth_coherent) : NaN) with lines lt i dt 2 lw 1 notitle, \
     keyentry with lines lt 1 lc rgb "#444444" dt 2 lw 1 title "coherent law"
unset multiplot
