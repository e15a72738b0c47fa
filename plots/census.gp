# Counted critical points against the exact means (Kac-Rice), by index; below, the differences in standard errors.
# needs: index mean_count predicted z_score
# without: energy_lo
# text: index
# series: size
# panel: mixture
parts = 2
tic_letters = 5
eval axes("index k", "mean number of points")
last_index = 0
stats data using (last_index = most(last_index, strcol(c_index) eq "total" ? 0 : column(c_index))) name "I" nooutput
is_total(text) = text eq "total"
place_of(text) = is_total(text) ? last_index + 1.5 : real(text)
beside(i, text) = place_of(text) + 0.08*(look[i] - 0.5*(looks + 1))
set offsets 0.5, 0.5, 0, 0
set autoscale xfix
set xtics 0, 1, last_index
set xtics add ("all" last_index + 1.5)
stats data using (positive(column(c_mean_count))) name "M" nooutput
stats data using (positive(column(c_predicted))) name "P" nooutput
tics_from_one_decade = "set ytics (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000)"
if (M_max/M_min > 200) { tics_from_one_decade = "set ytics autofreq" }
eval series_entries("points")
if (looks == 1) { eval entry("points ls 1", "counted") }
eval entry("lines lc rgb '#222222' lw 1.4", "exact (Kac-Rice)")
eval begin
do for [j=1:panels] {
    set logscale y
    set format y "%g"
    eval tics_from_one_decade
    set yrange [least(M_min, P_min)/1.5:1.5*most(M_max, P_max)]
    eval cell(j, 0)
    plot for [i=first[j]:last[j]] data index i-1 using (is_total(strcol(c_index)) ? NaN : place_of(strcol(c_index))):c_predicted with lines ls look[i] lw 1.4 notitle, \
         for [i=first[j]:last[j]] data index i-1 using (is_total(strcol(c_index)) ? place_of(strcol(c_index)) - 0.35 : NaN):c_predicted:(0.7):(0) with vectors nohead lc rgb colour(look[i]) lw 1.4 notitle, \
         for [i=first[j]:last[j]] data index i-1 using (beside(i, strcol(c_index))):(positive(column(c_mean_count))):c_std_error with yerrorbars ls look[i] lw 1.2 notitle, \
         for [i=first[j]:last[j]] data index i-1 using (beside(i, strcol(c_index))):(tip_at(column(c_mean_count))):(tip(i, place_of(strcol(c_index)), column(c_mean_count))) @tips
    unset logscale y
    set format y "%g"
    set yrange [-4.5:4.5]
    set ytics 2
    above = y_words
    y_words = "z score"
    tip_y = y_words
    eval cell(j, 1)
    set style rect fc rgb "#eeeeee" fs solid noborder
    set object 1 rect from graph 0, first -2 to graph 1, first 2 behind
    plot 0 with lines lc rgb muted lw 0.8 notitle, \
         for [i=first[j]:last[j]] data index i-1 using (beside(i, strcol(c_index))):c_z_score with points ls look[i] notitle, \
         for [i=first[j]:last[j]] data index i-1 using (beside(i, strcol(c_index))):(tip_at(column(c_z_score))):(tip(i, place_of(strcol(c_index)), column(c_z_score))) @tips
    unset object 1
    y_words = above
    tip_y = y_words
    set ytics autofreq
}
eval finish
