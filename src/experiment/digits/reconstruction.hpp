// Which images can a generator make? Held-out images are rebuilt by descent on the latent vector (Xiang, Li 2017).
//
// Descent starts at 0 and minimises the squared error of each image by RMSProp at the rate 0.01, the generator in
// evaluation: on running statistics. The authors take 50 steps, at moments along the training of the pair.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "glasscape/network/normaliser.hpp"
#include "glasscape/table/table.hpp"

#include "experiment/paired_seeds.hpp"
#include "network/dense_stack.hpp"

namespace glasscape {

/// Squared error, mean over pixels and images, of what the generator makes of its latent vectors after so many
/// steps. O(steps x images x weights).
double reconstruction_error(DenseStack<float>& generator, const Panel<float>& images, int steps);

/// A generator and the discriminator that it learns from.
struct GeneratorArm {
    std::string name;
    NormKind norm;  ///< of the generator
    NormKind discriminator_norm;
    Gate gate;             ///< of the generator, where the kind has none of its own
    double learning_rate;  ///< of both networks, by RMSProp
};

/// Batch and weight normalisation, each with a rectifier and with a leaky one in the generator: the authors compare
/// the first and the last, which differ in both.
std::vector<GeneratorArm> rectified_and_leaky_generators();

struct ReconstructionRequest {
    std::vector<GeneratorArm> arms = rectified_and_leaky_generators();
    std::uint64_t first_seed = 1;
    int seeds = 4;
    int steps = 5000;
    int moments = 10;  ///< at which errors are measured, evenly apart
    int images = 100;  ///< held out, to be rebuilt
    int batch = 64;
    int short_descent = 50;
    int long_descent = 400;
};

/// Errors of one training, moment after moment.
struct ReconstructionRun {
    std::string arm;
    std::uint64_t seed;
    std::vector<std::int64_t> steps;
    std::vector<double> errors;  ///< after short descents
    double long_error;           ///< after a long one, at the end
};

/// Seeds of one arm in order, paired across arms: the same batches and noise.
std::vector<ReconstructionRun> reconstruction_along_training(const ReconstructionRequest& request);

/// One row a measure and pair of arms: the best error of a run, that at its end, end over best, and that after a long
/// descent; and natural logarithms of errors, whose differences are those of ratios.
Table reconstruction_table(const std::vector<ReconstructionRun>& runs, const ReconstructionRequest& request);
/// One row an arm and moment: mean error over seeds.
Table reconstruction_curves(const std::vector<ReconstructionRun>& runs);

}  // namespace glasscape
