#include "experiment/normalised_path_lengths.hpp"

#include <algorithm>
#include <cmath>
#include <memory>
#include <numeric>
#include <string>

#include "glasscape/complexity/complexity.hpp"
#include "glasscape/core/interrupt.hpp"
#include "glasscape/mixture/mixture.hpp"
#include "glasscape/network/dataset.hpp"
#include "glasscape/network/random_weight_law.hpp"
#include "glasscape/network/sampled_paths.hpp"
#include "glasscape/stats/running_mean.hpp"
#include "glasscape/training/training_run.hpp"

namespace glasscape {
namespace {

/// Batch normalisation after the gate and a trained readout, on the classes of the other configurations.
NetworkOptions normalised_stack(int depth, int width) {
    NetworkOptions options;
    options.depth = depth;
    options.width = width;
    options.readout = Readout::trained;
    options.norm = default_options(NormKind::batch_norm);
    return options;
}

std::vector<double> to_shares(std::vector<double> parts) {
    const double sum = std::accumulate(parts.begin(), parts.end(), 0.0);
    for (double& part : parts)
        part /= sum;
    return parts;
}

std::vector<double> power_shares(std::vector<double> norms) {
    for (double& norm : norms)
        norm *= norm;
    return to_shares(std::move(norms));
}

/// A stack with its held-out points, at random weights and then trained.
class Stack {
  public:
    Stack(const NetworkOptions& options, const NormalisedStackRequest& request, std::uint64_t seed)
        : steps_(request.steps) {
        const std::shared_ptr<const Dataset> data =
            make_gaussian_classes({options.inputs, options.classes, 0.5, true, 0}, seed);
        TrainingOptions training;
        training.steps = std::max<std::int64_t>(1, request.steps);
        training.log_steps = {training.steps};
        run_ = std::make_unique<TrainingRun<float>>(options, training, data, seed);
        data->test_batch(request.points, batch_);
        x_ = Panel<float>(batch_.x.features(), batch_.x.samples());
        for (int i = 0; i < x_.features(); ++i)
            std::copy_n(batch_.x.row(i), x_.samples(), x_.row(i));
    }

    void train() {
        for (std::int64_t step = 0; step < steps_; ++step) {
            throw_if_interrupted();
            run_->train_step();
        }
    }

    ResidualNetwork<float>& network() { return run_->network(); }
    const Panel<float>& x() const { return x_; }
    const std::vector<int>& labels() const { return batch_.labels; }

