#include "glasscape/experiment/saddles_near_checkpoint.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <memory>
#include <utility>

#include "glasscape/core/progress.hpp"
#include "glasscape/core/random.hpp"
#include "glasscape/explore/critical_point.hpp"
#include "glasscape/explore/krylov_search.hpp"
#include "glasscape/explore/tangent_lanczos.hpp"
#include "glasscape/mixture/spec.hpp"
#include "glasscape/network/depth_spectrum.hpp"
#include "glasscape/sphere/sphere.hpp"
#include "glasscape/stats/running_mean.hpp"
#include "glasscape/training/checkpoint_depth.hpp"

#include "experiment/saddles_near_training.hpp"
#include "experiment/standardised_landscape.hpp"
#include "experiment/trained_loss.hpp"

namespace glasscape {
namespace {

struct CountedIndex {
    double index;
    double error;
};

/// Eigenvalues below minus a thousandth of the highest: by all of them where that is quick, else by quadrature.
/// Closer to zero lie the directions that a normaliser undoes.
CountedIndex index_at(const Landscape& landscape, std::span<const double> state, int probes,
                      std::uint64_t seed) {
    constexpr int counted_up_to = 600;
    constexpr double zero = 1e-3;
    if (landscape.size() <= counted_up_to) {
        const auto values = tangent_spectrum(landscape, state);
        return {static_cast<double>(std::lower_bound(values.begin(), values.end(), -zero * values.back()) -
                                    values.begin()),
                0.0};
    }
    RunningMean share;
    for (int probe = 0; probe < probes; ++probe) {
        LanczosOptions options;
        options.probes = 1;
        options.seed = derived_seed(seed, Stream::spectra, static_cast<std::uint64_t>(probe));
        const auto spectrum = tangent_lanczos(landscape, state, options);
        share.add(mass_below(spectrum, -zero * spectrum.highest));
    }
    return {share.mean() * (landscape.size() - 1), share.std_error() * (landscape.size() - 1)};
}

/// Start number 0 is the checkpoint, the others lie at an angle from it.
std::vector<double> start_state(std::vector<double> state, int start,
                                const CheckpointSaddlesRequest& request) {
    if (start == 0) return state;
    RandomStream stream(request.seed, Stream::start, static_cast<std::uint64_t>(start));
    std::vector<double> step(state.size());
    draw_normal(stream, step);
    project_to_tangent(state, step);
    rescale_to_sphere(step);
    for (double& value : step)
        value *= request.spread;
    move_along_geodesic(state, step);
    return state;
}

struct EnergyAndGradient {
    double energy;         // H/N
    double gradient_norm;  // |P grad H|/sqrt N
};

EnergyAndGradient energy_at(const Landscape& landscape, std::span<const double> state) {
    double energy = 0.0;
    std::vector<double> gradient(state.size());
    landscape.energies_and_gradients(state, std::span(&energy, 1), gradient);
    project_to_tangent(state, gradient);
    return {energy / landscape.size(), std::sqrt(overlap(gradient, gradient))};
}

double loss_at(const Landscape& loss, std::span<const double> state) {
    double value = 0.0;
    std::vector<double> gradient(state.size());
    loss.energies_and_gradients(state, std::span(&value, 1), gradient);
    return value;
}

}  // namespace

CheckpointSaddles saddles_near_checkpoint(const CheckpointSaddlesRequest& request) {
    auto network = load_trained_network(request.source);
    auto points = held_out_points(*network.data, request.points);
    const auto spec = measured_spec(output_spectrum(network.network, points.x, points.annotations()));
    const auto mixture = parse_mixture(spec).mixture;
    auto loss = std::make_unique<TrainedLoss>(std::move(network), std::move(points));
    const auto& raw = *loss;
    const auto checkpoint = loss->start();
    constexpr std::size_t level_points = 300;
    const auto landscape = standardised(std::move(loss), request.seed, 0, level_points);
    CheckpointSaddles saddles{spec, landscape->size(), {}};
    Progress progress("critical points near the checkpoint, starts", request.starts);
    for (int start = 0; start < request.starts; ++start) {
        const auto state = start_state(checkpoint, start, request);
        const auto before = energy_at(*landscape, state);
        KrylovSearchOptions search;
        search.subspace = request.subspace;
        search.steps = request.steps;
        const auto found = search_by_products(*landscape, state, search);
        const auto after = energy_at(*landscape, found.state);
        const auto index = index_at(*landscape, found.state, request.probes, request.seed);
        saddles.points.push_back({start, found.status == SearchStatus::converged, found.steps,
                                  loss_at(raw, state), loss_at(raw, found.state), before.energy, after.energy,
                                  before.gradient_norm, after.gradient_norm, index.index, index.error,
                                  index.index / (landscape->size() - 1), overlap(checkpoint, found.state),
                                  typical_index_fraction(mixture, after.energy)});
        progress.advance();
    }
    return saddles;
}

Table checkpoint_saddles_table(const CheckpointSaddles& saddles) {
    Table table(
        {{"start", ColumnType::integer, "1", "0: the checkpoint; others lie at an angle from it"},
         {"converged", ColumnType::boolean, "", "the search ended in a critical point"},
         {"steps", ColumnType::integer, "1", "steps of the search"},
         {"start_loss", ColumnType::real, "1", "loss where it started"},
         {"loss", ColumnType::real, "1", "loss where it ended"},
         {"start_energy", ColumnType::real, "H/N", "standardised loss where it started"},
         {"energy", ColumnType::real, "H/N", "standardised loss where it ended"},
         {"start_gradient_norm", ColumnType::real, "1", "|P grad H|/sqrt N where it started"},
         {"gradient_norm", ColumnType::real, "1", "|P grad H|/sqrt N where it ended"},
         {"index", ColumnType::real, "1",
          "eigenvalues of the tangent Hessian there below minus a thousandth of the highest"},
         {"index_error", ColumnType::real, "1", "0: counted, else its standard error over probes"},
         {"index_fraction", ColumnType::real, "1", "index over N - 1"},
         {"overlap", ColumnType::real, "1", "with the checkpoint"},
         {"predicted", ColumnType::real, "1",
          "index fraction of the checkpoint's mixture at that energy; empty where it has no points"}});
    for (const auto& p : saddles.points)
        table.add_row({std::int64_t{p.start}, p.converged, std::int64_t{p.steps}, p.start_loss, p.loss,
                       p.start_energy, p.energy, p.start_gradient_norm, p.gradient_norm, p.index,
                       p.index_error, p.index_fraction, p.overlap, cell_or_empty(p.predicted)});
    return table;
}

}  // namespace glasscape
