#include "experiment/digits/reconstruction.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <iterator>
#include <string>
#include <utility>

#include "glasscape/network/optimiser.hpp"
#include "glasscape/stats/running_mean.hpp"

#include "experiment/digits/digit_images.hpp"
#include "experiment/digits/generative_pair.hpp"
#include "network/panel/samples.hpp"

namespace glasscape {
namespace {

OptimiserOptions rmsprop(double rate) {
    OptimiserOptions options;
    options.kind = OptimiserKind::rmsprop;
    options.second_momentum = 0.99;
    options.learning_rate = rate;
    return options;
}

constexpr double latent_rate = 0.01;

ReconstructionRun reconstruction_run(const ReconstructionRequest& request, const GeneratorArm& arm,
                                     std::uint64_t seed, const DigitImages& images) {
    GenerativeOptions options;
    options.norm = arm.norm;
    options.discriminator_norm = arm.discriminator_norm;
    options.gate = arm.gate;
    options.optimiser = rmsprop(arm.learning_rate);
    GenerativePair pair(options, seed);
    ReconstructionRun run{arm.name, seed, {}, {}, 0.0};
    const auto& held_out = images.held_out.x;
    Panel<float> rebuilt;
    copy_samples(held_out, 0, std::min(request.images, held_out.samples()), rebuilt);
    Batch batch;
    const int apart = std::max(1, request.steps / request.moments);
    for (int step = 1; step <= request.steps; ++step) {
        const auto index = static_cast<std::uint64_t>(step);
        images.draw(seed, index, request.batch, batch);
        pair.train_step(batch, index);
        if (step % apart != 0 && step != request.steps) continue;
        run.steps.push_back(step);
        run.errors.push_back(reconstruction_error(pair.generator(), rebuilt, request.short_descent));
    }
    run.long_error = reconstruction_error(pair.generator(), rebuilt, request.long_descent);
    return run;
}

}  // namespace

std::vector<GeneratorArm> rectified_and_leaky_generators() {
    const auto by_batch = NormKind::batch_norm;
    const auto by_weights = NormKind::weight_norm_tprelu;
    return {{"batch_norm", by_batch, by_batch, Gate::rectifier, 1e-3},
            {"batch_norm, leaky", by_batch, by_batch, Gate::leaky, 1e-3},
            {"weight_norm_strict_trelu", NormKind::weight_norm_strict_trelu, by_weights, Gate::none, 3e-3},
            {"weight_norm_tprelu", by_weights, by_weights, Gate::none, 3e-3}};
}

double reconstruction_error(DenseStack<float>& generator, const Panel<float>& images, int steps) {
    Panel<float> latent(generator.inputs(), images.samples());
    Panel<float> gradient(generator.inputs(), images.samples());
    const auto options = rmsprop(latent_rate);
    Optimiser<float> optimiser(options, {{"latent", latent.features(), latent.samples(), latent.stride(),
                                          latent.data(), gradient.data()}});
    StackActivations<float> state;
    Panel<float> by_images;
    Panel<float> by_latent;
    double error = 0.0;
    for (int step = 0; step <= steps; ++step) {
        generator.forward(latent, {}, NormMode::evaluate, state);
        by_images = state.outputs();
        error = 0.0;
        for (int i = 0; i < images.features(); ++i)
            for (int b = 0; b < images.samples(); ++b) {
                const float gap = state.outputs()(i, b) - images(i, b);
                error += static_cast<double>(gap) * static_cast<double>(gap);
                by_images(i, b) = 2.0F * gap;
            }
        if (step == steps) break;
        generator.input_gradient(by_images, state, by_latent);
        std::copy_n(by_latent.data(), by_latent.size(), gradient.data());
        optimiser.step(latent_rate);
    }
    return error / (static_cast<double>(images.features()) * images.samples());
}

std::vector<ReconstructionRun> reconstruction_along_training(const ReconstructionRequest& request) {
    const DigitImages images;
    auto by_arm = by_arm_and_seed<ReconstructionRun>(
        "generators and reconstruction, runs", request.arms.size(),
        seeds_from(request.first_seed, request.seeds), [&](std::size_t arm, std::uint64_t seed) {
            return reconstruction_run(request, request.arms[arm], seed, images);
        });
    std::vector<ReconstructionRun> runs;
    for (auto& of_arm : by_arm)
        std::move(of_arm.begin(), of_arm.end(), std::back_inserter(runs));
    return runs;
}

Table reconstruction_table(const std::vector<ReconstructionRun>& runs, const ReconstructionRequest& request) {
    std::vector<SeedMeasures> measures;
    for (const auto& run : runs) {
        const double best = *std::min_element(run.errors.begin(), run.errors.end());
        const double end = run.errors.back();
        measures.push_back(
            {run.arm,
             run.seed,
             {best, end, end / best, run.long_error, std::log(best), std::log(run.long_error)}});
    }
    std::vector<std::string> names;
    for (const auto& arm : request.arms)
        names.push_back(arm.name);
    return paired_table({"best error", "error at the end", "end over best", "error after a long descent",
                         "log of best error", "log of error after a long descent"},
                        measures, compared_with_those_before(names));
}

Table reconstruction_curves(const std::vector<ReconstructionRun>& runs) {
    Table table({{"arm", ColumnType::text, "", "normalisation"},
                 {"step", ColumnType::integer, "steps", "training steps made"},
                 {"seeds", ColumnType::integer, "1", "number of seeds"},
                 {"error", ColumnType::real, "1",
                  "squared error of rebuilt held-out images, mean over pixels, images and seeds"},
                 {"std_error", ColumnType::real, "1", "its standard error over seeds"}});
    for (std::size_t first = 0; first < runs.size();) {
        std::size_t last = first;
        while (last < runs.size() && runs[last].arm == runs[first].arm)
            ++last;
        for (std::size_t moment = 0; moment < runs[first].steps.size(); ++moment) {
            RunningMean error;
            for (std::size_t run = first; run < last; ++run)
                error.add(runs[run].errors[moment]);
            table.add_row(
                {runs[first].arm, runs[first].steps[moment], error.count(), error.mean(), error.std_error()});
        }
        first = last;
    }
    return table;
}

}  // namespace glasscape
