# Critical points of small networks by index: counted, exact Kac-Rice, and mixtures taken for isotropic.
# needs: sharing index counted exact path_count paper
# text: sharing index
# panel: sharing
eval axes("index k", "mean number of points")
set yrange [0:*]
set offsets 0.4, 0.4, graph 0.1, 0
eval entry("points lt 1 ps 1.1", "counted")
eval entry("points lt 3 pt 4 ps 1.6", "exact")
eval entry("points lt 4 pt 2 ps 1.1", "path count")
eval entry("points lt 2 pt 1 ps 1.1", "mixture of the paper")
eval begin
do for [j=1:panels] {
    eval cell(j, 0)
    plot data index j-1 using 0:c_counted:c_std_error:xtic(c_index) with yerrorbars lt 1 ps 1.1 notitle, \
         data index j-1 using 0:c_exact with points lt 3 pt 4 ps 1.6 notitle, \
         data index j-1 using 0:c_path_count with points lt 4 pt 2 ps 1.1 notitle, \
         data index j-1 using 0:c_paper with points lt 2 pt 1 ps 1.1 notitle
}
eval finish
