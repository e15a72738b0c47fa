# Characteristic energies of one or several mixtures.
# needs: mixture name energy structure
# text: name structure
# series: mixture
set ylabel "energy per spin H/N"
set xtics rotate by -35 noenhanced
set offsets 0.5, 0.5, graph 0.08, graph 0.08
if (series < 2) { unset key } else { set key outside right center }
plot for [i=1:series] data index i-1 using 0:c_energy:xtic(c_name) with points lt i ps 1.3 title label(i)
