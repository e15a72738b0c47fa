// A generator of digits and the discriminator that it learns from (Goodfellow et al. 2014), dense and small.
//
//     D:  mean log(1 + exp(-l(x))) + mean log(1 + exp(l(G(z))))        G:  mean log(1 + exp(-l(G(z))))
//
// z ~ N(0, I). With classes both are told them: the generator as the condition of its normalisers, the discriminator
// by having an output for each class, of which l is that of the image's (a projection in the sense of Miyato, Koyama
// 2018). Dense layers serve 8 x 8 images.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "glasscape/network/dataset.hpp"
#include "glasscape/network/optimiser.hpp"

#include "network/dense_stack.hpp"

namespace glasscape {

struct GenerativeOptions {
    int latent = 32;
    int width = 96;   ///< of the two hidden layers of either network
    int classes = 0;  ///< 0: images without classes
    /// Of hidden layers: of the generator's, and of the discriminator's second, or of both where it replaces the
    /// weights. The last layer of a network whose weights are normalised is weight_norm_affine.
    NormKind norm = NormKind::batch_norm;
    NormKind discriminator_norm = NormKind::batch_norm;
    Gate gate = Gate::rectifier;   ///< of the generator's hidden layers, where the kind has none of its own
    OptimiserOptions optimiser{};  ///< of both
};

class GenerativePair {
  public:
    GenerativePair(const GenerativeOptions& options, std::uint64_t seed);

    /// One step of the discriminator on these images and as many made ones of the same classes, then one of the
    /// generator by the same noise, which is drawn from (seed, latent stream, step).
    void train_step(const Batch& images, std::uint64_t step);

    /// Images of this noise and these classes (empty where there are none).
    const Panel<float>& generate(const Panel<float>& noise, std::span<const int> labels, NormMode mode);

    /// After `generate`: the gradient of the generator's loss of its images into its parameters (added); with a
    /// class given the loss is the mean over the images of that class alone. The discriminator is left as it was.
    void add_generator_gradient(const Panel<float>& noise, std::span<const int> labels, int only = -1);

    Panel<float> noise(int samples, std::uint64_t index) const;
    DenseStack<float>& generator() { return generator_; }
    StackActivations<float>& generator_state() { return made_; }
    int latent() const { return options_.latent; }

  private:
    /// Gradient by the outputs of the mean of log(1 + exp(-sign l)) over the samples of class `only` (below 0: all).
    void differentiate_loss(std::span<const int> labels, double sign, int only);

    GenerativeOptions options_;
    std::uint64_t seed_;
    DenseStack<float> generator_;
    DenseStack<float> discriminator_;
    Optimiser<float> generator_optimiser_;
    Optimiser<float> discriminator_optimiser_;
    StackActivations<float> made_;
    StackActivations<float> judged_;
    std::vector<Condition> conditions_;
    Panel<float> by_outputs_;
    Panel<float> by_images_;
    Panel<float> by_noise_;
};

}  // namespace glasscape
