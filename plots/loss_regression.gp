# Share of an averaged loss that a linear function of the averaged output explains.
# needs: loss rms_output r_squared std_error
# series: loss
set xlabel "rms output averaged over gates"
set ylabel "R² of averaged loss on averaged output"
set logscale x
set yrange [0:1.05]
set key bottom left
plot for [i=1:series] data index i-1 using c_rms_output:c_r_squared:c_std_error with yerrorbars lt i ps 0.6 notitle, \
     for [i=1:series] data index i-1 using c_rms_output:c_r_squared with linespoints lt i ps 0.8 title label(i)
