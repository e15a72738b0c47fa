#include "glasscape/experiment/loss_hessian_spectrum.hpp"

#include <cstddef>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>

#include "glasscape/core/progress.hpp"
#include "glasscape/core/threads.hpp"
#include "glasscape/explore/lanczos.hpp"
#include "glasscape/training/training_config.hpp"

#include "network/loss_hessian.hpp"

namespace glasscape {
namespace {

LossCurvature curvature_of(const std::string& config, std::uint64_t seed, std::int64_t step,
                           ResidualNetwork<double>& network, const HeldOutPoints& points,
                           const LanczosOptions& options) {
    Activations<double> state;
    const double loss = network.forward(points.x, points.annotations(), NormMode::batch, state);
    LossHessian hessian(network, points.x, points.annotations());
    const auto apply = [&](std::span<const double> v, std::span<double> out) { hessian.multiply(v, out); };
    return {config, seed, step, loss, lanczos_spectrum(hessian.size(), apply, options)};
}

std::vector<LossCurvature> curvature_along_training(const std::string& name, std::uint64_t seed,
                                                    const HessianRequest& request) {
    auto config = load_training_config(name);
    if (config.convolutional)
        throw std::invalid_argument(fmt::format(
            "{} is a convolutional network: the spectrum of the Hessian is that of dense ones", name));
    const auto data = open_data(config, seed);
    TrainingRun<double> run(config.network, config.training, data, seed);
    const auto points = held_out_points(*data, request.points);
    LanczosOptions options;
    options.steps = request.lanczos_steps;
    options.probes = 2;
    options.seed = seed;
    std::vector<LossCurvature> list;
    for (const auto step : request.steps) {
        while (run.step() < step)
            run.train_step();
        list.push_back(curvature_of(name, seed, step, run.network(), points, options));
    }
    return list;
}

}  // namespace

LossCurvature loss_curvature(TrainedNetwork& network, const HeldOutPoints& points,
                             const LanczosOptions& options) {
    return curvature_of(network.config.name, network.seed, network.step, network.network, points, options);
}

std::vector<LossCurvature> curvatures_along_training(const HessianRequest& request) {
    const auto seeds = static_cast<std::size_t>(request.seeds);
    const auto runs = request.configs.size() * seeds;
    std::vector<std::vector<LossCurvature>> by_run(runs);
    Progress progress("spectra of Hessians, runs", static_cast<std::int64_t>(runs));
    parallel_for(static_cast<std::int64_t>(runs), [&](std::int64_t i) {
        const auto run = static_cast<std::size_t>(i);
        by_run[run] =
            curvature_along_training(request.configs[run / seeds], request.first_seed + run % seeds, request);
        progress.advance();
    });
    std::vector<LossCurvature> all;
    for (auto& list : by_run)
        all.insert(all.end(), list.begin(), list.end());
    return all;
}

std::vector<LossCurvature> curvatures_at_the_ends(HessianRequest request) {
    request.seeds = 1;
    request.steps = {request.steps.front(), request.steps.back()};
    return curvatures_along_training(request);
}

Table hessian_table(const std::vector<LossCurvature>& curvatures) {
    Table table({{"config", ColumnType::text, "", "name of the configuration"},
                 {"seed", ColumnType::integer, "1", "seed of weights and data"},
                 {"step", ColumnType::integer, "steps", "training steps made"},
                 {"loss", ColumnType::real, "1", "of the held-out points, on their own statistics"},
                 {"lowest", ColumnType::real, "1", "lowest eigenvalue of the loss's Hessian"},
                 {"lowest_residual", ColumnType::real, "1", "distance within which there is one"},
                 {"highest", ColumnType::real, "1", "highest eigenvalue"},
                 {"highest_residual", ColumnType::real, "1", "distance within which there is one"},
                 {"mean", ColumnType::real, "1", "mean eigenvalue"},
                 {"mean_error", ColumnType::real, "1", "its standard error over probes"},
                 {"rms", ColumnType::real, "1", "root mean square eigenvalue"},
                 {"rms_error", ColumnType::real, "1", "its standard error over probes"},
                 {"negative", ColumnType::real, "1",
                  "share of eigenvalues below minus a thousandth of the highest, by quadrature"}});
    for (const auto& [config, seed, step, loss, s] : curvatures)
        table.add_row({config, static_cast<std::int64_t>(seed), step, loss, s.lowest, s.lowest_residual,
                       s.highest, s.highest_residual, s.mean, s.mean_error, s.rms, s.rms_error,
                       mass_below(s, -1e-3 * s.highest)});
    return table;
}

Table hessian_density_table(const std::vector<LossCurvature>& curvatures) {
    Table table({{"config", ColumnType::text, "", "name of the configuration"},
                 {"step", ColumnType::integer, "steps", "training steps made"},
                 {"eigenvalue", ColumnType::real, "1", "of the loss's Hessian"},
                 {"density", ColumnType::real, "1",
                  "of eigenvalues, every node of the quadrature a Gaussian of 1% of the range"}});
    constexpr int grid = 300;
    for (const auto& [config, seed, step, loss, s] : curvatures) {
        const double range = s.highest - s.lowest;
        for (int i = 0; i <= grid; ++i) {
            const double value = s.lowest + range * (1.1 * i / grid - 0.05);
            table.add_row({config, step, value, smoothed_density(s, value, 0.01 * range)});
        }
    }
    return table;
}

}  // namespace glasscape
