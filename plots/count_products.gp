# Products of counts in samples: ratio to the product of the means, by pair of indices, against Kac-Rice for pairs.
# needs: index other_index ratio mean_product predicted
# text: index other_index
# panel: mixture size
eval axes("pair of indices", "E[Crt_k Crt_l]/(E[Crt_k] E[Crt_l])")
set offsets 0.5, 0.5, graph 0.05, graph 0.05
set xtics rotate by 90 right
show(value) = x_has_energy_lo && valid(c_energy_lo) ? NaN : value
over_means(product) = product*column(c_ratio)/column(c_mean_product)
pair(k, l) = k eq "total" ? "all" : k.",".l
eval entry("points lt 1 ps 1", "counted")
eval entry("points lt 2 pt 4 ps 1", "Kac-Rice for pairs")
eval begin
do for [j=1:panels] {
    eval cell(j, 0)
    plot 1 with lines lc rgb muted lw 0.8 notitle, \
         for [i=first[j]:last[j]] data index i-1 using 0:(show(column(c_ratio))):c_ratio_error:xtic(pair(strcol(c_index), strcol(c_other_index))) with yerrorbars lt 1 notitle, \
         for [i=first[j]:last[j]] data index i-1 using ($0 + 0.25):(show(over_means(column(c_predicted)))):(over_means(column(c_predicted_error))) with yerrorbars lt 2 pt 4 notitle
}
eval finish
