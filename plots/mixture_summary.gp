# Orders of mixtures: mean with standard deviation under the weights, and the largest coefficient.
# needs: mixture order_min order_max depth_mean depth_std depth_mode
# text: mixture
eval axes("order r", "")
stats data using 0 name "R" nooutput
cell_height = (1.7*R_records + 5.5)*type
eval names_along_y(c_mixture)
set ytics noenhanced
set offsets graph 0.03, graph 0.03, 0.6, 0.6
set grid x noy
eval entry("points lt 1 ps 1.3", "mean and standard deviation under the weights ε_r²")
eval entry("points lt 2 pt 2 ps 1.6 lw 2", "largest coefficient")
eval begin
eval cell(1, 0)
plot data using c_depth_mean:(-$0):c_depth_std:ytic(c_mixture) with xerrorbars lt 1 ps 1.3 notitle, \
     data using c_depth_mode:(-$0) with points lt 2 pt 2 ps 1.6 lw 2 notitle
eval finish
