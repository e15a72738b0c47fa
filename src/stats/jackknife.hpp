// Standard errors by leaving out a block at a time.
#pragma once

#include <span>

namespace glasscape {

/// Of a number that was computed with each of n equal blocks left out: sqrt((n - 1)/n sum (v_i - mean)^2)
/// (Quenouille 1956, Tukey 1958). 0 for fewer than two.
double jackknife_error(std::span<const double> leave_one_out);

}  // namespace glasscape