  private:
    std::int64_t steps_;
    std::unique_ptr<TrainingRun<float>> run_;
    Batch batch_;
    Panel<float> x_;
};

/// Measures a stack at random weights, and again after training where there is one: visit(stack, number of the
/// measurement).
template <class Visit>
void before_and_after(const NetworkOptions& options, const NormalisedStackRequest& request,
                      std::uint64_t seed, const Visit& visit) {
    Stack stack(options, request, seed);
    visit(stack, std::size_t{0});
    if (request.steps == 0) return;
    stack.train();
    visit(stack, std::size_t{1});
}

std::size_t measurements(const NormalisedStackRequest& request) {
    return request.steps == 0 ? 1 : 2;
}

struct StackMeans {
    RunningMean depth;
    RunningMean excess;
    RunningMean output_depth;
    RunningMean ratio;
    RunningMean total;
    RunningMean minima;
};

void add_stack(Stack& stack, double law, StackMeans& means) {
    throw_if_interrupted();
    const double depth =
        mean_depth(power_shares(exact_path_norms(stack.network(), stack.x(), stack.labels())));
    const auto shares = output_spectrum(stack.network(), stack.x(), stack.labels()).shares;
    const auto mixture = weighted_mixture("measured", shares);
    means.depth.add(depth);
    means.excess.add(depth - law);
    means.output_depth.add(mean_depth(shares));
    means.ratio.add(mixture.curvature_ratio());
    means.total.add(complexity_all(mixture, IndexClass::total()));
    means.minima.add(complexity_all(mixture, IndexClass::fixed(0)));
}

void add_shares(const std::vector<double>& shares, double weight, std::vector<double>& mean,
                std::vector<double>& depths) {
    mean.resize(shares.size());
    for (std::size_t r = 0; r < shares.size(); ++r)
        mean[r] += weight * shares[r];
    depths.push_back(mean_depth(shares));
}

std::vector<double> counted_shares(const std::vector<PathNorms>& lengths) {
    std::vector<double> logs;
    for (const auto& length : lengths)
        logs.push_back(length.log_paths + std::log(length.path_norm));
    const double largest = *std::max_element(logs.begin(), logs.end());
    for (double& value : logs)
        value = std::exp(value - largest);
    return to_shares(std::move(logs));
}

struct Measure {
    const char* name;
    const std::vector<double>& shares;
    const std::vector<double>& depths;
    std::vector<double> law;
};

std::vector<Measure> measures_of(const CountedAndLeft& one) {
    const auto gains = *random_weight_gains(normalised_stack(static_cast<int>(one.left.size()), 1));
    return {{"number times norm", one.counted, one.counted_depths, count_norm_shares(gains)},
            {"what is left", one.left, one.left_depths, law_shares(DepthLaw::incoherent, gains)}};
}

}  // namespace

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
            const auto options = normalised_stack(p, width);
            const double law = mean_depth(law_shares(DepthLaw::incoherent, *random_weight_gains(options)));
            std::vector<StackMeans> means(measurements(request));
            for (int s = 0; s < request.seeds; ++s)
                before_and_after(options, request, request.first_seed + static_cast<std::uint64_t>(s),
                                 [&](Stack& stack, std::size_t at) { add_stack(stack, law, means[at]); });
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

std::vector<CountedAndLeft> counted_and_left(const NormalisedStackRequest& request) {
    std::vector<CountedAndLeft> shares(measurements(request));
    for (std::size_t at = 0; at < shares.size(); ++at) {
        shares[at].step = at == 0 ? 0 : request.steps;
        shares[at].seeds = request.seeds;
    }
    const auto options = normalised_stack(request.depths.front(), request.widths.front());
    for (int s = 0; s < request.seeds; ++s) {
        const auto seed = request.first_seed + static_cast<std::uint64_t>(s);
        before_and_after(options, request, seed, [&](Stack& stack, std::size_t at) {
            throw_if_interrupted();
            const auto lengths =
                sampled_path_norms(stack.network(), stack.x(), stack.labels(), request.paths, seed);
            std::vector<double> exact;
            for (const auto& length : lengths)
                exact.push_back(length.exact_norm);
            auto& one = shares[at];
            add_shares(counted_shares(lengths), 1.0 / request.seeds, one.counted, one.counted_depths);
            add_shares(power_shares(std::move(exact)), 1.0 / request.seeds, one.left, one.left_depths);
        });
    }
    return shares;
}

Table length_shares_table(const std::vector<CountedAndLeft>& shares) {
    Table table(
        {{"step", ColumnType::integer, "steps", "training steps made"},
         {"measure", ColumnType::text, "",
          "number of paths times mean norm of a path's gradient by the inputs, or the power of the sum over "
          "all paths of a length"},
         {"source", ColumnType::text, "", "measured, mean over seeds, or the law of random weights"},
         {"r", ColumnType::integer, "layers", "path length"},
         {"share", ColumnType::real, "1", "share of this length"}});
    const auto add_rows = [&](std::int64_t step, const char* measure, const char* source,
                              const std::vector<double>& of_lengths) {
        for (std::size_t r = 0; r < of_lengths.size(); ++r)
            table.add_row({step, std::string(measure), std::string(source), static_cast<std::int64_t>(r + 1),
                           of_lengths[r]});
    };
    for (const auto& one : shares)
        for (const auto& measure : measures_of(one)) {
            add_rows(one.step, measure.name, "measured", measure.shares);
            if (one.step == 0) add_rows(one.step, measure.name, "law", measure.law);
        }
    return table;
}

Table length_means_table(const std::vector<CountedAndLeft>& shares) {
    Table table({{"step", ColumnType::integer, "steps", "training steps made"},
                 {"measure", ColumnType::text, "", "as in the other table"},
                 {"seeds", ColumnType::integer, "1", "number of seeds"},
                 {"depth", ColumnType::real, "layers", "mean length, mean over seeds"},
                 {"std_error", ColumnType::real, "layers", "its standard error"},
                 {"law", ColumnType::real, "layers", "the same by the law of random weights"},
                 {"relative", ColumnType::real, "1", "depth over the law"},
                 {"depth_over_left", ColumnType::real, "1", "depth over that of what is left"},
                 {"depth_over_left_error", ColumnType::real, "1", "its standard error, paired by seed"}});
    for (const auto& one : shares)
        for (const auto& measure : measures_of(one)) {
            RunningMean depth;
            RunningMean ratio;
            for (std::size_t s = 0; s < measure.depths.size(); ++s) {
                depth.add(measure.depths[s]);
                ratio.add(measure.depths[s] / one.left_depths[s]);
            }
            table.add_row({one.step, std::string(measure.name), one.seeds, depth.mean(),
                           cell_or_empty(depth.std_error()), mean_depth(measure.law),
                           depth.mean() / mean_depth(measure.law), ratio.mean(),
                           cell_or_empty(ratio.std_error())});
        }
    return table;
}

}  // namespace glasscape
