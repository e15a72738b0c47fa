// The spectrum of the loss's Hessian of networks, by Lanczos.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "glasscape/explore/lanczos.hpp"
#include "glasscape/table/table.hpp"
#include "glasscape/training/trained_network.hpp"

namespace glasscape {

/// The spectrum of one network at one step of its training.
struct LossCurvature {
    std::string config;
    std::uint64_t seed;
    std::int64_t step;
    double loss;  ///< of the points
    LanczosSpectrum spectrum;
};

/// Of the loss of these points on their own statistics, by everything that the optimiser moves.
LossCurvature loss_curvature(TrainedNetwork& network, const HeldOutPoints& points,
                             const LanczosOptions& options);

/// Of networks trained from scratch, at some steps.
struct HessianRequest {
    std::vector<std::string> configs{"paper_bn", "train_bn"};
    std::uint64_t first_seed = 1;
    int seeds = 2;
    std::vector<std::int64_t> steps{0, 100, 500, 2000};
    int points = 512;  ///< held out, of the loss
    int lanczos_steps = 50;
};

/// By configuration, seed and step.
std::vector<LossCurvature> curvatures_along_training(const HessianRequest& request);

/// At the first and last step of the first seed.
std::vector<LossCurvature> curvatures_at_the_ends(HessianRequest request);

/// One row a spectrum: its ends, mean and rms.
Table hessian_table(const std::vector<LossCurvature>& curvatures);

/// Densities of the eigenvalues: one row a spectrum and value.
Table hessian_density_table(const std::vector<LossCurvature>& curvatures);

}  // namespace glasscape
