#include "glasscape/experiment/points_around_minima.hpp"

#include <cmath>
#include <string>

#include "glasscape/complexity/pairs/two_point.hpp"
#include "glasscape/sphere/sphere.hpp"

namespace glasscape {
namespace {

constexpr double largest_overlap = 1.0 - 1e-6;  // beyond, the theory loses its digits; an antipode lies there

}  // namespace

Table points_around_minima_table() {
    return Table(
        {{"mixture", ColumnType::text, "", "mixture spec"},
         {"size", ColumnType::integer, "spins", "N"},
         {"sample", ColumnType::integer, "1", "number of the disorder"},
         {"reference_energy", ColumnType::real, "H/N", "energy per spin of the sample's reference minimum"},
         {"reference_radial", ColumnType::real, "1", "its radial derivative per spin"},
         {"overlap", ColumnType::real, "1", "overlap q = s.s'/N of the point with the reference"},
         {"energy", ColumnType::real, "H/N", "energy per spin of the point"},
         {"radial", ColumnType::real, "1", "its radial derivative per spin, x = s.grad H/N"},
         {"index", ColumnType::integer, "1", "its number of negative Hessian eigenvalues"},
         {"expected_complexity", ColumnType::real, "1",
          "two-point complexity at this overlap and energy, seen from a point of the reference's energy and "
          "radial "
          "derivative; below 0: no such points as N grows; empty at the antipode"},
         {"euler_ok", ColumnType::boolean, "", "the sample's Euler characteristic is right"},
         {"complete", ColumnType::boolean, "", "the sample's census met its stopping rules"}});
}

void add_points_around_minimum(Table& table, const CountRequest& request, std::int64_t sample,
                               double energy) {
    const auto census = whole_census(request, sample);
    const CriticalPoint* reference = nullptr;
    for (const auto& point : census.points)
        if (point.index == 0 &&
            (reference == nullptr || std::abs(point.energy - energy) < std::abs(reference->energy - energy)))
            reference = &point;
    if (reference == nullptr) return;
    const auto seen_from = reference_at(request.mixture, reference->energy, reference->radial);
    for (const auto& point : census.points) {
        if (&point == reference) continue;
        const double q = overlap(point.state, reference->state);
        const Cell expected =
            std::abs(q) < largest_overlap
                ? Cell{TwoPointComplexity(request.mixture, seen_from, q).at(point.energy).complexity}
                : Cell{std::monostate{}};
        table.add_row({request.mixture.spec(), std::int64_t{request.size}, sample, reference->energy,
                       reference->radial, q, point.energy, point.radial, std::int64_t{point.index}, expected,
                       census.euler_holds, census.complete});
    }
}

}  // namespace glasscape
