#include "experiment/loss_hessian_spectrum.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>

#include "glasscape/core/progress.hpp"
#include "glasscape/core/threads.hpp"
#include "glasscape/explore/lanczos.hpp"
#include "glasscape/training/training_config.hpp"

#include "network/loss_hessian.hpp"

namespace glasscape {
namespace {

/// The spectrum of one network at one step.
struct Curvature {
    std::int64_t step;
    double loss;
    LanczosSpectrum spectrum;
};

Curvature curvature_now(TrainingRun<double>& run, const Panel<double>& x, const std::vector<int>& labels,
                        const HessianRequest& request) {
    Activations<double> state;
    const double loss = run.network().forward(x, labels, NormMode::batch, state);
    LossHessian hessian(run.network(), x, labels);
    LanczosOptions options;
    options.steps = request.lanczos_steps;
    options.probes = 2;
    options.seed = run.seed();
    const auto apply = [&](std::span<const double> v, std::span<double> out) { hessian.multiply(v, out); };
    return {run.step(), loss, lanczos_spectrum(hessian.size(), apply, options)};
}

std::vector<Curvature> curvature_along_training(const std::string& name, std::uint64_t seed,
                                                const HessianRequest& request) {
    auto config = load_training_config(name);
    const auto data = open_data(config, seed);
    TrainingRun<double> run(config.network, config.training, data, seed);
    Batch batch;
    data->test_batch(request.points, batch);
    Panel<double> x(batch.x.features(), batch.x.samples());
    for (int i = 0; i < x.features(); ++i)
        std::copy_n(batch.x.row(i), x.samples(), x.row(i));
    std::vector<Curvature> list;
    for (const auto step : request.steps) {
        while (run.step() < step)
            run.train_step();
        list.push_back(curvature_now(run, x, batch.labels, request));
    }
    return list;
}

/// [configuration][seed], over the threads.
std::vector<std::vector<std::vector<Curvature>>> all_curvatures(const HessianRequest& request) {
    const auto seeds = static_cast<std::size_t>(request.seeds);
    std::vector<std::vector<std::vector<Curvature>>> all(request.configs.size());
    for (auto& of_config : all)
        of_config.resize(seeds);
    const auto runs = static_cast<std::int64_t>(request.configs.size() * seeds);
    Progress progress("spectra of Hessians, runs", runs);
    parallel_for(runs, [&](std::int64_t i) {
        const auto config = static_cast<std::size_t>(i) / seeds;
        const auto run = static_cast<std::size_t>(i) % seeds;
        all[config][run] =
            curvature_along_training(request.configs[config], request.first_seed + run, request);
        progress.advance();
    });
    return all;
}

}  // namespace

Table hessian_table(const HessianRequest& request) {
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
    const auto all = all_curvatures(request);
    for (std::size_t c = 0; c < all.size(); ++c)
        for (std::size_t run = 0; run < all[c].size(); ++run)
            for (const auto& [step, loss, s] : all[c][run])
                table.add_row({request.configs[c], static_cast<std::int64_t>(request.first_seed + run), step,
                               loss, s.lowest, s.lowest_residual, s.highest, s.highest_residual, s.mean,
                               s.mean_error, s.rms, s.rms_error, mass_below(s, -1e-3 * s.highest)});
    return table;
}

Table hessian_density_table(const HessianRequest& request) {
    Table table({{"config", ColumnType::text, "", "name of the configuration"},
                 {"step", ColumnType::integer, "steps", "training steps made"},
                 {"eigenvalue", ColumnType::real, "1", "of the loss's Hessian"},
                 {"density", ColumnType::real, "1",
                  "of eigenvalues, every node of the quadrature a Gaussian of 1% of the range"}});
    auto ends = request;
    ends.seeds = 1;
    ends.steps = {request.steps.front(), request.steps.back()};
    constexpr int grid = 300;
    const auto all = all_curvatures(ends);
    for (std::size_t c = 0; c < all.size(); ++c)
        for (const auto& [step, loss, s] : all[c].front()) {
            const double range = s.highest - s.lowest;
            for (int i = 0; i <= grid; ++i) {
                const double value = s.lowest + range * (1.1 * i / grid - 0.05);
                table.add_row({request.configs[c], step, value, smoothed_density(s, value, 0.01 * range)});
            }
        }
    return table;
}

}  // namespace glasscape
