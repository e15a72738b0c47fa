// Quadrature in y = x sqrt(N/nu2) for finite-N counts, and the filters as factors on it.
#pragma once

#include <span>
#include <vector>

#include "glasscape/complexity/energy_filter.hpp"
#include "glasscape/mixture/mixture.hpp"

namespace glasscape {

/// The law of the energy u at given y.
class EnergyLaw {
  public:
    EnergyLaw(const Mixture& mixture, int size);

    /// Normal: mean = slope() y; deviation() = 0 for a pure mixture.
    double slope() const { return slope_; }
    double deviation() const { return deviation_; }
    /// The y at which the mean energy is u.
    double position(double u) const { return u / slope_; }
    /// Width in y over which a filter switches.
    double width() const { return deviation_ / slope_; }
    /// Factor of a filter at y. A pure mixture's windows are intervals of y: the grid's business, the factor
    /// is 1 inside.
    double log_factor(const EnergyFilter& filter, double y) const;

  private:
    double slope_;
    double deviation_;
};

struct RadialNode {
    double y;
    double log_weight;
};

/// For each filter, the nodes that it sums over: a range of one shared list.
struct RadialGrid {
    struct Range {
        std::size_t first;
        std::size_t last;
    };
    std::vector<RadialNode> nodes;
    std::vector<Range> ranges;  ///< one per filter
};

/// Nodes at which an integrand of Gaussian width sqrt(variance), smooth on a scale of `step` (the trapezoid
/// step that integrates it to rounding), is summed through the filters. Nodes above `y_max` are left out.
/// offset in [0, 1) shifts the even grids by that fraction of a step.
struct GridRequest {
    int size;
    double variance;
    double step;
    double y_max;
    double offset;
};
RadialGrid radial_grid(const GridRequest& request, const EnergyLaw& law,
                       std::span<const EnergyFilter> filters);

/// log sum_i exp(values_i), summed in order relative to the largest; -inf for none.
double log_sum(std::span<const double> values);

}  // namespace glasscape
