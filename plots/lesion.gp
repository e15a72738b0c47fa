# Loss and accuracy of a network with layers taken out.
# needs: deleted draws loss loss_error accuracy accuracy_error
parts = 2
eval axes("layers taken out", "loss")
set autoscale xfix
set offsets 0.4, 0.4, graph 0.08, graph 0.08
eval begin
eval cell(1, 0)
plot data using c_deleted:c_loss:c_loss_error with yerrorbars lt 1 notitle, data using c_deleted:c_loss with lines lt 1 notitle, \
     data using c_deleted:(tip_at(column(c_loss))):(tip(1, column(c_deleted), column(c_loss))) @tips
y_words = "accuracy"
eval cell(1, 1)
plot data using c_deleted:c_accuracy:c_accuracy_error with yerrorbars lt 2 notitle, data using c_deleted:c_accuracy with lines lt 2 notitle
eval finish
