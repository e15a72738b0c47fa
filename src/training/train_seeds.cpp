#include "glasscape/training/train_seeds.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <limits>
#include <stdexcept>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "glasscape/core/error.hpp"
#include "glasscape/core/interrupt.hpp"
#include "glasscape/core/progress.hpp"
#include "glasscape/core/stop_point.hpp"
#include "glasscape/core/stopwatch.hpp"
#include "glasscape/core/threads.hpp"
#include "glasscape/table/csv.hpp"
#include "glasscape/table/whole_file.hpp"
#include "glasscape/training/datasets.hpp"

#include "training/checkpoint.hpp"
#include "training/depth_columns.hpp"

namespace glasscape {
namespace {

std::string checkpoint_path(const TrainRequest& request, std::uint64_t seed) {
    return fmt::format("{}/seed{}.ckpt", request.folder, seed);
}

std::string joined_steps(const TrainingOptions& training) {
    return fmt::format("{}", fmt::join(training.log_steps, ", "));
}

// A run may go on to more steps than it was made for, unless its schedule would have been another.
void require_extensible(const std::string& path, std::int64_t made, const TrainingOptions& before,
                        const TrainingOptions& now) {
    if (now.steps < made)
        throw std::invalid_argument(
            fmt::format("{}: has made {} steps already, more than the {} asked for", path, made, now.steps));
    if (now.steps == before.steps && joined_steps(now) != joined_steps(before))
        throw std::invalid_argument(
            fmt::format("{}: was made by another run: log_steps is {} there and {} here", path,
                        joined_steps(before), joined_steps(now)));
    if (now.steps != before.steps && now.optimiser.schedule != Schedule::constant)
        throw std::invalid_argument(fmt::format(
            "{}: was made for {} steps, and its schedule depends on their number: {} steps are another "
            "training, give another --out",
            path, before.steps, now.steps));
}

// What a checkpoint says made it.
Fingerprint fingerprint_there(const CheckpointHead& head, const std::string& path) {
    auto config = parse_training_config(head.origin.config, path);
    config.data = "gaussian";  // the content is known, the files may be gone
    auto list = fingerprint(config, head.seed);
    for (auto& [name, value] : list)
        if (name == "data") value = head.origin.data;
    return list;
}

/// The checkpoint that a seed goes on from; empty: it begins anew. Throws where one was made by another run.
std::string earlier_checkpoint(const TrainRequest& request, const TrainingConfig& config,
                               std::uint64_t seed) {
    const auto path = checkpoint_path(request, seed);
    if (!request.resume || !std::filesystem::exists(path)) return {};
    auto bytes = read_file(path);
    const auto head = checkpoint_head(bytes, path);
    const auto difference = first_difference(fingerprint_there(head, path), fingerprint(config, seed));
    if (!difference.empty())
        throw std::invalid_argument(fmt::format(
            "{}: was made by another run: {}; give what it was made with, or another --out, or drop it with "
            "--overwrite",
            path, difference));
    require_extensible(path, head.step, parse_training_config(head.origin.config, path).training,
                       config.training);
    return bytes;
}

std::uint64_t seed_number(const TrainRequest& request, std::int64_t i) {
    return request.first_seed + static_cast<std::uint64_t>(i);
}

// Throws if checkpoints of these seeds would be lost.
void require_free(const TrainRequest& request) {
    if (request.folder.empty() || request.resume || request.overwrite) return;
    for (int i = 0; i < request.seeds; ++i) {
        const auto path = checkpoint_path(request, seed_number(request, i));
        if (std::filesystem::exists(path))
            throw std::invalid_argument(fmt::format(
                "'{}' holds the checkpoint of an earlier run: continue it with --resume, drop it with "
                "--overwrite, or give another --out",
                path));
    }
}

CheckpointOrigin origin_of(const TrainingConfig& config, const std::string& folder) {
    const auto source = parse_data_source(config.data);
    CheckpointOrigin origin{to_toml(config), content_of(source), {}};
    for (const auto& file : files_of(source))
        origin.data_paths.push_back(std::filesystem::proximate(file, folder).string());
    return origin;
}

template <class T>
SeedResult train_one(const TrainRequest& request, std::uint64_t seed, Progress& progress) {
    auto config = request.config;
    const auto data = open_data(config, seed);
    TrainingRun<T> run(config.choice(), config.training, data, seed);
    if (const auto bytes = earlier_checkpoint(request, config, seed); !bytes.empty())
        decode_checkpoint(bytes, checkpoint_path(request, seed), run);
    progress.advance(run.step());
    const auto& logged = config.training.log_steps;
    const auto origin = request.folder.empty() ? CheckpointOrigin() : origin_of(config, request.folder);
    constexpr double seconds_between = 60.0;
    Stopwatch since_save;
    const auto save = [&] {
        if (request.folder.empty()) return;
        write_whole_file(checkpoint_path(request, seed), encode_checkpoint(run, origin));
        since_save = Stopwatch();
        reach_stop_point("checkpoint");
    };
    std::int64_t saved = run.step();
    const auto end = run.run([&] {
        if (run.step() > saved) {
            progress.advance(1);
            const bool at_log = std::find(logged.begin(), logged.end(), run.step()) != logged.end();
            saved = run.step();
            if (at_log || since_save.seconds() > seconds_between) save();
        }
        return interrupt_requested();
    });
    progress.advance(run.step() - saved);
    if (end != TrainingEnd::diverged) save();  // the last checkpoint before it is of use
    return {seed, run.step(), end, run.records()};
}

/// Of the blocks, by their 3x3 convolutions.
double convolutional_operations(const TrainingConfig& config) {
    const auto& network = *config.convolutional;
    double products = 0.0;
    double pixels = network.image.pixels();
    for (const int width : network.widths) {
        products += 18.0 * network.blocks_per_stage * pixels * width * width;
        pixels = std::ceil(pixels / 4.0);
    }
    return 3.0 * products * config.training.batch * static_cast<double>(config.training.steps);
}

std::vector<Column> run_columns() {
    return {{"config", ColumnType::text, "", "name of the configuration"},
            {"seed", ColumnType::integer, "1", "seed of weights and data"},
            {"step", ColumnType::integer, "steps", "training steps made"}};
}

std::vector<Cell> run_cells(const std::string& name, const SeedResult& result, const TrainingRecord& record) {
    return {name, static_cast<std::int64_t>(result.seed), record.step};
}

}  // namespace

TrainingConfig trainable_config(const TrainRequest& request) {
    if (request.first_seed >
        std::numeric_limits<std::uint64_t>::max() - static_cast<std::uint64_t>(request.seeds - 1))
        throw std::invalid_argument(
            fmt::format("seeds {} and the {} after it go beyond 2^64 - 1: give a smaller --seed",
                        request.first_seed, request.seeds - 1));
    require_free(request);
    auto config = request.config;
    open_data(config, request.first_seed);
    require_sensible(config);
    for (int i = 0; i < request.seeds; ++i)
        earlier_checkpoint(request, config, seed_number(request, i));
    return config;
}

std::vector<SeedResult> train_seeds(const TrainRequest& request) {
    const auto config = trainable_config(request);
    std::vector<SeedResult> results(static_cast<std::size_t>(request.seeds));
    Progress progress("training " + config.name, config.training.steps * request.seeds);
    parallel_for(request.seeds, [&](std::int64_t i) {
        const auto seed = seed_number(request, i);
        results[static_cast<std::size_t>(i)] = config.double_precision
                                                   ? train_one<double>(request, seed, progress)
                                                   : train_one<float>(request, seed, progress);
    });
    throw_if_interrupted();
    return results;
}

double training_operations(const TrainingConfig& config) {
    if (config.convolutional) return convolutional_operations(config);
    const auto& network = config.network;
    const double weights =
        static_cast<double>(network.width) *
        (network.inputs + static_cast<double>(network.width) * (network.depth - 1) + network.classes);
    return 3.0 * weights * config.training.batch * static_cast<double>(config.training.steps);
}

Table history_table(const TrainingConfig& config, const std::vector<SeedResult>& results) {
    const auto gains = random_weight_gains(config);
    Table table(joined<Column>(
        joined<Column>(
            run_columns(),
            {{"training_loss", ColumnType::real, "1", "loss of the last training batch, before its step"},
             {"test_loss", ColumnType::real, "1",
              "loss of the test points, by the statistics of their own batch"},
             {"test_accuracy", ColumnType::real, "1",
              "share of test points classified right, by the statistics of their own batch"},
             {"running_accuracy", ColumnType::real, "1",
              "the same by the running statistics of the training batches, as a deployed network is used, at "
              "step 0 "
              "means 0 and variances 1; the same where a normalisation has none"},
             {"weight_norm", ColumnType::real, "1",
              "square root of the sum of |W_l|_F^2, readout left out; 0 where a normalisation holds the "
              "weights"}}),
        depth_mean_columns()));
    for (const auto& result : results)
        for (const auto& record : result.records)
            table.add_row(joined<Cell>(
                joined<Cell>(run_cells(config.name, result, record),
                             {cell_or_empty(record.training_loss), cell_or_empty(record.test_loss),
                              cell_or_empty(record.test_accuracy), cell_or_empty(record.running_accuracy),
                              cell_or_empty(record.weight_norm)}),
                depth_mean_cells(record, gains)));
    return table;
}

Table layers_table(const std::string& name, const std::vector<SeedResult>& results) {
    Table table(joined<Column>(
        run_columns(),
        {{"layer", ColumnType::integer, "1", "l, from 1 at the input"},
         {"scale", ColumnType::real, "1",
          "lambda_l; for other normalisations the mean of gamma, g or alpha; empty where there is none"},
         {"factor", ColumnType::real, "1", "f_l, lambda_l/sigma_l, mean over units"},
         {"gate_openness", ColumnType::real, "1", "share of open gates (rho_l)"},
         {"rms_weight", ColumnType::real, "1", "root mean square weight (C_l)"},
         {"weight_norm", ColumnType::real, "1", "|W_l|_F/sqrt(width)"},
         {"gain", ColumnType::real, "1", "root of E|branch|^2/E|input|^2"},
         {"beta", ColumnType::real, "1",
          "rho_l C_l sqrt(fan in) f_l, the paper's beta of the layer, with its sign"}}));
    for (const auto& result : results)
        for (const auto& record : result.records) {
            if (!record.output) continue;
            for (std::size_t l = 0; l < record.output->layers.size(); ++l) {
                const auto& layer = record.output->layers[l];
                table.add_row(
                    joined<Cell>(run_cells(name, result, record),
                                 {static_cast<std::int64_t>(l + 1),
                                  record.scales.empty() ? Cell() : cell_or_empty(record.scales[l]),
                                  cell_or_empty(layer.factor), cell_or_empty(layer.openness),
                                  cell_or_empty(layer.rms_weight),
                                  record.layer_norms.empty() ? Cell() : cell_or_empty(record.layer_norms[l]),
                                  cell_or_empty(layer.gain), cell_or_empty(layer.beta)}));
            }
        }
    return table;
}

Table depth_table(const TrainingConfig& config, const std::vector<SeedResult>& results) {
    const auto gains = random_weight_gains(config);
    Table table(joined(run_columns(), share_columns()));
    for (const auto& result : results)
        for (const auto& record : result.records) {
            if (!record.output) continue;
            for (const auto& row : share_cells(record, gains))
                table.add_row(joined(run_cells(config.name, result, record), row));
        }
    return table;
}

}  // namespace glasscape
