// Adversarial training of digits with statistics of their own for each branch (Xie et al. 2020; Gong et al. 2021).
//
// A network of dense layers with a normaliser before each rectifier learns every batch of clean images together with
// its attacked copy: condition 0 is the clean branch, 1 the adversarial one. batch_norm, which knows no conditions,
// takes its statistics over both.
#pragma once

#include <cstdint>
#include <vector>

#include "glasscape/network/normaliser.hpp"
#include "glasscape/table/table.hpp"

#include "experiment/digits/attack.hpp"
#include "experiment/paired_seeds.hpp"

namespace glasscape {

struct AdversarialRequest {
    std::vector<NormKind> norms{NormKind::batch_norm, NormKind::aux_bn, NormKind::sandwich_aux_bn};
    std::uint64_t first_seed = 1;
    int seeds = 4;
    int steps = 800;
    int batch = 64;   ///< clean images, and as many attacked ones
    int width = 128;  ///< of both hidden layers
    double learning_rate = 2e-3;
    double radius = 0.2;     ///< of the ball in the largest-entry norm, pixels in [0, 1]
    int training_steps = 7;  ///< of the attack in training
    int test_steps = 20;     ///< of the attack on held-out images
};

/// How far the running statistics of the adversarial branch lie from those of the clean one in a hidden layer.
struct BranchStatistics {
    NormKind norm;
    std::uint64_t seed;
    int layer;
    double mean_shift;       ///< root mean square over units of (m_1 - m_0)/sqrt(v_0)
    double deviation_ratio;  ///< geometric mean over units of sqrt(v_1/v_0)
};

struct AdversarialResult {
    /// Accuracy on held-out images, clean and attacked, through each of the two branches (one for batch_norm).
    std::vector<SeedMeasures> accuracies;
    std::vector<BranchStatistics> branches;
};

/// Seeds of one kind in order, paired across kinds: the same batches and starts of attacks.
AdversarialResult adversarial_training(const AdversarialRequest& request);

/// standard: clean images, clean branch; robust: attacked ones, adversarial branch, which the attack knows; and the
/// two crossed. Paired differences of each kind from all before it.
Table adversarial_table(const AdversarialResult& result, const AdversarialRequest& request);
/// One row a kind with branches and layer: means over seeds.
Table branch_table(const AdversarialResult& result);

}  // namespace glasscape
