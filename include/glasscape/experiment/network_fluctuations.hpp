// Do the numbers of critical points of real networks fluctuate more than those of their mixtures?
#pragma once

#include <cstdint>

#include "glasscape/experiment/shared_network_counts.hpp"
#include "glasscape/table/table.hpp"

namespace glasscape {

/// One row per sharing, and one for the isotropic control: Var Crt/E[Crt]^2 over networks (jackknife), and of the
/// mixture that is measured in them (the control: of the mixture that it was drawn from), by Kac-Rice for pairs from
/// `matrices` pairs of random matrices. The error of the mixture is that of the matrices and of the fit. Throws
/// as second_moment does.
Table network_fluctuations_table(const NetworkCountRequest& request, const NetworkCountResult& result,
                                 std::int64_t matrices);

}  // namespace glasscape
