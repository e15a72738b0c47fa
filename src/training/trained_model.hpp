// What a training run needs of a network, dense or convolutional: gradients of a batch, arrays, and what is
// logged on test points.
#pragma once

#include <cstdint>
#include <span>
#include <variant>
#include <vector>

#include "glasscape/network/annotations.hpp"
#include "glasscape/training/training_run.hpp"

#include "convolution/frozen_memory.hpp"
#include "network/paths/spectrum_memory.hpp"

namespace glasscape {

template <class T>
class DenseModel {
  public:
    DenseModel(const NetworkOptions& options, std::uint64_t seed) : network_(options, seed) {}

    ResidualNetwork<T>& network() { return network_; }
    std::vector<Parameter<T>> parameters() { return network_.parameters(); }
    std::vector<Parameter<T>> buffers() { return network_.buffers(); }

    /// The loss of a training batch; its gradients are added to those of the parameters.
    double add_gradients(const Panel<T>& x, const Annotations& known);
    /// Losses, norms, scales and spectra of a record.
    void measure(const Batch& test, const TrainingOptions& options, TrainingRecord& record);

  private:
    ResidualNetwork<T> network_;
    Activations<T> state_;
    // What records are worked out in, kept from one to the next.
    Panel<T> x_;
    Activations<T> test_;
    SpectrumMemory<T> output_;
    SpectrumMemory<T> gradient_;
};

template <class T>
class ConvolutionalModel {
  public:
    ConvolutionalModel(const ConvolutionalOptions& options, std::uint64_t seed) : network_(options, seed) {}

    ConvolutionalNetwork<T>& network() { return network_; }
    std::vector<Parameter<T>> parameters() { return network_.parameters(); }
    std::vector<Parameter<T>> buffers() { return network_.buffers(); }

    double add_gradients(const Panel<T>& x, const Annotations& known);
    void measure(const Batch& test, const TrainingOptions& options, const ImageDepthOptions& image,
                 TrainingRecord& record);
    /// Running statistics become their means over this batch and the `earlier` ones before it.
    void recalibrate(const Panel<T>& x, std::span<const int> labels, int earlier);

  private:
    void measure_losses(const Batch& test, TrainingRecord& record);
    void measure_weights(TrainingRecord& record);

    ConvolutionalNetwork<T> network_;
    ImageActivations<T> state_;
    FrozenMemory<T> spectra_;
};

template <class T>
struct TrainedModel {
    std::variant<DenseModel<T>, ConvolutionalModel<T>> of;
};

extern template class DenseModel<float>;
extern template class DenseModel<double>;
extern template class ConvolutionalModel<float>;
extern template class ConvolutionalModel<double>;

}  // namespace glasscape
