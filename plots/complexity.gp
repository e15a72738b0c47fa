# Complexity curves by energy; error bars where they were sampled.
# needs: energy complexity index size
# series: mixture size index
set xlabel "energy per spin u = H/N"
set ylabel "complexity (1/N) log (mean count)"
set xzeroaxis lt 1 lc rgb "#444444" lw 0.8 dt 2
if (series < 2) { unset key } else { set key outside right center }
error(column_error) = x_has_std_error ? column(column_error) / column(c_size) : NaN
if (x_has_std_error) {
    plot for [i=1:series] data index i-1 using c_energy:c_complexity with lines lt i title label(i), \
         for [i=1:series] data index i-1 using c_energy:c_complexity:(error(c_std_error)) with yerrorbars lt i ps 0.4 notitle
} else {
    plot for [i=1:series] data index i-1 using c_energy:c_complexity with lines lt i title label(i)
}
