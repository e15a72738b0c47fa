// Tables behind the theoretical statements of Littwin, Wolf 2016, one function per statement.
#pragma once

#include <cstdint>

#include "glasscape/table/table.hpp"

namespace glasscape {

/// Lemma 4 at p layers: for each order the interval of scales at which it dominates, and the order that does
/// dominate in its interior and at its lower end (a tie, which the smaller order wins).
Table lemma4_table(int p);

/// Theorem 1: argmax_r eps_r / p against beta/(1+beta) for growing p, with the bound 1/p on the difference.
Table theorem1_table();

/// Theorem 1 for layers of unequal scale: |argmax - (1 + sum b/(1+b))| < 1 on `draws` random networks
/// (Darroch 1964).
Table theorem1_layers_table(int draws, std::uint64_t seed);

/// Theorem 2: weight outside |r/p - beta/(1+beta)| <= 0.1 for growing p.
Table theorem2_table();

/// Theorem 5: ascent of theta_k(R), k = 1, over mixtures of orders 1..p from several starts. The ascent uses
/// values of theta alone; `gap` is the distance below the pure p-spin value, `final` marks the last row of a
/// start.
Table theorem5_table(int p, std::uint64_t seed);

/// Fig. 1(f): complexity over all energies against beta, p = 10, 20, 100, field dropped and kept, with the
/// beta at which the landscape of a kept field stops being trivial.
Table beta_scan_table();

/// Whether the mean count of critical points is that of a typical sample, over layers p and scales beta, field
/// dropped and kept: verdict and largest difference along the dominant points, and the band of other saddles
/// that cluster.
Table typical_verdict_table();

}  // namespace glasscape
