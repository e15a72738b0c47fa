# Loss and accuracy of a network with layers taken out.
# needs: deleted draws loss loss_error accuracy accuracy_error
set multiplot layout 2,1 title figure_title
unset title
unset key
set lmargin 12
set autoscale xfix
set offsets 0.4, 0.4, graph 0.08, graph 0.08
set ylabel "loss"
plot data using c_deleted:c_loss:c_loss_error with yerrorbars lt 1 ps 0.8, data using c_deleted:c_loss with lines lt 1
set xlabel "layers taken out"
set ylabel "accuracy"
plot data using c_deleted:c_accuracy:c_accuracy_error with yerrorbars lt 2 ps 0.8, data using c_deleted:c_accuracy with lines lt 2
unset multiplot
