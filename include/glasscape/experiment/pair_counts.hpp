// Products of counts, and overlaps of pairs of critical points, measured in samples against Kac-Rice for pairs.
#pragma once

#include <span>

#include "glasscape/complexity/pairs/second_moment.hpp"
#include "glasscape/experiment/critical_counts.hpp"
#include "glasscape/table/table.hpp"

namespace glasscape {

/// The prediction for a request: all energies first, then each window; bins as the census has them. `samples` pairs of
/// random matrices. Throws std::invalid_argument as second_moment does.
SecondMoment predicted_pairs(const CountRequest& request, std::span<const EnergyWindow> windows,
                             std::int64_t samples, double spread);

/// An empty table of the columns of `glasscape count --second-moment`.
Table count_products_table();

/// Adds, for the total and each pair of indices, over all energies and in each window: mean product of the counts,
/// covariance and ratio to the product of the means (errors by jackknife over disorders), the prediction and z.
void add_count_products(Table& table, const CountRequest& request, std::span<const SampleCensus> censuses,
                        std::span<const EnergyWindow> windows, const SecondMoment& predicted);

/// One row a bin of overlaps, of all pairs and of pairs of minima; antipodes apart.
Table pair_overlaps_table();
void add_pair_overlaps(Table& table, const CountRequest& request, std::span<const SampleCensus> censuses,
                       const SecondMoment& predicted);

}  // namespace glasscape
