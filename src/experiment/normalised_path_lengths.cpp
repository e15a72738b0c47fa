#include "experiment/normalised_path_lengths.hpp"

#include <algorithm>
#include <numeric>

#include <fmt/format.h>

#include "glasscape/complexity/complexity.hpp"
#include "glasscape/core/interrupt.hpp"
#include "glasscape/mixture/mixture.hpp"
#include "glasscape/network/random_weight_law.hpp"
#include "glasscape/network/sampled_paths.hpp"
#include "glasscape/stats/running_mean.hpp"
#include "glasscape/training/trained_network.hpp"

#include "network/panel/samples.hpp"

namespace glasscape {
namespace {

/// Powers of the gradient by length, from its norms.
std::vector<double> power_shares(std::vector<double> norms) {
    for (double& norm : norms)
        norm *= norm;
    const double sum = std::accumulate(norms.begin(), norms.end(), 0.0);
    for (double& power : norms)
        power /= sum;
    return norms;
}

/// Measures a stack at random weights, and again after training where there is one: visit(network, points, labels,
/// number of the measurement).
template <class Visit>
void before_and_after(TrainingConfig config, const NormalisedStackRequest& request, std::uint64_t seed,
                      const Visit& visit) {
    const auto data = open_data(config, seed);
    TrainingRun<float> run(config.network, config.training, data, seed);
    const auto held = held_out_points(*data, request.points);
    Panel<float> x;
    copy_samples(held.x, x);
    visit(run.network(), x, held.labels, std::size_t{0});
    if (request.steps == 0) return;
    for (std::int64_t step = 0; step < request.steps; ++step) {
        throw_if_interrupted();
        run.train_step();
    }
    visit(run.network(), x, held.labels, std::size_t{1});
}

struct StackMeans {
    RunningMean depth;
    RunningMean excess;
    RunningMean output_depth;
    RunningMean ratio;
    RunningMean total;
    RunningMean minima;
};

void add_stack(ResidualNetwork<float>& network, const Panel<float>& x, const std::vector<int>& labels,
               double law, StackMeans& means) {
    throw_if_interrupted();
    const double depth = mean_depth(power_shares(exact_path_norms(network, x, labels)));
    const auto shares = output_spectrum(network, x, labels).shares;
    const auto mixture = weighted_mixture("measured", shares);
    means.depth.add(depth);
    means.excess.add(depth - law);
    means.output_depth.add(mean_depth(shares));
    means.ratio.add(mixture.curvature_ratio());
    means.total.add(complexity_all(mixture, IndexClass::total()));
    means.minima.add(complexity_all(mixture, IndexClass::fixed(0)));
}

}  // namespace

TrainingConfig normalised_stack(int depth, int width, std::int64_t steps) {
    TrainingConfig config;
    config.name = fmt::format("{} layers of {}", depth, width);
    config.network.depth = depth;
    config.network.width = width;
    config.network.readout = Readout::trained;
    config.network.norm = default_options(NormKind::batch_norm);
    config.training.steps = std::max<std::int64_t>(1, steps);
    config.training.log_steps = {config.training.steps};
    return config;
}

Table stack_depths(const NormalisedStackRequest& request) {
    Table table(
        {{"p", ColumnType::integer, "layers", "number of layers"},
         {"width", ColumnType::integer, "units", "n"},
         {"step", ColumnType::integer, "steps", "training steps made"},
         {"seeds", ColumnType::integer, "1", "number of seeds"},
         {"depth", ColumnType::real, "layers", "mean length under the inputs' gradient, mean over seeds"},
         {"std_error", ColumnType::real, "layers", "its standard error"},
         {"law", ColumnType::real, "layers", "1 + sum over m < p of c^2/(m + c^2), c^2 = pi/(pi - 1)"},
         {"excess", ColumnType::real, "layers", "depth less the law"},
         {"relative", ColumnType::real, "1", "depth over the law"},
         {"relative_error", ColumnType::real, "1", "its standard error"},
         {"output_depth", ColumnType::real, "layers", "mean length under the output shares"},
         {"curvature_ratio", ColumnType::real, "1",
          "nu2/nu1 of the mixture whose weights are the output shares; trivial up to 1"},
         {"theta_total", ColumnType::real, "1", "its complexity of all critical points over all energies"},
         {"theta_0", ColumnType::real, "1", "of minima"},
         {"theta_0_error", ColumnType::real, "1", "standard error of that over seeds"}});
    for (const int p : request.depths)
        for (const int width : request.widths) {
            const auto config = normalised_stack(p, width, request.steps);
            const double law =
                mean_depth(law_shares(DepthLaw::incoherent, *random_weight_gains(config.network)));
            std::vector<StackMeans> means(request.steps == 0 ? 1 : 2);
            for (int s = 0; s < request.seeds; ++s)
                before_and_after(config, request, request.first_seed + static_cast<std::uint64_t>(s),
                                 [&](ResidualNetwork<float>& network, const Panel<float>& x,
                                     const std::vector<int>& labels,
                                     std::size_t at) { add_stack(network, x, labels, law, means[at]); });
            for (std::size_t at = 0; at < means.size(); ++at) {
                const auto& mean = means[at];
                table.add_row({std::int64_t{p}, std::int64_t{width}, at == 0 ? 0 : request.steps,
                               mean.depth.count(), mean.depth.mean(), cell_or_empty(mean.depth.std_error()),
                               law, mean.excess.mean(), mean.depth.mean() / law,
                               cell_or_empty(mean.depth.std_error() / law), mean.output_depth.mean(),
                               mean.ratio.mean(), mean.total.mean(), mean.minima.mean(),
                               cell_or_empty(mean.minima.std_error())});
            }
        }
    return table;
}

}  // namespace glasscape
