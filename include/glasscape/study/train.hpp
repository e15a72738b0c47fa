// Training of one configuration with several seeds, and its tables.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "glasscape/study/training_config.hpp"
#include "glasscape/table/table.hpp"

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
    std::string folder;   ///< for seedK.ckpt, at log steps and at the end; empty: none are written
    bool resume = false;  ///< continue from the checkpoints in the folder
};

/// Trains the seeds, over the threads. On interruption writes their checkpoints and throws Interrupted.
/// Throws std::invalid_argument if a checkpoint to resume from belongs to another configuration.
std::vector<SeedResult> train_seeds(const TrainRequest& request);

/// Multiply-adds of the training steps of one seed, roughly.
double training_operations(const TrainingConfig& config);

/// One row a seed and logged step.
Table history_table(const std::string& name, const std::vector<SeedResult>& results);
/// One row a seed, logged step and layer.
Table layers_table(const std::string& name, const std::vector<SeedResult>& results);
/// One row a seed, logged step and path length.
Table depth_table(const std::string& name, const std::vector<SeedResult>& results);

}  // namespace glasscape
