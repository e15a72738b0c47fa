#include "glasscape/explore/lanczos.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <stdexcept>

#include <Eigen/Dense>
#include <fmt/format.h>

#include "glasscape/core/random.hpp"
#include "glasscape/sphere/sphere.hpp"
#include "glasscape/stats/running_mean.hpp"

namespace glasscape {
namespace {

/// What one probe found: eigenvalues of the tridiagonal matrix, squared first components, residuals.
struct Probe {
    Eigen::VectorXd values;
    Eigen::VectorXd weights;
    double lowest_residual = 0.0;
    double highest_residual = 0.0;
};

Probe run_probe(std::int64_t dimension, const SymmetricOperator& apply, int steps, RandomStream& stream) {
    Eigen::MatrixXd basis(dimension, steps);
    Eigen::VectorXd next(dimension);
    draw_normal(stream, {next.data(), static_cast<std::size_t>(dimension)});
    Eigen::VectorXd diagonal(steps);
    Eigen::VectorXd below(steps);  // below[k] couples k and k + 1
    int made = 0;
    double norm = next.norm();
    double scale = 0.0;
    while (made < steps) {
        basis.col(made) = next / norm;
        const auto v = std::span<const double>(basis.col(made).data(), static_cast<std::size_t>(dimension));
        apply(v, {next.data(), static_cast<std::size_t>(dimension)});
        diagonal[made] = basis.col(made).dot(next);
        scale = std::max(scale, next.norm());
        const auto known = basis.leftCols(made + 1);
        for (int pass = 0; pass < 2; ++pass)
            next -= known * (known.transpose() * next);
        norm = next.norm();
        below[made] = norm;
        ++made;
        if (norm <= 1e-12 * scale) break;  // an invariant subspace: exact from here
    }
    Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver;
    solver.computeFromTridiagonal(diagonal.head(made), below.head(made - 1));
    Probe probe{solver.eigenvalues(), solver.eigenvectors().row(0).transpose().cwiseAbs2(), 0.0, 0.0};
    const auto last = solver.eigenvectors().row(made - 1);
    probe.lowest_residual = below[made - 1] * std::abs(last[0]);
    probe.highest_residual = below[made - 1] * std::abs(last[made - 1]);
    return probe;
}

}  // namespace

LanczosSpectrum lanczos_spectrum(std::int64_t dimension, const SymmetricOperator& apply,
                                 const LanczosOptions& options) {
    if (dimension < 1 || options.steps < 1 || options.probes < 1)
        throw std::invalid_argument(
            fmt::format("Lanczos in dimension {} with {} steps and {} probes: each must be at least 1",
                        dimension, options.steps, options.probes));
    const int steps = static_cast<int>(std::min<std::int64_t>(options.steps, dimension));
    LanczosSpectrum spectrum;
    RunningMean means;
    RunningMean squares;
    for (int p = 0; p < options.probes; ++p) {
        RandomStream stream(options.seed, Stream::spectra, static_cast<std::uint64_t>(p));
        const auto probe = run_probe(dimension, apply, steps, stream);
        const double share = 1.0 / options.probes;
        for (Eigen::Index k = 0; k < probe.values.size(); ++k) {
            spectrum.nodes.push_back(probe.values[k]);
            spectrum.weights.push_back(share * probe.weights[k]);
        }
        means.add(probe.weights.dot(probe.values));
        squares.add(probe.weights.dot(probe.values.cwiseAbs2()));
        const Eigen::Index top = probe.values.size() - 1;
        if (p == 0 || probe.values[0] < spectrum.lowest) {
            spectrum.lowest = probe.values[0];
            spectrum.lowest_residual = probe.lowest_residual;
        }
        if (p == 0 || probe.values[top] > spectrum.highest) {
            spectrum.highest = probe.values[top];
            spectrum.highest_residual = probe.highest_residual;
        }
    }
    spectrum.mean = means.mean();
    spectrum.mean_error = means.std_error();
    spectrum.rms = std::sqrt(squares.mean());
    spectrum.rms_error = spectrum.rms > 0.0 ? 0.5 * squares.std_error() / spectrum.rms : 0.0;
    return spectrum;
}

double mass_below(const LanczosSpectrum& spectrum, double value) {
    double mass = 0.0;
    for (std::size_t k = 0; k < spectrum.nodes.size(); ++k)
        if (spectrum.nodes[k] <= value) mass += spectrum.weights[k] * (spectrum.nodes[k] < value ? 1.0 : 0.5);
    return mass;
}

double smoothed_density(const LanczosSpectrum& spectrum, double value, double width) {
    double sum = 0.0;
    for (std::size_t k = 0; k < spectrum.nodes.size(); ++k) {
        const double z = (value - spectrum.nodes[k]) / width;
        sum += spectrum.weights[k] * std::exp(-0.5 * z * z);
    }
    return sum / (width * std::sqrt(2.0 * std::numbers::pi));
}

}  // namespace glasscape
