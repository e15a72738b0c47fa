// Training of one configuration with several seeds, and its tables.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "glasscape/table/table.hpp"
#include "glasscape/training/training_config.hpp"

namespace glasscape {

/// What one seed left.
struct SeedResult {
    std::uint64_t seed = 1;
    std::int64_t last_step = 0;
    TrainingEnd end = TrainingEnd::finished;
    std::vector<TrainingRecord> records;
};

struct TrainRequest {
    TrainingConfig config;
    std::uint64_t first_seed = 1;
    int seeds = 1;
    std::string folder;  ///< for seedK.ckpt, at log steps and at the end; empty: none are written
    bool resume =
        false;  ///< continue from the checkpoints in the folder, to more steps if more are asked for
    bool overwrite = false;  ///< drop them
};

/// The configuration with what its data decide. Throws std::invalid_argument for data or a configuration that
/// cannot be trained; if there are checkpoints and neither resume nor overwrite is set; if one to resume from was
/// made by other parameters or data (the first that differs is named), has made more steps than are asked for, or
/// cannot be extended since its schedule depends on the number of steps. Reads data and checkpoints, writes
/// nothing.
TrainingConfig trainable_config(const TrainRequest& request);

/// Trains the seeds, over the threads, with a checkpoint at every logged step and about once a minute. On
/// interruption writes checkpoints and throws Interrupted. Throws as trainable_config does, before the first step.
std::vector<SeedResult> train_seeds(const TrainRequest& request);

/// Multiply-adds of the training steps of one seed, roughly.
double training_operations(const TrainingConfig& config);

/// One row a seed and logged step.
Table history_table(const TrainingConfig& config, const std::vector<SeedResult>& results);
/// One row a seed, logged step and layer.
Table layers_table(const std::string& name, const std::vector<SeedResult>& results);
/// One row a seed, logged step and path length.
Table depth_table(const TrainingConfig& config, const std::vector<SeedResult>& results);

}  // namespace glasscape
