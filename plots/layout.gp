# Panels above a legend, in one image. A template says what its axes and legend hold, then
#     eval begin
#     do for [j=1:panels] { eval cell(j, 0); plot for [i=first[j]:last[j]] data index i-1 using ... ls look[i] notitle }
#     eval finish
# `parts` panels show different columns of the same rows, one below the other.
parts = 1
cell_height = 0   # pixels of one panel with its axis; 0: as usual
tic_letters = 5   # room for the numbers along y
log_format = "10^{%L}"
text_width(letters) = 0.64*type*letters

# Words of the axes, and those that the values of a point have.
x_words = ""
y_words = ""
tip_x = ""
tip_y = ""
words_are = "enhanced"
axes(x, y) = sprintf("x_words = \"%s\"; y_words = \"%s\"; tip_x = x_words; tip_y = y_words", x, y)

# Distance of some `many` tics at round numbers.
round_step(range, many) = (power_of_ten = 10**floor(log10(range/many)), range/many > 5*power_of_ten ? 10*power_of_ten : range/many > 2*power_of_ten ? 5*power_of_ten : range/many > power_of_ten ? 2*power_of_ten : power_of_ten)

# Room for numbers of a column along y.
numbers_along_y(c) = sprintf("stats data using %d name 'N' nooutput; ", c).room_for_numbers
room_for_numbers = "number_step = N_max > N_min ? round_step(N_max - N_min, 10) : 1; " \
    ."tic_letters = most(most(strlen(sprintf('%g', number_step*floor(N_min/number_step))), strlen(sprintf('%g', number_step*ceil(N_max/number_step)))), strlen(sprintf('%g', number_step*(1 + floor(N_min/number_step)))))"

# A row of a table a line of the figure: names of rows stand beside a wide one, and above each line of a narrow one.
#     eval names_along_y(c_mixture)
#     plot data using x:(-$0):ytic(beside(strcol(c_mixture))) with ..., @names_above
names_along_y(c) = sprintf("name_column = %d; longest_name = 0; stats data using (longest_name = most(longest_name, strlen(strcol(name_column)))) name 'W' nooutput; ", c).room_for_names
room_for_names = "name_letters = int((narrow ? 0.92 : 0.48)*width/text_width(1)); row_height = (narrow ? 2.8 : 1.8)*type; " \
    ."tic_letters = narrow ? 0 : least(longest_name, name_letters); set ytics noenhanced; set grid x noy; set x2range [0:1]; set offsets 0, 0, narrow ? 0.8 : 0.6, 0.6"
cut(text) = strlen(text) > name_letters ? text[1:name_letters-1]."…" : text
beside(text) = narrow ? "" : cut(text)
line_of_names = 0
names_above = "data index line_of_names using (narrow ? 0 : NaN):(-$0 + 0.45):(cut(strcol(name_column))) axes x2y1 with labels left noenhanced textcolor rgb ink notitle"

# Entries of the legend: a look of gnuplot's and its words; or all looks of the series.
legend = ""
entries = 0
longest = 0
entry(look_of_it, words) = sprintf("legend = legend.\", keyentry with %s title '%s'\"; entries = entries + 1; longest = %d > longest ? %d : longest", look_of_it, words, strlen(words), strlen(words))
look_entry(k, how) = sprintf("legend = legend.\", keyentry with %s ls %d title titles[%d]\"; entries = entries + 1; longest = strlen(titles[%d]) > longest ? strlen(titles[%d]) : longest", how, k, k, k, k)
series_entries(how) = sprintf("do for [k=1:looks] { if (strlen(titles[k]) > 0 && (!bar || place[k] > 1)) { eval look_entry(k, '%s') } }", how)

