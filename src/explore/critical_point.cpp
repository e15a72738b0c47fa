#include "glasscape/explore/critical_point.hpp"

#include <cmath>
#include <cstddef>

#include "glasscape/sphere/sphere.hpp"

#include "core/linear_algebra.hpp"
#include "landscape/tangent.hpp"

namespace glasscape {
namespace {

struct Local {
    double energy = 0.0;
    std::vector<double> gradient;  // tangential
    double radial = 0.0;
    std::vector<double> spectrum;
};

Local look_at(const Landscape& landscape, std::span<const double> state) {
    const std::size_t n = state.size();
    Local local;
    local.gradient.resize(n);
    std::vector<double> hessian(n * n);
    landscape.energies_gradients_hessians(state, {&local.energy, 1}, local.gradient, hessian);
    to_tangent_gradients(landscape.size(), state, local.gradient, {&local.radial, 1});
    if (n < 2) return local;
    const auto dimension = static_cast<Eigen::Index>(n - 1);
    Eigen::MatrixXd tangent(dimension, dimension);
    tangent_hessian(state, hessian, local.radial, {tangent.data(), (n - 1) * (n - 1)});
    const Eigen::VectorXd values = symmetric_eigenvalues(tangent);
    local.spectrum.assign(values.begin(), values.end());
    return local;
}

}  // namespace

std::vector<double> tangent_spectrum(const Landscape& landscape, std::span<const double> state) {
    return look_at(landscape, state).spectrum;
}

CriticalPoint describe_point(const Landscape& landscape, std::span<const double> state) {
    const auto local = look_at(landscape, state);
    const double n = static_cast<double>(state.size());
    CriticalPoint point;
    point.state.assign(state.begin(), state.end());
    point.energy = local.energy / n;
    point.radial = local.radial;
    point.gradient_norm = std::sqrt(dot(local.gradient, local.gradient) / n);
    if (!local.spectrum.empty()) point.softest = local.spectrum.front();
    for (const double value : local.spectrum) {
        if (value < 0.0) ++point.index;
        if (std::abs(value) < std::abs(point.softest)) point.softest = value;
    }
    return point;
}

}  // namespace glasscape
