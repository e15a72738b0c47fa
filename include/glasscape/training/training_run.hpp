// Training of one residual network, dense or convolutional, with what is logged along the way.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "glasscape/convolution/convolutional_network.hpp"
#include "glasscape/convolution/image_spectrum.hpp"
#include "glasscape/network/dataset.hpp"
#include "glasscape/network/depth_spectrum.hpp"
#include "glasscape/network/optimiser.hpp"
#include "glasscape/network/residual_network.hpp"

namespace glasscape {

/// What is trained.
using NetworkChoice = std::variant<NetworkOptions, ConvolutionalOptions>;

/// What happens to training images at random, anew in every step.
struct Augmentation {
    int shift = 0;        ///< moved by up to so many pixels each way
    bool mirror = false;  ///< half of them left to right

    bool is_none() const { return shift == 0 && !mirror; }
};

struct TrainingOptions {
    OptimiserOptions optimiser{};
    Augmentation augmentation{};
    int batch = 128;
    std::int64_t steps = 2000;
    /// Steps at which the state before that step is logged; the last is the end.
    std::vector<std::int64_t> log_steps{0, 10, 30, 60, 100, 200, 300, 500, 700, 1000, 1500, 2000};
    int test_points = 2000;
    int spectrum_points = 512;  ///< of the forward shares; 0: no spectra
    int gradient_points = 128;  ///< of the gradient shares; 0: none
};

/// How path lengths of convolutional networks are counted.
struct ImageDepthOptions {
    ImageSpectrumOptions spectrum{};
    Cotangent cotangent = Cotangent::loss;
    bool weight_gradients = true;  ///< shares of the weights' gradient, which cost most
};

/// Throws std::invalid_argument: batches below 2 where statistics need more, no steps, log steps beyond the
/// end.
void require_sensible(const TrainingOptions& training, const NetworkChoice& network);

/// Log-spaced steps 0 .. steps, about twelve of them.
std::vector<std::int64_t> default_log_steps(std::int64_t steps);

/// Of a convolutional network: lengths count the blocks and the stem, so that r - 1 is the number of blocks;
/// "layers" are the stem and the blocks, whose beta is the gain of a branch on white noise. Test points are
/// worked out in batches of 256 with statistics of their own. Along a training the weights' gradient is sorted
/// by length at its start and end alone.
struct TrainingRecord {
    std::int64_t step = 0;
    double training_loss = 0.0;       ///< of the batch of this step
    double test_loss = 0.0;           ///< on the statistics of the test batch
    double test_accuracy = 0.0;       ///< the same
    double running_accuracy = 0.0;    ///< on the running statistics, as a deployed network would have
    double weight_norm = 0.0;         ///< sqrt(sum_l |W_l|_F^2), the readout left out
    std::vector<double> layer_norms;  ///< |W_l|_F/sqrt(width), l = 1..p
    std::vector<double> scales;       ///< lambda_l, or the mean of gamma, g, alpha; empty without one
    std::optional<OutputSpectrum> output;
    std::optional<GradientSpectrum> gradient;
};

enum class TrainingEnd { finished, diverged, stopped };

/// The network of a run with what it works in.
template <class T>
struct TrainedModel;

/// A training run that can be stopped after any step and continued with the same bytes.
template <class T>
class TrainingRun {
  public:
    TrainingRun(const NetworkChoice& network, const TrainingOptions& training,
                std::shared_ptr<const Dataset> data, std::uint64_t seed);
    ~TrainingRun();

    /// Trains to the end, logging; `should_stop` is asked after every step. On divergence (a loss that is not
    /// finite) what was logged stays.
    TrainingEnd run(const std::function<bool()>& should_stop);

    const std::vector<TrainingRecord>& records() const { return records_; }
    std::int64_t step() const { return step_; }
    std::uint64_t seed() const { return seed_; }
    /// Of a dense network; throws std::logic_error otherwise.
    ResidualNetwork<T>& network();
    /// Of a convolutional one; throws std::logic_error otherwise.
    ConvolutionalNetwork<T>& convolutional_network();
    std::vector<Parameter<T>> parameters();
    std::vector<Parameter<T>> buffers();
    Optimiser<T>& optimiser() { return optimiser_; }

    /// For a checkpoint: continues from here, arrays having been restored.
    void restore(std::int64_t step, std::vector<TrainingRecord> records);

    /// One training step on batch number `step`; returns the loss before it.
    double train_step();
    /// What is logged at the current step, on as many points as `options` say. `image` counts for convolutional
    /// networks alone.
    TrainingRecord record(double training_loss, const TrainingOptions& options,
                          const ImageDepthOptions& image = {});

    /// Running statistics of a convolutional network become the means over its first training batches, about
    /// `points` points.
    void recalibrate(int points);

  private:
    TrainingOptions options_;
    std::shared_ptr<const Dataset> data_;
    std::uint64_t seed_;
    std::unique_ptr<TrainedModel<T>> model_;
    Optimiser<T> optimiser_;
    std::vector<TrainingRecord> records_;
    std::int64_t step_ = 0;
    Batch batch_;
    Batch test_;           // of the last record
    int test_points_ = 0;  // asked for it
    Panel<T> x_;
};

extern template class TrainingRun<float>;
extern template class TrainingRun<double>;

}  // namespace glasscape
