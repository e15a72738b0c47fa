# Any columns against any other, as --x and --y say.
words_are = "noenhanced"
log_x = strstrt(log_axes, "x") > 0
log_y = strstrt(log_axes, "y") > 0
if (log_y) { eval foot_for(c_y) } else { eval numbers_along_y(c_y) }
# Beyond the points by a little: an automatic logarithmic axis would go on to the next power of ten.
if (log_x) {
    stats data using (positive(column(c_x))) name "X" nooutput
    if (X_max > X_min) { set xrange [X_min/(X_max/X_min)**0.03:X_max*(X_max/X_min)**0.03] }
}
if (!zeros) { set autoscale yfix }
set autoscale xfix
set offsets graph (log_x ? 0 : 0.03), graph (log_x ? 0 : 0.03), graph (zeros ? 0 : 0.05), graph (zeros ? 0 : 0.05)
shown(y) = log_y ? positive(y) : y
fitted(i, x) = power ? exp(fit_intercept[i])*x**fit_slope[i] : fit_intercept[i] + fit_slope[i]*x
how = fits > 0 ? "points" : "linespoints"
eval series_entries(how)
set samples 200
bands = c_band == 0 ? "" : "for [i=first[j]:last[j]] data index i-1 using c_x:(shown(column(c_y) - column(c_band))):(column(c_y) + column(c_band)) with filledcurves fs transparent solid 0.2 noborder lc rgb colour(look[i]) notitle, "
bars = c_error == 0 ? "" : "for [i=first[j]:last[j]] data index i-1 using c_x:(shown(column(c_y))):(column(c_error)) with yerrorbars ls look[i] pt 0 lw 1.2 notitle, "
lines_of_fit = fits == 0 ? "" : "for [i=first[j]:last[j]] [t=fit_low[i]:fit_high[i]] fitted(i, t) with lines ls look[i] lw 1.4 dt (8,5) notitle, "
eval begin
do for [j=1:panels] {
    eval cell(j, 0)
    plot @bands @bars @lines_of_fit \
         for [i=first[j]:last[j]] data index i-1 using c_x:(shown(column(c_y))) with @how ls look[i] notitle, \
         for [i=first[j]:last[j]] data index i-1 using c_x:(at_foot(i, column(c_y))) with points ls look[i] pt 10 notitle, \
         for [i=first[j]:last[j]] data index i-1 every tip_step(i) using c_x:(tip_at(column(c_y))):(tip(i, column(c_x), column(c_y))) @tips
}
eval finish
