#include "complexity/radial_grid.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <boost/math/quadrature/gauss.hpp>

namespace glasscape {
namespace {

double reach(const GridRequest& request, const EnergyLaw& law, std::span<const EnergyFilter> filters) {
    const double root = std::sqrt(static_cast<double>(request.size));
    double y = std::max(2.0 * root + 11.5, (root + 9.0) * std::sqrt(request.variance));
    const double beyond = std::max(12.0, 5.0 * std::sqrt(request.variance));
    for (const auto& filter : filters)
        for (const double u : {filter.low, filter.high})
            if (std::isfinite(u)) y = std::max(y, std::abs(law.position(u)) + beyond);
    return y;
}

// All energies: y = b sinh t, trapezoid in t. Dense in the bulk, sparse in the Gaussian tails of a flat
// landscape.
void add_sinh_nodes(const GridRequest& request, double y_end, std::vector<RadialNode>& nodes) {
    const double b = 2.0 * std::sqrt(static_cast<double>(request.size));
    const double step = request.step / b;
    const double t_end = std::asinh(y_end / b);
    const int points = static_cast<int>(std::ceil(t_end / step));
    for (int i = -points; i <= points; ++i) {
        const double t = (i + request.offset) * step;
        const double y = b * std::sinh(t);
        if (y <= request.y_max) nodes.push_back({y, std::log(step * b * std::cosh(t))});
    }
}

// Filters of finite width: even trapezoid with a step that resolves them.
void add_even_nodes(const GridRequest& request, double step, double y_end, std::vector<RadialNode>& nodes) {
    const auto points = static_cast<int>(std::ceil(y_end / step));
    for (int i = -points; i <= points; ++i) {
        const double y = (i + request.offset) * step;
        if (y <= request.y_max) nodes.push_back({y, std::log(step)});
    }
}

template <unsigned Points>
void add_gauss_panel(double from, double to, std::vector<RadialNode>& nodes) {
    using Rule = boost::math::quadrature::gauss<double, Points>;
    const double centre = 0.5 * (from + to);
    const double half = 0.5 * (to - from);
    const auto& abscissas = Rule::abscissa();
    const auto& weights = Rule::weights();
    for (std::size_t i = abscissas.size(); i-- > 0;)
        if (abscissas[i] != 0.0) nodes.push_back({centre - half * abscissas[i], std::log(half * weights[i])});
    for (std::size_t i = 0; i < abscissas.size(); ++i)
        nodes.push_back({centre + half * abscissas[i], std::log(half * weights[i])});
}

// Panels of length at most 1, fewer nodes on short ones.
void add_gauss_interval(double from, double to, std::vector<RadialNode>& nodes) {
    const int panels = static_cast<int>(std::ceil(to - from));
    for (int i = 0; i < panels; ++i) {
        const double a = from + (to - from) * i / panels;
        const double b = from + (to - from) * (i + 1) / panels;
        if (b - a <= 0.25) {
            add_gauss_panel<10>(a, b, nodes);
        } else if (b - a <= 0.5) {
            add_gauss_panel<20>(a, b, nodes);
        } else {
            add_gauss_panel<30>(a, b, nodes);
        }
    }
}

std::vector<double> sorted_unique(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    values.erase(std::unique(values.begin(), values.end()), values.end());
    return values;
}

// Pure mixtures: a window is an interval of y, a density a single point.
RadialGrid pure_grid(const GridRequest& request, const EnergyLaw& law, std::span<const EnergyFilter> filters,
                     double y_end) {
    RadialGrid grid;
    const double top = std::min(y_end, request.y_max);
    const auto edge = [&](double u) {
        return std::isfinite(u) ? std::min(law.position(u), top) : u < 0.0 ? -y_end : top;
    };
    std::vector<double> edges;
    for (const auto& filter : filters)
        if (filter.kind != EnergyFilter::Kind::density)
            for (const double u : {filter.low, filter.high})
                edges.push_back(edge(u));
    edges = sorted_unique(std::move(edges));
    std::vector<std::size_t> starts;  // nodes before each edge
    for (std::size_t i = 0; i < edges.size(); ++i) {
        starts.push_back(grid.nodes.size());
        if (i + 1 < edges.size()) add_gauss_interval(edges[i], edges[i + 1], grid.nodes);
    }
    for (const auto& filter : filters) {
        if (filter.kind == EnergyFilter::Kind::density) {
            const double y = law.position(filter.low);
            grid.ranges.push_back({grid.nodes.size(), grid.nodes.size() + (y <= request.y_max ? 1 : 0)});
            if (y <= request.y_max) grid.nodes.push_back({y, -std::log(law.slope())});
            continue;
        }
        const auto start = [&](double u) {
            const auto at = std::lower_bound(edges.begin(), edges.end(), edge(u)) - edges.begin();
            return starts[static_cast<std::size_t>(at)];
        };
        grid.ranges.push_back({start(filter.low), start(filter.high)});
    }
    return grid;
}

// Narrow filters: Gauss-Legendre on panels that end where a filter switches and 4 and 8 widths to either
// side.
std::vector<RadialNode> narrow_nodes(const GridRequest& request, const EnergyLaw& law,
                                     std::span<const EnergyFilter> filters, double y_end) {
    const double top = std::min(y_end, request.y_max);
    std::vector<double> breaks{-y_end, top};
    for (const auto& filter : filters)
        for (const double u : {filter.low, filter.high})
            if (std::isfinite(u))
                for (const double widths : {-8.0, -4.0, 0.0, 4.0, 8.0}) {
                    const double y = law.position(u) + widths * law.width();
                    if (y > -y_end && y < top) breaks.push_back(y);
                }
    breaks = sorted_unique(std::move(breaks));
    std::vector<RadialNode> nodes;
    for (std::size_t i = 0; i + 1 < breaks.size(); ++i)
        add_gauss_interval(breaks[i], breaks[i + 1], nodes);
    return nodes;
}

}  // namespace

EnergyLaw::EnergyLaw(const Mixture& mixture, int size) {
    const double s = mixture.nu1() + mixture.nu2();
    const double root = std::sqrt(static_cast<double>(size));
    slope_ = mixture.nu1() * std::sqrt(mixture.nu2()) / (s * root);
    deviation_ = std::sqrt(mixture.alpha2() / s) / root;
}

double EnergyLaw::log_factor(const EnergyFilter& filter, double y) const {
    if (deviation_ == 0.0) return 0.0;
    return log_normal_filter(filter, slope_ * y, deviation_);
}

RadialGrid radial_grid(const GridRequest& request, const EnergyLaw& law,
                       std::span<const EnergyFilter> filters) {
    const double y_end = reach(request, law, filters);
    const bool all = std::all_of(filters.begin(), filters.end(), [](const EnergyFilter& filter) {
        return filter.kind == EnergyFilter::Kind::all;
    });
    RadialGrid grid;
    if (all) {
        add_sinh_nodes(request, y_end, grid.nodes);
    } else if (law.deviation() == 0.0) {
        return pure_grid(request, law, filters, y_end);
    } else {
        const double step = std::min(request.step, law.width() / 2.5);
        grid.nodes = narrow_nodes(request, law, filters, y_end);
        if (2.0 * y_end / step < static_cast<double>(grid.nodes.size())) {
            grid.nodes.clear();
            add_even_nodes(request, step, y_end, grid.nodes);
        }
    }
    grid.ranges.assign(filters.size(), {0, grid.nodes.size()});
    return grid;
}

double log_sum(std::span<const double> values) {
    constexpr double none = -std::numeric_limits<double>::infinity();
    double largest = none;
    for (const double value : values)
        largest = std::max(largest, value);
    if (largest == none) return largest;
    double sum = 0.0;
    for (const double value : values)
        sum += std::exp(value - largest);
    return largest + std::log(sum);
}

}  // namespace glasscape
