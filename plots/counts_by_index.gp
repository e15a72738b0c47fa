# Mean counts over all energies, by index: points where they were sampled, with their errors, lines where they are exact.
# needs: index log_mean_count size count
# without: energy
# text: index count
# series: method
# panel: mixture size
eval axes("index k (negative eigenvalues of the Hessian)", "log mean number of critical points")
set offsets 0.5, 0.5, graph 0.05, graph 0.05
set autoscale xfix
set xtics 2
sampled(i) = x_has_std_error && strcol(c_std_error) ne "NaN"
error_of(i) = sampled(i) ? column(c_std_error) : 0
eval entry(law."1", "exact")
if (x_has_std_error) { eval entry("points lt 1 ps 1", "sampled") }
eval begin
do for [j=1:panels] {
    eval cell(j, 0)
    plot for [i=first[j]:last[j]] data index i-1 using c_index:(sampled(i) ? NaN : column(c_log_mean_count)) with @law 1 notitle, \
         for [i=first[j]:last[j]] data index i-1 using c_index:(sampled(i) ? column(c_log_mean_count) : NaN):(error_of(i)) with yerrorbars lt 1 ps 1 notitle, \
         for [i=first[j]:last[j]] data index i-1 every tip_step(i) using c_index:(tip_at(column(c_log_mean_count))):(tip(i, column(c_index), column(c_log_mean_count))) @tips
}
eval finish
