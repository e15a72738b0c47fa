# The look of every figure: colours of the Python figures (glasscape/plotting/style.py), which a test holds apart for
# colour-blind readers; a light grid; series differ by their points or dashes too.
set encoding utf8
ink = "#222222"
muted = "#767676"
type = narrow ? 13.0 : 15.0  # height of the letters in pixels
set border 3 linecolor rgb muted linewidth 0.8
set tics nomirror out scale 0.5 textcolor rgb ink
set grid back linecolor rgb "#e3e3e3" linewidth 0.6 linetype 1
set style fill solid 0.75 noborder
palette_of_eight = "#004695 #e13234 #219966 #e18c0a #8760ae #643a1f #00b7e3 #d975af"
do for [n=1:8] { eval sprintf("set linetype %d lc rgb '%s' lw 2 pt %s", n, word(palette_of_eight, n), word("7 5 9 13 11 15 4 6", n)) }
set linetype cycle 8

# Ordinal variables run along this map, the darker part of viridis, uniform to the eye.
red = "68 72 62 49 38 31 53 110"
green = "1 40 73 104 130 158 183 206"
blue = "84 120 137 142 142 137 121 88"
between(list, share) = (n = int(share*6.9999) + 1, word(list, n) + (share*7 - n + 1)*(word(list, n + 1) - word(list, n)))
shade(share) = sprintf("#%02x%02x%02x", int(between(red, share) + 0.5), int(between(green, share) + 0.5), int(between(blue, share) + 0.5))
colour(k) = place[k] > 1 ? ink : place[k] >= 0 ? shade(place[k]) : word(palette_of_eight, (hue[k] - 1) % 8 + 1)
shape(k) = int(word(dash[k] > 1 ? "6 4 8 12 10 14 5 7" : "7 5 9 13 11 15 4 6", (hue[k] - 1) % 8 + 1))
dashes = "solid (12,5) (3,4) (12,4,3,4)"
do for [k=1:looks] { eval sprintf("set style line %d lc rgb '%s' lw 2 pt %d ps %g dt %s", k, colour(k), shape(k), narrow ? 0.7 : 0.8, word(dashes, (dash[k] - 1) % 4 + 1)) }
ramp = ""
do for [n=0:7] { ramp = ramp.sprintf("%s%d '%s'", n == 0 ? "" : ", ", n, shade(n/7.0)) }
eval "set palette defined (".ramp.")"

# What is exact, and laws, in ink; told apart by their dashes.
law = "lines lc rgb '#222222' lw 1.4 dt "
positive(x) = x > 0 ? x : NaN
