# Lemma 4: the scales at which each order dominates.
# needs: order beta_low beta_high
# series: p
set xlabel "scale β at which it dominates"
set ylabel "order k"
set logscale x
set format x "10^{%L}"
set offsets 0, 0, 1, 1
unset key
plot data using (column(c_beta_low) > 0 ? column(c_beta_low) : column(c_beta_high)/10):c_order:(column(c_beta_low) > 0 ? column(c_beta_low) : column(c_beta_high)/10):(column(c_beta_high) == column(c_beta_high) ? column(c_beta_high) : column(c_beta_low)*10) with xerrorbars lt 1 pt 0 lw 3
