# Characteristic energies of one or several mixtures: a ladder for each, every rung with its name and number.
# needs: mixture name energy structure
# text: name structure
# panel: mixture
eval axes("", "energy per spin H/N")
tic_letters = 7
rungs = 0
do for [i=1:series] { rungs = most(rungs, rows[i]) }
cell_height = (1.5*rungs + 6)*type
unset xtics
set grid noxtics
set border 2
# Names stand in order of energy at equal distances, joined to their rungs.
array ordered[rungs]
array words_of[rungs]
eval begin
do for [j=1:panels] {
    set autoscale
    known = 0
    stats data index j-1 using (known = known + 1, ordered[known] = column(c_energy), words_of[known] = strcol(c_name), column(c_energy)) name "E" nooutput
    do for [a=2:known] {
        do for [b=0:a-2] {
            n = a - b
            if (ordered[n] < ordered[n-1]) {
                kept = ordered[n]; ordered[n] = ordered[n-1]; ordered[n-1] = kept
                kept = words_of[n]; words_of[n] = words_of[n-1]; words_of[n-1] = kept
            }
        }
    }
    eval cell(j, 0)
    set xrange [0:1]
    low = E_min - 0.06*(E_max - E_min)
    high = E_max + 0.06*(E_max - E_min)
    set yrange [low:high]
    do for [n=1:known] {
        y = low + (high - low)*(n - 0.5)/known
        set arrow from 0.02, ordered[n] to 0.22, ordered[n] nohead lc rgb "#004695" lw 2
        set arrow from 0.22, ordered[n] to 0.32, y nohead lc rgb muted lw 0.7
        set label 100 + n sprintf("%s  %.4f", words_of[n], ordered[n]) at 0.34, y left noenhanced textcolor rgb ink
    }
    plot NaN notitle
    unset arrow
    do for [n=1:known] { unset label 100 + n }
}
eval finish
