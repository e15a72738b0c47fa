# Claims of a comparison: what was measured, with its error, against what was predicted.
# needs: claim predicted measured verdict
# text: claim verdict
eval axes("measured, with its standard error", "")
stats data using 0 name "R" nooutput
eval names_along_y(c_claim)
cell_height = row_height*R_records + 5.5*type
of_verdict(verdict, which, value) = verdict eq which ? value : NaN
verdicts = "agrees rejected undecided"
colours = "#14692f #a3161f #805400"
eval entry("points lc rgb '#767676' lw 3 pt 2 ps 1.4", "predicted")
do for [v=1:3] { eval entry(sprintf("points lc rgb '%s' pt %s ps 1.2", word(colours, v), word("7 5 9", v)), word(verdicts, v)) }
eval begin
eval cell(1, 0)
plot data using c_predicted:(-$0):ytic(beside(strcol(c_claim))) with points lc rgb muted lw 3 pt 2 ps 1.4 notitle, \
     for [v=1:3] data using (of_verdict(strcol(c_verdict), word(verdicts, v), column(c_measured))):(-$0):(valid(c_std_error) ? column(c_std_error) : 0) with xerrorbars lc rgb word(colours, v) lw 2 pt int(word("7 5 9", v)) ps 1.2 notitle, \
     @names_above
eval finish
