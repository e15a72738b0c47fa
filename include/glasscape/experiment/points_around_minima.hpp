// The landscape seen from one minimum, in samples: all critical points of a drawn Hamiltonian by their overlap with the
// minimum whose energy is nearest to a given one.
#pragma once

#include <cstdint>

#include "glasscape/experiment/critical_counts.hpp"
#include "glasscape/table/table.hpp"

namespace glasscape {

/// An empty table of the points of samples: one row a point, the reference itself left out.
Table points_around_minima_table();

/// Takes the census of one sample and adds its points. A sample without a minimum (an incomplete census) adds none.
void add_points_around_minimum(Table& table, const CountRequest& request, std::int64_t sample, double energy);

}  // namespace glasscape
