// How energies along gradient descent at N spins approach those at N = infinity.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "glasscape/table/table.hpp"

namespace glasscape {

struct DescentFluctuationsRequest {
    std::string spec;
    std::vector<int> sizes;  ///< ascending, three at least
    std::int64_t disorders = 1000;
    std::int64_t steps = 25;
    double step = 0.01;
    std::uint64_t seed = 1;
};

/// Throws std::invalid_argument naming what makes no sense.
void require_sound(const DescentFluctuationsRequest& request);

struct DescentFluctuation {
    int size;
    double excess;  ///< mean of E - E_inf over disorders, H/N at the last step
    double excess_error;
    double deviation;  ///< standard deviation of E over disorders
    double deviation_error;
};

struct DescentFluctuations {
    DescentFluctuationsRequest request;
    double energy_at_infinity;
    std::vector<DescentFluctuation> sizes;
};

/// Conditional couplings, one replica a disorder; disorders side by side.
DescentFluctuations descent_fluctuations(const DescentFluctuationsRequest& request);

/// One row a size, with the laws a N^-1 of the mean and s N^(-1/2) of the deviation that fit best.
Table descent_fluctuations_table(const DescentFluctuations& fluctuations);

/// One row a law: its exponent, fitted (stats/power_law_fit.hpp), and the exponent expected.
Table descent_exponents_table(const DescentFluctuations& fluctuations);

}  // namespace glasscape
