// Trainings that are compared seed by seed: every arm starts from the same weights and sees the same batches.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "glasscape/network/dataset.hpp"
#include "glasscape/stats/running_mean.hpp"
#include "glasscape/training/training_run.hpp"

#include "experiment/paired_seeds.hpp"

namespace glasscape {

struct Arm {
    std::string name;
    NetworkOptions network{};
    std::optional<ConvolutionalOptions> convolutional{};  ///< in the place of `network`
    TrainingOptions training{};

    NetworkChoice choice() const {
        return convolutional ? NetworkChoice(*convolutional) : NetworkChoice(network);
    }
};

/// Of the digits: a dense net of 10 layers of width 50, the normaliser before the gate, a trained readout; 300 steps of
/// SGD at the rate 0.1 in batches of 64.
Arm digits_arm(const std::string& name, NormKind kind);
/// Two convolutional blocks of 12 channels, pre-activation; the same training with a momentum of 0.9.
Arm digits_image_arm(const std::string& name, BranchNorm norm);

struct ArmRun {
    std::vector<double> losses{};  ///< of the training batches, before each step; ends early on divergence
    double test_error = 0.0;  ///< by the running statistics, as a deployed network would have; NaN: diverged
};

struct PairedPlan {
    std::string title;  ///< of the progress
    std::vector<std::uint64_t> seeds;
    std::function<std::shared_ptr<const Dataset>(std::uint64_t seed)> data;
    /// Asked after every step with the losses so far: whether to stop there. Empty: all steps are made.
    std::function<bool(std::span<const double> losses)> enough{};
};

/// The digits, in the order of the seed.
std::shared_ptr<const Dataset> digits_of(std::uint64_t seed);

/// By arm, then by seed; over the threads. Throws std::invalid_argument for an arm that makes no sense, Interrupted.
std::vector<std::vector<ArmRun>> train_arms(const std::vector<Arm>& arms, const PairedPlan& plan);

/// The mean loss of the last `last` batches; NaN for a training that diverged before `steps`.
double final_loss(const ArmRun& run, std::int64_t steps, std::int64_t last = 30);

/// One number a run.
std::vector<double> numbers_of(const std::vector<ArmRun>& runs,
                               const std::function<double(const ArmRun&)>& number);

}  // namespace glasscape
