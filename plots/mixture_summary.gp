# Orders of mixtures: mean with standard deviation under the weights, and the largest coefficient.
# needs: mixture order_min order_max depth_mean depth_std depth_mode
# text: mixture
set xlabel "order r: mean and standard deviation under the weights ε_r^2; cross: largest coefficient"
set ytics noenhanced
set offsets graph 0.03, graph 0.03, 0.6, 0.6
set grid x noy
unset key
plot data using c_depth_mean:(-$0):c_depth_std:ytic(c_mixture) with xerrorbars lt 1 ps 1.3 notitle, \
     data using c_depth_mode:(-$0) with points lt 2 pt 2 ps 2.2 lw 2.5 notitle
