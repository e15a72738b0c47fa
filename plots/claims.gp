# Claims of a comparison: what was measured, with its error, against what was predicted.
# needs: claim predicted measured verdict
# text: claim verdict
colour(verdict) = verdict eq "agrees" ? 0x2a9d62 : verdict eq "rejected" ? 0xd1495b : 0x8a6d00
unset key
set xlabel "measured ± error; grey bars: predicted\ngreen: agrees, red: rejected, ochre: undecided"
set offsets graph 0.05, graph 0.05, 0.6, 0.6
set grid x noy
set ytics noenhanced font ",11"
set lmargin at screen 0.45
plot data using c_predicted:(-$0):(0.3) with yerrorbars lt 1 lc rgb "#999999" lw 3 pt 0, \
     data using c_measured:(-$0):c_std_error:(colour(strcol(c_verdict))):ytic(c_claim) with xerrorbars lc rgb variable lw 2 pt 7 ps 1.1
