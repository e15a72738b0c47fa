#include "glasscape/complexity/mean_counts.hpp"

#include <algorithm>
#include <limits>

#include "glasscape/complexity/finite_size.hpp"

namespace glasscape {
namespace {

constexpr double lost_in_rounding = 1e-6;
constexpr double finest_accuracy = 1e-15;

}  // namespace

ReliableCounts reliable_counts_by_index(const Mixture& mixture, int size, std::span<const int> indices,
                                        std::span<const EnergyFilter> filters) {
    const auto counts = log_mean_by_index(mixture, size, indices, filters);
    ReliableCounts reliable{
        counts.log_mean, 0, std::max(counts.accuracy, finest_accuracy),
        size > max_size_all_indices ? "two staggered quadrature grids" : "their sum against the exact total"};
    for (std::size_t f = 0; f < filters.size(); ++f)
        for (std::size_t i = 0; i < indices.size(); ++i) {
            if (counts.relative_error[f][i] < lost_in_rounding) continue;
            reliable.log_mean[f][i] = std::numeric_limits<double>::quiet_NaN();
            ++reliable.lost;
        }
    return reliable;
}

}  // namespace glasscape