longest_title = 0
do for [j=1:panels] { if (strlen(panel_titles[j]) > longest_title) { longest_title = strlen(panel_titles[j]) } }
side_by_side = narrow ? (panels > 4 && longest_title < 16 ? 2 : 1) : panels == 4 ? 2 : panels < 3 ? panels : 3
least(a, b) = a < b ? a : b
most(a, b) = a > b ? a : b
lines_of(text) = strlen(text) == 0 ? 0 : 1 + newlines(text)
newlines(text) = strstrt(text, "\n") > 0 ? 1 + newlines(text[strstrt(text, "\n") + 1:]) : 0

terminal(w, h) = format eq "svg" ? sprintf("svg enhanced size %d,%d font 'DejaVu Sans,%g' linewidth 1.2 background '#ffffff'", w, h, type) : \
    format eq "png" ? sprintf("pngcairo enhanced size %d,%d font 'DejaVu Sans,%g' linewidth %g pointscale %g background '#ffffff'", scale*w, scale*h, 0.74*scale*type, 1.2*scale, scale) : \
    sprintf("pdfcairo enhanced size %gin,%gin font 'DejaVu Sans,%g' fontscale 1 linewidth 1.2 background '#ffffff'", w/96., h/96., 0.75*type)

begin = "if (log_axes ne '') { eval 'set logscale '.log_axes }; " \
    ."if (strstrt(log_axes, 'x') > 0) { set format x log_format }; if (strstrt(log_axes, 'y') > 0) { set format y log_format }; " \
    ."columns = side_by_side; " \
    ."layout_rows = parts*int(ceil(1.0*panels/columns)); " \
    ."key_columns = most(1, least(entries, int(0.96*width/(0.7*type*(longest + 6))))); " \
    ."key_rows = int(ceil(1.0*entries/key_columns)); " \
    ."bar_room = bar ? 5.6*type : 0; " \
    ."key_room = entries > 0 ? (1.6*key_rows + 1.0)*type : 0; " \
    ."head = figure_title eq '' ? 0 : (1.35*lines_of(figure_title) + 0.8)*type; " \
    ."if (cell_height == 0) { cell_height = layout_rows == 1 ? (narrow ? 320 : columns > 1 ? 380 : 500) : narrow ? 250 : 300 }; " \
    ."if (!sized) { height = head + layout_rows*cell_height + bar_room + key_room }; " \
    ."cell_height = (height - head - bar_room - key_room)/(1.0*layout_rows); " \
    ."eval 'set terminal '.terminal(width, height); set output image; set multiplot; " \
    ."set label 1000 figure_title at screen 0.5, screen 1 - 1.0*type/height center noenhanced textcolor rgb ink"

# Panel j, and which of its parts. Words stand at the outer axes only, before what the user asks for.
cell(j, part) = sprintf("panel = %d; part = %d; ", j, part).place_cell
# Words at places of their own, since what gnuplot leaves between them and the numbers differs between formats.
words_along_x(asked) = sprintf("set label 3 %s at graph 0.5, screen 1 - (top + cell_height - 0.9*type)/height center textcolor rgb ink %s", \
    asked ? "asked_x_words" : "x_words", asked ? "noenhanced" : words_are)
words_along_y(asked) = sprintf("set label 2 %s at screen (cell_column*cell_width + 1.1*type)/width, graph 0.5 center rotate textcolor rgb ink %s", \
    asked ? "asked_y_words" : "y_words", asked ? "noenhanced" : words_are)
