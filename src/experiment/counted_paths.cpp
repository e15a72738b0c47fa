#include "experiment/counted_paths.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <stdexcept>

#include <fmt/format.h>

#include "glasscape/convolution/image_paths.hpp"
#include "glasscape/core/interrupt.hpp"
#include "glasscape/core/threads.hpp"
#include "glasscape/network/depth_spectrum.hpp"
#include "glasscape/network/random_weight_law.hpp"
#include "glasscape/stats/running_mean.hpp"
#include "glasscape/training/trained_network.hpp"

#include "network/panel/samples.hpp"
#include "training/depth_columns.hpp"

namespace glasscape {
namespace {

std::vector<double> as_shares(std::vector<double> weights) {
    const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
    for (double& weight : weights)
        weight /= sum;
    return weights;
}

std::vector<double> shares_of_logs(std::vector<double> logs) {
    const double highest = *std::max_element(logs.begin(), logs.end());
    for (double& value : logs)
        value = std::exp(value - highest);
    return as_shares(std::move(logs));
}

/// Shares of amplitudes whose squares are in the ratios of these powers.
std::vector<double> amplitude_shares(std::vector<double> powers) {
    for (double& power : powers)
        power = std::sqrt(power);
    return as_shares(std::move(powers));
}

struct Measure {
    const char* name;
    std::vector<double> (*of)(const std::vector<PathNorms>&);
    std::vector<double> (*law)(const std::vector<double>& gains);
};

constexpr std::array measures{
    Measure{"number times norm", counted_shares,
            [](const std::vector<double>& gains) { return count_norm_shares(gains); }},
    Measure{"norm of the sum", exact_shares, [](const std::vector<double>& gains) {
                return amplitude_shares(law_shares(DepthLaw::incoherent, gains));
            }}};

struct Moment {
    const char* name;
    std::vector<PathNorms> PathsOfSeed::*lengths;
};

constexpr std::array moments{Moment{"start", &PathsOfSeed::start}, Moment{"end", &PathsOfSeed::end}};

bool was_measured(const CountedPaths& counted, const Moment& moment) {
    return !(counted.seeds.front().*moment.lengths).empty();
}

std::vector<PathNorms> norms_of_run(TrainingRun<float>& run, const HeldOutPoints& held, bool convolutional,
                                    std::int64_t paths) {
    Panel<float> x;
    copy_samples(held.x, x);
    if (!convolutional) return sampled_path_norms(run.network(), x, held.annotations(), paths, run.seed());
    auto& network = run.convolutional_network();
    const auto cotangent = random_cotangent<float>(network.options().classes, x.samples(), run.seed());
    return sampled_path_norms(network, x, cotangent, paths, run.seed());
}

PathsOfSeed count_paths_of_seed(TrainingConfig config, std::uint64_t seed,
                                const CountedPathsRequest& request) {
    const auto data = open_data(config, seed);
    config.training.log_steps = {config.training.steps};
    config.training.test_points = 2;
    config.training.spectrum_points = 0;
    config.training.gradient_points = 0;
    TrainingRun<float> run(config.choice(), config.training, data, seed);
    const auto held = held_out_points(*data, request.points);
    const bool convolutional = config.convolutional.has_value();
    PathsOfSeed paths{seed, norms_of_run(run, held, convolutional, request.paths), {}};
    if (!request.trained) return paths;
    const auto end = run.run([] { return interrupt_requested(); });
    throw_if_interrupted();
    if (end == TrainingEnd::diverged)
        throw std::runtime_error(fmt::format("{}: the training of seed {} diverged", config.name, seed));
    paths.end = norms_of_run(run, held, convolutional, request.paths);
    return paths;
}

std::vector<double> mean_shares(const CountedPaths& counted, const Moment& moment, const Measure& measure) {
    std::vector<double> mean;
    for (const auto& seed : counted.seeds) {
        const auto shares = measure.of(seed.*moment.lengths);
        mean.resize(shares.size());
        for (std::size_t i = 0; i < shares.size(); ++i)
            mean[i] += shares[i] / static_cast<double>(counted.seeds.size());
    }
    return mean;
}

std::vector<Column> measure_columns() {
    return {{"config", ColumnType::text, "", "name of the configuration"},
            {"when", ColumnType::text, "", "start or end of training"},
            {"measure", ColumnType::text, "",
             "weight of a length: number of paths times the mean norm of one's gradient by the inputs (Veit, "
             "Wilber, Belongie 2016), or the norm of the sum over all paths of the length"}};
}

void add_means(const CountedPaths& counted, const Moment& moment, const Measure& measure, Table& table) {
    RunningMean depth;
    RunningMean excess;
    for (const auto& seed : counted.seeds) {
        const auto& lengths = seed.*moment.lengths;
        depth.add(mean_depth(measure.of(lengths)));
        excess.add(mean_depth(measure.of(lengths)) - mean_depth(exact_shares(lengths)));
    }
    Cell law;
    Cell relative;
    if (!counted.gains.empty()) {
        const double depth_of_law = mean_depth(measure.law(counted.gains));
        law = depth_of_law;
        relative = cell_or_empty(depth.mean() / depth_of_law);
    }
    const bool compared = measure.of != exact_shares;
    table.add_row({counted.config, std::string(moment.name), std::string(measure.name), depth.count(),
                   cell_or_empty(depth.mean()), cell_or_empty(depth.std_error()), law, relative,
                   compared ? cell_or_empty(excess.mean()) : Cell(),
                   compared ? cell_or_empty(excess.std_error()) : Cell()});
}

}  // namespace

std::vector<double> counted_shares(const std::vector<PathNorms>& lengths) {
    std::vector<double> logs;
    for (const auto& length : lengths)
        logs.push_back(length.log_paths + std::log(length.path_norm));
    return shares_of_logs(std::move(logs));
}

std::vector<double> exact_shares(const std::vector<PathNorms>& lengths) {
    std::vector<double> logs;
    for (const auto& length : lengths)
        logs.push_back(std::log(length.exact_norm));
    return shares_of_logs(std::move(logs));
}

CountedPaths count_paths(const TrainingConfig& config, const CountedPathsRequest& request) {
    CountedPaths counted{config.name, random_weight_gains(config),
                         std::vector<PathsOfSeed>(static_cast<std::size_t>(request.seeds))};
    parallel_for(request.seeds, [&](std::int64_t i) {
        counted.seeds[static_cast<std::size_t>(i)] =
            count_paths_of_seed(config, request.first_seed + static_cast<std::uint64_t>(i), request);
    });
    return counted;
}

Table counted_norms_table(const std::vector<CountedPaths>& counted) {
    Table table(joined<Column>({{"config", ColumnType::text, "", "name of the configuration"},
                                {"when", ColumnType::text, "", "start or end of training"},
                                {"seed", ColumnType::integer, "1", "seed of weights and data"}},
                               path_norm_columns()));
    for (const auto& one : counted)
        for (const auto& seed : one.seeds)
            for (const auto& moment : moments)
                for (const auto& length : seed.*moment.lengths)
                    table.add_row(joined<Cell>(
                        {one.config, std::string(moment.name), static_cast<std::int64_t>(seed.seed)},
                        path_norm_cells(length)));
    return table;
}

Table counted_shares_table(const std::vector<CountedPaths>& counted) {
    Table table(joined<Column>(
        measure_columns(),
        {{"source", ColumnType::text, "", "measured, mean over seeds, or the law of random weights"},
         {"r", ColumnType::integer, "layers", "path length"},
         {"share", ColumnType::real, "1", "share of this length"}}));
    const auto add = [&](const CountedPaths& one, const Moment& moment, const Measure& measure,
                         const std::string& source, const std::vector<double>& shares) {
        for (std::size_t i = 0; i < shares.size(); ++i)
            table.add_row({one.config, std::string(moment.name), std::string(measure.name), source,
                           static_cast<std::int64_t>(i + 1), cell_or_empty(shares[i])});
    };
    for (const auto& one : counted)
        for (const auto& moment : moments) {
            if (!was_measured(one, moment)) continue;
            for (const auto& measure : measures) {
                add(one, moment, measure, "measured", mean_shares(one, moment, measure));
                if (&moment == &moments.front() && !one.gains.empty())
                    add(one, moment, measure, "law", measure.law(one.gains));
            }
        }
    return table;
}

Table counted_means_table(const std::vector<CountedPaths>& counted) {
    Table table(joined<Column>(
        measure_columns(),
        {{"seeds", ColumnType::integer, "1", "number of seeds"},
         {"depth", ColumnType::real, "layers", "mean path length, mean over seeds"},
         {"std_error", ColumnType::real, "layers", "its standard error; 0 for one seed"},
         {"law", ColumnType::real, "layers",
          "the same by the law of random weights; empty for networks without it"},
         {"relative", ColumnType::real, "1", "depth over the law"},
         {"excess", ColumnType::real, "layers", "depth less that by the norm of the sum, paired by seed"},
         {"excess_error", ColumnType::real, "layers", "its standard error; 0 for one seed"}}));
    for (const auto& one : counted)
        for (const auto& moment : moments)
            if (was_measured(one, moment))
                for (const auto& measure : measures)
                    add_means(one, moment, measure, table);
    return table;
}

}  // namespace glasscape
