# Critical points around minima of samples: energy against overlap, by index; hollow where the theory has none.
# needs: sample overlap energy index reference_energy expected_complexity
# panel: mixture size
eval axes("overlap q with the reference minimum", "energy per spin H/N")
set autoscale fix
set offsets 0, 0, graph 0.05, graph 0.05
eval numbers_along_y(c_energy)
group(k) = k < 2.5 ? k : 3
expected(k) = group(column(c_index)) == k && column(c_expected_complexity) >= 0 ? column(c_energy) : NaN
unexpected(k) = group(column(c_index)) == k && column(c_expected_complexity) < 0 ? column(c_energy) : NaN
names = "minima 'index 1' 'index 2' 'index 3 and above'"
solid = "7 5 9 13"
open = "6 4 8 12"
dots = narrow ? 0.35 : 0.5
do for [k=0:3] { eval entry(sprintf("points lt %d pt %s ps 0.8", k + 1, word(solid, k + 1)), word(names, k + 1)) }
eval entry("points lt 1 pt 6 ps 0.8", "hollow: none expected as N grows")
eval begin
do for [j=1:panels] {
    eval cell(j, 0)
    plot for [i=first[j]:last[j]] for [k=3:0:-1] data index i-1 using c_overlap:(expected(k)) with points lt k+1 pt real(word(solid, k+1)) ps dots notitle, \
         for [i=first[j]:last[j]] for [k=3:0:-1] data index i-1 using c_overlap:(unexpected(k)) with points lt k+1 pt real(word(open, k+1)) ps dots notitle
}
eval finish
