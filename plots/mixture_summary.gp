# Orders of mixtures: mean with standard deviation under the weights, and the largest coefficient.
# needs: mixture order_min order_max depth_mean depth_std depth_mode
# text: mixture
eval axes("order r", "")
stats data using 0 name "R" nooutput
eval names_along_y(c_mixture)
cell_height = row_height*R_records + 5.5*type
eval entry("points lt 1 ps 1.3", "mean and deviation under the weights")
eval entry("points lt 2 pt 2 ps 1.6 lw 2", "largest coefficient")
eval begin
eval cell(1, 0)
plot data using c_depth_mean:(-$0):c_depth_std:ytic(beside(strcol(c_mixture))) with xerrorbars lt 1 ps 1.3 notitle, \
     data using c_depth_mode:(-$0) with points lt 2 pt 2 ps 1.6 lw 2 notitle, \
     @names_above
eval finish
