# Claims of a comparison: what was measured, with its error, against what was predicted.
# needs: claim predicted measured verdict
# text: claim verdict
eval axes("measured, with its standard error", "")
stats data using 0 name "R" nooutput
cell_height = ((narrow ? 2.8 : 2.2)*R_records + 5.5)*type
name_letters = int((narrow ? 0.94 : 0.48)*width/text_width(1))
tic_letters = narrow ? 0 : name_letters
cut(text) = strlen(text) > name_letters ? text[1:name_letters-1]."…" : text
of_verdict(verdict, which, value) = verdict eq which ? value : NaN
stats data using c_predicted name "P" nooutput
stats data using c_measured name "M" nooutput
left_end = least(P_min, M_min)
right_end = most(P_max, M_max)
margin = right_end > left_end ? 0.08*(right_end - left_end) : 1
set xrange [left_end - margin:right_end + margin]
set offsets 0, 0, 0.6, 0.6
set grid x noy
set ytics noenhanced
verdicts = "agrees rejected undecided"
colours = "#14692f #a3161f #805400"
eval entry("points lc rgb '#767676' lw 3 pt 2 ps 1.4", "predicted")
do for [v=1:3] { eval entry(sprintf("points lc rgb '%s' pt %s ps 1.2", word(colours, v), word("7 5 9", v)), word(verdicts, v)) }
# Beside its row there is room for the name of a claim on a wide image only; on a narrow one it stands above.
above = narrow ? "data using (left_end - margin):(-$0 + 0.45):(cut(strcol(c_claim))) with labels left noenhanced textcolor rgb ink notitle, " : ""
eval begin
eval cell(1, 0)
plot data using c_predicted:(-$0):ytic(narrow ? "" : cut(strcol(c_claim))) with points lc rgb muted lw 3 pt 2 ps 1.4 notitle, \
     for [v=1:3] data using (of_verdict(strcol(c_verdict), word(verdicts, v), column(c_measured))):(-$0):(valid(c_std_error) ? column(c_std_error) : 0) with xerrorbars lc rgb word(colours, v) lw 2 pt int(word("7 5 9", v)) ps 1.2 notitle
eval finish
