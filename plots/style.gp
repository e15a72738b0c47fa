# Shared look: thin grey frame on two sides, light grid, the colours of the Python figures (glasscape/plotting/style.py),
# which a test holds apart for colour-blind readers; series differ by their points too.
set encoding utf8
set border 3 linecolor "#444444" linewidth 0.9
set tics nomirror out scale 0.6 textcolor "#222222"
set grid back linecolor "#dddddd" linewidth 0.6 linetype 1
set key noenhanced opaque spacing 1.15 samplen 2.2
set style fill solid 0.75 noborder
set linetype 1 lc rgb "#004695" lw 2.4 pt 7
set linetype 2 lc rgb "#e13234" lw 2.4 pt 5
set linetype 3 lc rgb "#219966" lw 2.4 pt 9
set linetype 4 lc rgb "#e18c0a" lw 2.4 pt 13
set linetype 5 lc rgb "#8760ae" lw 2.4 pt 11
set linetype 6 lc rgb "#643a1f" lw 2.4 pt 4
set linetype 7 lc rgb "#00b7e3" lw 2.4 pt 6
set linetype 8 lc rgb "#d975af" lw 2.4 pt 8
set linetype cycle 8
if (strlen(figure_title) > 0) { set title figure_title noenhanced offset 0,0.3 }
label(i) = titles[i]
