#include "experiment/saddles_near_training.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "glasscape/complexity/complexity.hpp"
#include "glasscape/core/progress.hpp"
#include "glasscape/core/threads.hpp"
#include "glasscape/explore/critical_point.hpp"
#include "glasscape/explore/dynamics.hpp"
#include "glasscape/explore/saddle_search.hpp"
#include "glasscape/mixture/resnet.hpp"
#include "glasscape/random_matrix/semicircle.hpp"
#include "glasscape/shared_weights/measured_mixture.hpp"
#include "glasscape/sphere/sphere.hpp"
#include "glasscape/stats/running_mean.hpp"
#include "glasscape/verdict/verdicts.hpp"

#include "experiment/standardised_landscape.hpp"

namespace glasscape {
namespace {

constexpr const char* mixture_names[] = {"measured", "paper", "paths"};

std::unique_ptr<Landscape> draw_standardised(const TrainedPointsRequest& request, std::uint64_t seed,
                                             std::uint64_t sample) {
    constexpr std::size_t points = 1000;
    return standardised(draw_smooth_loss(request.network, request.labels, seed, sample), seed, sample,
                        points);
}

/// The mixture of the standardised loss in its covariance over networks and data, to order 6.
Mixture measured_mixture(const TrainedPointsRequest& request) {
    // Other networks than those that are searched.
    const auto seed = derived_seed(request.seed, Stream::covariance);
    const auto source = [&](std::uint64_t disorder) {
        std::vector<std::unique_ptr<Landscape>> features;
        features.push_back(draw_standardised(request, seed, disorder));
        return features;
    };
    const auto measured = measure_mixture(source, 6, request.measured_on, 21, seed);
    return weighted_mixture("measured", measured.weights);
}

std::vector<Mixture> mixtures_of(const TrainedPointsRequest& request) {
    const auto& network = request.network;
    const double rho = network.openness;
    const double beta = rho * network.width / std::sqrt(static_cast<double>(network.unique));
    return {measured_mixture(request), resnet_mixture("paper", network.depth, beta, Field::keep),
            paths_mixture("paths", network.depth, network.width * rho * rho, Field::keep)};
}

/// A critical point near a state: the gradient norm is lowered; where that ends at a minimum of its own,
/// Newton in short steps, which stops at singular Hessians instead. Long steps would find a point nearly
/// always, but anywhere.
SearchResult nearby_point(const Landscape& landscape, std::span<const double> state) {
    SaddleSearchOptions search;
    search.newton_steps = 0;
    search.fallback_steps = 60;
    auto result = search_critical_points(landscape, state, search).front();
    if (result.status == SearchStatus::converged) return result;
    search.newton_steps = 80;
    search.fallback_steps = 0;
    search.trust_angle = 0.1;
    return search_critical_points(landscape, state, search).front();
}

std::vector<TrainedPoint> points_of_sample(const TrainedPointsRequest& request,
                                           const std::vector<Mixture>& mixtures, std::int64_t sample) {
    const auto landscape = draw_standardised(request, request.seed, static_cast<std::uint64_t>(sample));
    const auto n = static_cast<std::size_t>(landscape->size());
    std::vector<double> start(n);
    RandomStream stream(request.seed, Stream::start, static_cast<std::uint64_t>(sample));
    draw_uniform_point(stream, start);
    Dynamics dynamics;
    dynamics.steps = request.checkpoints.back();
    dynamics.gradient_tolerance = 1e-12;
    std::vector<TrainedPoint> points;
    std::int64_t last_step = -1;
    run_dynamics(*landscape, start, dynamics, request.checkpoints, [&](const Snapshot& snapshot) {
        if (snapshot.step == last_step) return;
        last_step = snapshot.step;
        const auto found = nearby_point(*landscape, snapshot.states);
        const auto point = describe_point(*landscape, found.state);
        TrainedPoint record{sample,
                            snapshot.step,
                            snapshot.energies[0],
                            found.status == SearchStatus::converged,
                            point.energy,
                            static_cast<double>(point.index) / static_cast<double>(n - 1),
                            point.gradient_norm,
                            overlap(found.state, snapshot.states),
                            {}};
        for (std::size_t k = 0; k < mixtures.size(); ++k)
            record.predicted[k] = typical_index_fraction(mixtures[k], point.energy);
        points.push_back(record);
    });
    return points;
}

}  // namespace

double typical_index_fraction(const Mixture& mixture, double u) {
    const double x = complexity_density(mixture, IndexClass::total(), u).x;
    return std::isfinite(x) ? semicircle_mass(x / std::sqrt(mixture.nu2()))
                            : std::numeric_limits<double>::quiet_NaN();
}

std::vector<TrainedPoint> points_along_training(const TrainedPointsRequest& request) {
    require_sensible(request.network);
    const auto mixtures = mixtures_of(request);
    std::vector<std::vector<TrainedPoint>> by_sample(static_cast<std::size_t>(request.samples));
    Progress progress("critical points along training, samples", request.samples);
    parallel_for(request.samples, [&](std::int64_t i) {
        by_sample[static_cast<std::size_t>(i)] = points_of_sample(request, mixtures, i);
        progress.advance();
    });
    std::vector<TrainedPoint> all;
    for (const auto& points : by_sample)
        all.insert(all.end(), points.begin(), points.end());
    return all;
}

Table trained_points_table(std::vector<TrainedPoint> points) {
    Table table({{"sample", ColumnType::integer, "1", "number of the network and its data"},
                 {"step", ColumnType::integer, "steps", "checkpoint of gradient descent searched from"},
                 {"start_energy", ColumnType::real, "H/N", "standardised loss of the checkpoint"},
                 {"energy", ColumnType::real, "H/N", "standardised loss of the critical point"},
                 {"index_fraction", ColumnType::real, "1", "its index over N - 1"},
                 {"overlap", ColumnType::real, "1", "its overlap with the checkpoint"},
                 {"measured", ColumnType::real, "1", "index fraction of the measured mixture there"},
                 {"paper", ColumnType::real, "1", "of the paper's mixture"},
                 {"paths", ColumnType::real, "1", "of the path-count mixture"}});
    std::stable_sort(points.begin(), points.end(),
                     [](const TrainedPoint& a, const TrainedPoint& b) { return a.step < b.step; });
    for (const auto& point : points)
        if (point.found)
            table.add_row({point.sample, point.step, point.start_energy, point.energy, point.index_fraction,
                           point.overlap, cell_or_empty(point.predicted[0]),
                           cell_or_empty(point.predicted[1]), cell_or_empty(point.predicted[2])});
    return table;
}

Table index_energy_table(const std::vector<TrainedPoint>& points) {
    Table table(
        {{"step", ColumnType::integer, "steps", "checkpoint of gradient descent searched from"},
         {"mixture", ColumnType::text, "", "whose curve of index and energy is compared"},
         {"searched", ColumnType::integer, "1", "samples"},
         {"found", ColumnType::real, "1", "share of searches that ended in a critical point"},
         {"overlap", ColumnType::real, "1", "mean overlap of point and checkpoint"},
         {"energy", ColumnType::real, "H/N", "mean standardised loss of the points"},
         {"index_fraction", ColumnType::real, "1", "their mean index over N - 1"},
         {"predicted", ColumnType::real, "1", "mean of the mixture's at the same energies"},
         {"difference", ColumnType::real, "1", "index_fraction - predicted"},
         {"std_error", ColumnType::real, "1", "its standard error over samples; empty for fewer than two"},
         {"z_score", ColumnType::real, "1", "difference/std_error"}});
    std::set<std::int64_t> steps;
    for (const auto& point : points)
        steps.insert(point.step);
    for (const auto step : steps)
        for (std::size_t k = 0; k < std::size(mixture_names); ++k) {
            RunningMean found;
            RunningMean overlap;
            RunningMean energy;
            RunningMean index;
            RunningMean predicted;
            RunningMean difference;
            for (const auto& point : points) {
                if (point.step != step) continue;
                found.add(point.found ? 1.0 : 0.0);
                if (!point.found || !std::isfinite(point.predicted[k])) continue;
                overlap.add(point.overlap);
                energy.add(point.energy);
                index.add(point.index_fraction);
                predicted.add(point.predicted[k]);
                difference.add(point.index_fraction - point.predicted[k]);
            }
            if (found.count() == 0) continue;
            const double error = difference.std_error();
            const auto mean = [](const RunningMean& values) {
                return values.count() > 0 ? Cell{values.mean()} : Cell{std::monostate{}};
            };
            const auto if_known = [error](double value) {
                return error > 0.0 ? Cell{value} : Cell{std::monostate{}};
            };
            table.add_row({step, std::string(mixture_names[k]), found.count(), found.mean(), mean(overlap),
                           mean(energy), mean(index), mean(predicted), mean(difference), if_known(error),
                           if_known(z_score(difference.mean(), 0.0, error))});
        }
    return table;
}

}  // namespace glasscape
