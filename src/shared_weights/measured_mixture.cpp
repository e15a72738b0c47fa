#include "glasscape/shared_weights/measured_mixture.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

#include <Eigen/Core>
#include <fmt/format.h>

#include "glasscape/core/progress.hpp"
#include "glasscape/core/random.hpp"
#include "glasscape/core/threads.hpp"
#include "glasscape/sphere/sphere.hpp"

#include "core/linear_algebra.hpp"
#include "stats/jackknife.hpp"

namespace glasscape {
namespace {

/// Covariance over x at each overlap, for one disorder and random directions.
std::vector<double> covariances(const FeatureSource& source, const std::vector<double>& overlaps,
                                std::uint64_t seed, std::uint64_t disorder) {
    const auto features = source(disorder);
    const auto n = static_cast<std::size_t>(features.front()->size());
    RandomStream stream(seed, Stream::covariance, disorder);
    std::vector<double> states(n * (overlaps.size() + 1));
    const auto first = std::span(states).first(n);
    draw_uniform_point(stream, first);
    std::vector<double> direction(n);
    for (std::size_t k = 0; k < overlaps.size(); ++k) {
        draw_normal(stream, direction);
        project_to_tangent(first, direction);
        rescale_to_sphere(direction);
        const double q = overlaps[k];
        for (std::size_t i = 0; i < n; ++i)
            states[(k + 1) * n + i] = q * first[i] + std::sqrt(1.0 - q * q) * direction[i];
    }
    std::vector<double> values(overlaps.size() + 1);
    std::vector<double> gradients(states.size());
    std::vector<double> result(overlaps.size());
    for (const auto& feature : features) {
        feature->energies_and_gradients(states, values, gradients);
        for (std::size_t k = 0; k < overlaps.size(); ++k)
            result[k] += values[0] * values[k + 1] / static_cast<double>(n);
    }
    return result;
}

}  // namespace

std::vector<double> non_negative_fit(const std::vector<double>& x, const std::vector<double>& y,
                                     int columns) {
    if (columns < 1 || columns > 12 || x.size() != y.size() * static_cast<std::size_t>(columns))
        throw std::invalid_argument("non_negative_fit: 1 to 12 columns of the length of y");
    using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
    const auto rows = static_cast<Eigen::Index>(y.size());
    const Eigen::Map<const RowMajor> all(x.data(), rows, columns);
    const Eigen::Map<const Eigen::VectorXd> target(y.data(), rows);
    double best = target.squaredNorm();
    std::vector<double> weights(static_cast<std::size_t>(columns));
    for (unsigned support = 1; support < 1U << columns; ++support) {
        std::vector<int> chosen;
        for (int c = 0; c < columns; ++c)
            if ((support >> c & 1U) != 0) chosen.push_back(c);
        const Eigen::MatrixXd part = all(Eigen::all, chosen);
        const Eigen::VectorXd fit = least_squares(part, target);
        if ((fit.array() < 0.0).any()) continue;
        const double rest = (target - part * fit).squaredNorm();
        if (rest >= best) continue;
        best = rest;
        std::fill(weights.begin(), weights.end(), 0.0);
        for (std::size_t i = 0; i < chosen.size(); ++i)
            weights[static_cast<std::size_t>(chosen[i])] = fit[static_cast<Eigen::Index>(i)];
    }
    return weights;
}

MeasuredMixture measure_mixture(const FeatureSource& features, int degree, std::int64_t disorders,
                                int overlaps, std::uint64_t seed) {
    constexpr std::int64_t blocks = 20;
    if (disorders < blocks || overlaps < degree)
        throw std::invalid_argument(
            fmt::format("{} disorders and {} overlaps: a mixture of {} orders needs at least {} and {}",
                        disorders, overlaps, degree, blocks, degree));
    std::vector<double> grid;
    std::vector<double> powers;
    for (int k = 0; k < overlaps; ++k) {
        grid.push_back(-1.0 + 2.0 * k / (overlaps - 1));
        for (int r = 1; r <= degree; ++r)
            powers.push_back(std::pow(grid.back(), r));
    }
    std::vector<std::vector<double>> samples(static_cast<std::size_t>(disorders));
    Progress progress("measuring the mixture, samples", disorders);
    parallel_for(disorders, [&](std::int64_t i) {
        samples[static_cast<std::size_t>(i)] =
            covariances(features, grid, seed, static_cast<std::uint64_t>(i));
        progress.advance();
    });
    // Sums by block, then the fit of all and of all but one.
    std::vector<std::vector<double>> sums(blocks, std::vector<double>(grid.size()));
    std::vector<double> total(grid.size());
    for (std::int64_t i = 0; i < disorders; ++i)
        for (std::size_t k = 0; k < grid.size(); ++k) {
            const double value = samples[static_cast<std::size_t>(i)][k];
            sums[static_cast<std::size_t>(i * blocks / disorders)][k] += value;
            total[k] += value;
        }
    const auto fit_without = [&](std::int64_t block) {
        std::vector<double> mean = total;
        double count = static_cast<double>(disorders);
        if (block >= 0) {
            for (std::size_t k = 0; k < mean.size(); ++k)
                mean[k] -= sums[static_cast<std::size_t>(block)][k];
            std::int64_t members = 0;
            for (std::int64_t i = 0; i < disorders; ++i)
                members += i * blocks / disorders == block ? 1 : 0;
            count -= static_cast<double>(members);
        }
        for (double& value : mean)
            value /= count;
        return non_negative_fit(powers, mean, degree);
    };
    MeasuredMixture result{fit_without(-1), {}, {}};
    for (std::int64_t b = 0; b < blocks; ++b)
        result.leave_one_out.push_back(fit_without(b));
    for (std::size_t r = 0; r < result.weights.size(); ++r) {
        std::vector<double> values;
        for (const auto& fit : result.leave_one_out)
            values.push_back(fit[r]);
        result.std_errors.push_back(jackknife_error(values));
    }
    return result;
}

}  // namespace glasscape
