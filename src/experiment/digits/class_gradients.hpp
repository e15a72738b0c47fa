// Do the classes of a conditional generator pull its shared weights evenly (Gong et al. 2021)?
//
// Generators with the class as condition of their normalisers learn the digits; what each class alone would do to the
// shared weights is the gradient of the generator's loss over its own images, in a batch of all classes. Measured are
// the norms' coefficient of variation over classes, the mean cosine of pairs, and how well the images come out.
#pragma once

#include <cstdint>
#include <vector>

#include "glasscape/network/normaliser.hpp"
#include "glasscape/table/table.hpp"

#include "experiment/digits/generative_pair.hpp"
#include "experiment/paired_seeds.hpp"

namespace glasscape {

struct ClassGradientRequest {
    std::vector<NormKind> norms{NormKind::cond_batch_norm, NormKind::sandwich_bn};
    std::uint64_t first_seed = 1;
    int seeds = 4;
    int steps = 2000;
    int batch = 64;
    double learning_rate = 2e-3;
};

/// Gradients of the shared weights (every W_l of the generator), class by class.
struct ClassGradients {
    double variation;  ///< standard deviation of their norms over classes, over the mean
    double cosine;     ///< mean over pairs of classes
};

/// On `per_class` images of every class by the noise of (latent stream, index), statistics of the batch.
ClassGradients class_gradients(GenerativePair& pair, int per_class, std::uint64_t index);

/// Values of a seed: variation and cosine, each the mean over twenty moments of the second half of training, and the
/// Frechet distance at its end of 1000 images from the training images, in the last hidden layer of a classifier of
/// the digits that is the same for all. Seeds are paired across kinds: the same batches, noise and discriminator.
std::vector<SeedMeasures> class_balance(const ClassGradientRequest& request);

Table class_balance_table(const std::vector<SeedMeasures>& runs, const ClassGradientRequest& request);

}  // namespace glasscape
