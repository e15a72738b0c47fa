// Tables of trained networks over seeds: what the paper's Fig. 1(d) and 1(e) show, path
// lengths, and the complexity of the measured mixture along training.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "glasscape/mixture/mixture.hpp"
#include "glasscape/network/depth_spectrum.hpp"
#include "glasscape/table/table.hpp"
#include "glasscape/training/train_seeds.hpp"

namespace glasscape {

/// The mixture of a network with these beta in layers 2..p: eps_r from t prod (1 + b_l t) (coherent), or
/// eps_r^2 from t prod (1 + b_l^2 t) (incoherent). Nothing if no term is left.
std::optional<Mixture> mixture_of_layers(DepthLaw law, const std::vector<double>& betas, Field field);

/// A configuration and what training it left, seed by seed; tables share the training.
struct TrainedConfig {
    TrainingConfig config;
    std::shared_ptr<const std::vector<SeedResult>> results;
};

/// lambda_l of each layer along training (Littwin, Wolf 2016, Fig. 1(d)): mean and spread over seeds.
Table scales_along_training(const std::vector<TrainedConfig>& trained);

/// Total weight norm along training (Fig. 1(e)), and relative to its start.
Table norms_along_training(const std::vector<TrainedConfig>& trained);

/// theta_0 over all energies and the curvature ratio of the mixture measured from the layers' beta at each
/// logged step, by both laws, field dropped: mean and standard error over seeds. Beside it the typical value, and both
/// with the field kept.
Table complexity_along_training(const std::vector<TrainedConfig>& trained);

/// Shares of path lengths before and after training and by both laws: means over seeds.
Table shares_before_and_after(const std::vector<TrainedConfig>& trained);

/// Mean path length under the output and under the inputs' gradient along training, and by both laws from the
/// measured scales.
Table depths_along_training(const std::vector<TrainedConfig>& trained);

/// Names of all kinds that need no condition.
std::vector<std::string> compared_normalisations();

/// The task of paper_bn with the fixed and of train_bn with the trained readout, for each kind.
std::vector<TrainingConfig> configs_of_normalisations(const std::vector<std::string>& kinds,
                                                      std::int64_t steps);

/// Effective depth before and after training, changes paired by seed, with scale and accuracy at the end.
Table normalisations_compared(const std::vector<TrainedConfig>& trained);

/// Depths before and after training, changes paired by seed.
Table depth_shifts(const std::vector<TrainedConfig>& trained);

}  // namespace glasscape
