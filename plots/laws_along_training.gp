# How far path shares lie from both laws along training: panels by configuration, solid from the coherent law.
# needs: config quantity step tv_coherent tv_incoherent excess
# text: config quantity
# series: quantity
# panel: config
eval axes("training step", "total variation")
set xrange [0:*]
set yrange [0:*]
eval series_entries("linespoints")
eval entry("lines lc rgb '#222222' lw 1.4", "from the coherent law")
eval entry("lines lc rgb '#222222' lw 1.4 dt (6,4)", "from the incoherent law")
eval begin
do for [j=1:panels] {
    eval cell(j, 0)
    plot for [i=first[j]:last[j]] data index i-1 using c_step:c_tv_coherent with linespoints ls look[i] notitle, \
         for [i=first[j]:last[j]] data index i-1 using c_step:c_tv_incoherent with linespoints ls look[i] dt (6,4) notitle, \
         for [i=first[j]:last[j]] data index i-1 every tip_step(i) using c_step:(tip_at(column(c_tv_coherent))):(tip(i, column(c_step), column(c_tv_coherent))) @tips
}
eval finish