place_cell = "cell_column = (panel - 1) % columns; " \
    ."cell_row = parts*((panel - 1)/columns) + part; " \
    ."lowest_cell = panel + columns > panels && part == parts - 1; " \
    ."outer_left = cell_column == 0; " \
    ."left = text_width(tic_letters) + 1.5*type + (y_words eq '' && asked_y_words eq '' ? 0 : 1.6*type); " \
    ."top = head + cell_row*cell_height; " \
    ."cell_width = 1.0*width/columns; " \
    ."named = panels > 1 && part == 0 && strlen(panel_titles[panel]) > 0; " \
    ."set lmargin at screen (cell_column*cell_width + left)/width; " \
    ."set rmargin at screen ((cell_column + 1)*cell_width - 1.7*type)/width; " \
    ."set tmargin at screen 1 - (top + (named ? 2.0 : 1.0)*type)/height; " \
    ."set bmargin at screen 1 - (top + cell_height - (lowest_cell ? (x_words eq '' && asked_x_words eq '' ? 2.2 : 4.3) : 2.8)*type)/height; " \
    ."if (named) { set title panel_titles[panel] noenhanced offset 0,-0.6 textcolor rgb ink } else { unset title }; " \
    ."if (panel + part > 1) { unset label 1000 }; " \
    ."unset label 2; unset label 3; if (outer_left) { eval words_along_y(part == 0 && asked_y_words ne '') }; " \
    ."if (lowest_cell) { eval words_along_x(asked_x_words ne '') }; " \
    ."eval asked_x; if (part == 0) { eval asked_y }"
unset key

# The legend, and the bar of colours, below all panels.
finish = "unset title; unset label; unset border; unset tics; unset grid; unset arrow; unset logscale; " \
    ."unset xzeroaxis; set offsets 0, 0, 0, 0; set lmargin at screen 0.02; set rmargin at screen 0.98; " \
    ."set tmargin at screen (key_room + bar_room)/height; set bmargin at screen bar_room/height; " \
    ."set key inside center center horizontal Left reverse noenhanced samplen 2.2 maxcols key_columns textcolor rgb ink; " \
    ."if (bar) { eval bar_below }; if (bar || entries > 0) { eval 'plot [0:1][0:1] NaN with lines '.bar_colour.' notitle'.legend }; unset multiplot"
bar_colour = bar ? "lc palette cb bar_low" : "lt 1"
bar_below = "set cbrange [bar_low:bar_high]; if (bar_log) { set logscale cb }; set cbtics out scale 0.4 textcolor rgb ink; " \
    ."set colorbox user horizontal origin screen 0.22, screen 4*type/height size screen 0.56, screen 0.8*type/height; " \
    ."set style fill solid 1; set label 1 bar_title at screen 0.5, screen 1.0*type/height center noenhanced textcolor rgb ink"

# What is exactly 0 stands below a logarithmic axis: `foot_for(column)` makes room, `at_foot(i, value)` gives the place.
zeros = 0
foot = NaN
foot_for(c) = sprintf("stats data using (column(%d) == 0 ? 1 : 0) name 'Z' nooutput; zeros = Z_sum > 0; if (zeros) { stats data using (positive(column(%d))) name 'F' nooutput; if (!exists('F_max')) { F_min = 1; F_max = 1 }; eval make_foot }", c, c)
make_foot = "decades = most(1, log10(F_max/F_min)); foot_step = 10**(0.035*decades); foot = F_min/10**(0.07*decades); " \
    ."set yrange [foot/foot_step**(most(1, looks) + 0.5):*]; " \
    ."set ytics 10**ceil(log10(F_min)), 10**ceil(decades/8.0); set ytics add ('0' foot/foot_step**(0.5*looks)); " \
    ."set arrow 900 from graph 0, first foot to graph 1, first foot nohead lc rgb muted lw 0.8; " \
    ."eval entry(\"points lc rgb '#222222' pt 10\", 'exactly 0')"
at_foot(i, value) = zeros && value == 0 ? foot/foot_step**(look[i] - 0.2) : NaN

# Values of a point, shown where the pointer is, some twenty a series: in an SVG, and for a screen that has a pointer.
tipped = format eq "svg" && !narrow
tip_step(i) = tipped ? 1 + rows[i]/20 : 1000000
tip_at(y) = tipped ? y : NaN
number(x) = sprintf("%.5g", x)
tip(i, x, y) = tip_titles[look[i]].(tip_titles[look[i]] eq "" ? "" : "\n").tip_x." = ".number(x)."\n".tip_y." = ".number(y)
tips = "with labels hypertext point pt 7 ps 2 lc rgb '#ff000000' notitle"
