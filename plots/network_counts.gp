# Critical points of small networks by index: counted, exact Kac-Rice, and mixtures taken for isotropic.
# needs: sharing index counted exact path_count paper
# text: sharing index
# series: sharing
set multiplot layout 1,2 title figure_title
unset title
set ylabel "mean number of points"
set xlabel "index k"
set yrange [0:*]
set offsets 0.4, 0.4, graph 0.1, 0
set key below
do for [i=1:series] {
    set title label(i) noenhanced
    plot data index i-1 using 0:c_counted:c_std_error:xtic(c_index) with yerrorbars lt 1 ps 1.1 title "counted", \
         data index i-1 using 0:c_exact with points lt 3 pt 4 ps 1.6 title "exact", \
         data index i-1 using 0:c_path_count with points lt 4 pt 2 title "path count", \
         data index i-1 using 0:c_paper with points lt 2 pt 1 title "paper's"
    unset ylabel
}
unset multiplot
