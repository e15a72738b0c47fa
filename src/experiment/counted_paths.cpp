#include "experiment/counted_paths.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

#include <fmt/format.h>

#include "glasscape/convolution/image_paths.hpp"
#include "glasscape/core/interrupt.hpp"
#include "glasscape/core/threads.hpp"
#include "glasscape/stats/running_mean.hpp"
#include "glasscape/training/trained_network.hpp"

#include "training/depth_columns.hpp"

namespace glasscape {
namespace {

std::vector<PathNorms> norms_of_run(TrainingRun<float>& run, const Dataset& data,
                                    const CountedPathsRequest& request) {
    const auto held = held_out_points(data, request.points);
    Panel<float> x(held.x.features(), held.x.samples());
    for (int i = 0; i < x.features(); ++i)
        std::copy_n(held.x.row(i), x.samples(), x.row(i));
    const auto cotangent = random_cotangent<float>(data.classes(), x.samples(), run.seed());
    return sampled_path_norms(run.convolutional_network(), x, cotangent, request.paths, run.seed());
}

PathsOfSeed count_paths_of_seed(TrainingConfig config, std::uint64_t seed,
                                const CountedPathsRequest& request) {
    const auto data = open_data(config, seed);
    config.training.log_steps = {config.training.steps};
    config.training.test_points = 2;
    config.training.spectrum_points = 0;
    config.training.gradient_points = 0;
    TrainingRun<float> run(config.choice(), config.training, data, seed);
    PathsOfSeed paths{seed, norms_of_run(run, *data, request), {}};
    const auto end = run.run([] { return interrupt_requested(); });
    throw_if_interrupted();
    if (end == TrainingEnd::diverged)
        throw std::runtime_error(fmt::format("{}: the training of seed {} diverged", config.name, seed));
    paths.end = norms_of_run(run, *data, request);
    return paths;
}

/// Mean length under weights with these logarithms.
template <class LogWeight>
double depth_under(const std::vector<PathNorms>& lengths, const LogWeight& log_weight) {
    double highest = -std::numeric_limits<double>::infinity();
    for (const auto& length : lengths)
        highest = std::max(highest, log_weight(length));
    double sum = 0.0;
    double depth = 0.0;
    for (const auto& length : lengths) {
        const double weight = std::exp(log_weight(length) - highest);
        sum += weight;
        depth += weight * length.r;
    }
    return depth / sum;
}

std::vector<Column> end_columns() {
    return {{"config", ColumnType::text, "", "name of the configuration"},
            {"when", ColumnType::text, "", "start or end of training"}};
}

void add_depths(const CountedPaths& counted, const std::string& when,
                std::vector<PathNorms> PathsOfSeed::*lengths_of, Table& table) {
    RunningMean exact;
    RunningMean by_count;
    RunningMean excess;
    for (const auto& seed : counted.seeds) {
        const auto& lengths = seed.*lengths_of;
        const double of_sum =
            depth_under(lengths, [](const PathNorms& length) { return std::log(length.exact_norm); });
        const double of_count = depth_under(
            lengths, [](const PathNorms& length) { return length.log_paths + std::log(length.path_norm); });
        exact.add(of_sum);
        by_count.add(of_count);
        excess.add(of_count - of_sum);
    }
    table.add_row({counted.config, when, exact.count(), exact.mean(), by_count.mean(), excess.mean(),
                   excess.std_error()});
}

}  // namespace

CountedPaths count_paths(const TrainingConfig& config, const CountedPathsRequest& request) {
    if (!config.convolutional)
        throw std::invalid_argument(
            fmt::format("{} is a dense network: paths are counted in convolutional ones, such as "
                        "conv_orig_bn (of a dense "
                        "one glasscape depth --paths does it)",
                        config.name));
    CountedPaths counted{config.name, std::vector<PathsOfSeed>(static_cast<std::size_t>(request.seeds))};
    parallel_for(request.seeds, [&](std::int64_t i) {
        counted.seeds[static_cast<std::size_t>(i)] =
            count_paths_of_seed(config, request.first_seed + static_cast<std::uint64_t>(i), request);
    });
    return counted;
}

Table counted_paths_table(const std::vector<CountedPaths>& counted) {
    auto columns = end_columns();
    columns.push_back({"seed", ColumnType::integer, "1", "seed of weights and data"});
    Table table(joined(columns, path_norm_columns()));
    for (const auto& one : counted)
        for (const auto& seed : one.seeds) {
            const auto add = [&](const std::string& when, const std::vector<PathNorms>& lengths) {
                for (const auto& length : lengths)
                    table.add_row(joined<Cell>({one.config, when, static_cast<std::int64_t>(seed.seed)},
                                               path_norm_cells(length)));
            };
            add("start", seed.start);
            add("end", seed.end);
        }
    return table;
}

Table counted_depths_table(const std::vector<CountedPaths>& counted) {
    Table table(joined<Column>(
        end_columns(),
        {{"seeds", ColumnType::integer, "1", "number of seeds"},
         {"exact_depth", ColumnType::real, "layers",
          "mean path length, each length weighted by the norm of the gradient through all its paths"},
         {"counted_depth", ColumnType::real, "layers",
          "the same by the number of paths times the mean norm of one (Veit, Wilber, Belongie 2016)"},
         {"excess", ColumnType::real, "layers", "counted_depth - exact_depth, paired by seed"},
         {"std_error", ColumnType::real, "layers", "its standard error; 0 for one seed"}}));
    for (const auto& one : counted) {
        add_depths(one, "start", &PathsOfSeed::start, table);
        add_depths(one, "end", &PathsOfSeed::end, table);
    }
    return table;
}

}  // namespace glasscape
