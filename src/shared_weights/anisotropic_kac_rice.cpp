#include "glasscape/shared_weights/anisotropic_kac_rice.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <stdexcept>

#include <Eigen/Cholesky>
#include <fmt/format.h>

#include "glasscape/core/progress.hpp"
#include "glasscape/core/random.hpp"
#include "glasscape/core/threads.hpp"
#include "glasscape/sphere/sphere.hpp"
#include "glasscape/stats/running_mean.hpp"

#include "core/linear_algebra.hpp"
#include "core/log_gamma.hpp"

namespace glasscape {
namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;

/// log of Vol(S^(N-1)(sqrt N)) (2 pi)^(-(N-1)/2).
double log_prefactor(int size) {
    const double n = size;
    return std::log(2.0) + 0.5 * n * std::log(std::numbers::pi) - log_gamma(0.5 * n) +
           0.5 * (n - 1.0) * std::log(n) - 0.5 * (n - 1.0) * std::log(2.0 * std::numbers::pi);
}

/// Tangent gradients and Hessians of all features at one point.
struct TangentDerivatives {
    MatrixXd gradients;              // (N-1) x features
    std::vector<MatrixXd> hessians;  // (N-1) x (N-1)
};

TangentDerivatives tangent_derivatives(const std::vector<std::unique_ptr<Landscape>>& features,
                                       std::span<const double> w) {
    const auto n = static_cast<Eigen::Index>(w.size());
    const TangentFrame frame(w);
    TangentDerivatives derivatives;
    derivatives.gradients.resize(n - 1, static_cast<Eigen::Index>(features.size()));
    std::vector<double> gradient(w.size());
    std::vector<double> hessian(w.size() * w.size());
    std::vector<double> coordinates(w.size() - 1);
    std::vector<double> restricted(coordinates.size() * coordinates.size());
    for (std::size_t i = 0; i < features.size(); ++i) {
        double energy = 0.0;
        features[i]->energies_gradients_hessians(w, std::span(&energy, 1), gradient, hessian);
        frame.coordinates(gradient, coordinates);
        frame.restrict(hessian, restricted);
        derivatives.gradients.col(static_cast<Eigen::Index>(i)) =
            Eigen::Map<const VectorXd>(coordinates.data(), n - 1);
        const double radial = overlap(w, gradient);
        derivatives.hessians.emplace_back(Eigen::Map<const MatrixXd>(restricted.data(), n - 1, n - 1) -
                                          radial * MatrixXd::Identity(n - 1, n - 1));
    }
    return derivatives;
}

/// Adds the integrand at one point to the sums by index.
void add_point(const TangentDerivatives& derivatives, int draws, double weight, RandomStream& stream,
               std::vector<double>& by_index) {
    const MatrixXd gram = matrix_product(derivatives.gradients, derivatives.gradients.transpose());
    const Eigen::LLT<MatrixXd> factor(gram);
    if (factor.info() != Eigen::Success) return;  // a set of measure zero
    const double root_det = factor.matrixLLT().diagonal().array().abs().prod();
    const auto dimension = derivatives.gradients.rows();
    for (int d = 0; d < draws; ++d) {
        std::vector<double> normals(derivatives.hessians.size());
        draw_normal(stream, normals);
        VectorXd z = Eigen::Map<const VectorXd>(normals.data(), static_cast<Eigen::Index>(normals.size()));
        z -= derivatives.gradients.transpose() * factor.solve(derivatives.gradients * z);
        MatrixXd hessian = MatrixXd::Zero(dimension, dimension);
        for (std::size_t i = 0; i < derivatives.hessians.size(); ++i)
            hessian += z[static_cast<Eigen::Index>(i)] * derivatives.hessians[i];
        const VectorXd spectrum = symmetric_eigenvalues(hessian);
        const auto index = static_cast<std::size_t>((spectrum.array() < 0.0).count());
        const double value = weight * std::abs(spectrum.prod()) / root_det;
        by_index[index] += 0.5 * value;
        by_index[static_cast<std::size_t>(dimension) - index] += 0.5 * value;
    }
}

std::vector<double> disorder_sums(const FeatureSource& source, const AnisotropicOptions& options,
                                  std::uint64_t disorder) {
    const auto features = source(disorder);
    const auto n = static_cast<std::size_t>(features.front()->size());
    if (features.size() < n)
        throw std::invalid_argument(
            fmt::format("Kac-Rice needs at least as many features as spins: {} features of {} spins",
                        features.size(), n));
    std::vector<double> by_index(n);
    std::vector<double> w(n);
    const double weight = 1.0 / (static_cast<double>(options.points) * options.draws);
    RandomStream stream(options.seed, Stream::kac_rice, disorder);
    for (int point = 0; point < options.points; ++point) {
        draw_uniform_point(stream, w);
        add_point(tangent_derivatives(features, w), options.draws, weight, stream, by_index);
    }
    return by_index;
}

}  // namespace

AnisotropicEstimate anisotropic_kac_rice(const FeatureSource& features, const AnisotropicOptions& options) {
    if (options.disorders < 2 || options.points < 1 || options.draws < 1 || options.blocks < 2)
        throw std::invalid_argument(
            "Kac-Rice by sampling needs at least 2 disorders, 1 point, 1 draw and 2 blocks");
    std::vector<std::vector<double>> sums(static_cast<std::size_t>(options.disorders));
    Progress progress("Kac-Rice of the networks, disorders", options.disorders);
    parallel_for(options.disorders, [&](std::int64_t i) {
        sums[static_cast<std::size_t>(i)] = disorder_sums(features, options, static_cast<std::uint64_t>(i));
        progress.advance();
    });
    const auto n = sums.front().size();
    const double prefactor = std::exp(log_prefactor(static_cast<int>(n)));
    const auto blocks = std::min<std::int64_t>(options.blocks, options.disorders);
    std::vector<RunningMean> means(n + 1);  // of block means; the last is the total
    double largest = 0.0;
    double all = 0.0;
    for (std::int64_t b = 0; b < blocks; ++b) {
        const auto first = options.disorders * b / blocks;
        const auto last = options.disorders * (b + 1) / blocks;
        std::vector<double> mean(n + 1);
        for (auto i = first; i < last; ++i)
            for (std::size_t k = 0; k < n; ++k) {
                const double value =
                    prefactor * sums[static_cast<std::size_t>(i)][k] / static_cast<double>(last - first);
                mean[k] += value;
                mean[n] += value;
            }
        for (std::size_t k = 0; k <= n; ++k)
            means[k].add(mean[k]);
        largest = std::max(largest, mean[n]);
        all += mean[n];
    }
    AnisotropicEstimate estimate;
    for (std::size_t k = 0; k < n; ++k) {
        estimate.by_index.push_back(means[k].mean());
        estimate.index_errors.push_back(means[k].std_error());
    }
    estimate.total = means[n].mean();
    estimate.std_error = means[n].std_error();
    estimate.largest_block_share = largest / all;
    return estimate;
}

}  // namespace glasscape
