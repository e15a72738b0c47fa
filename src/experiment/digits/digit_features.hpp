// A fixed space of features in which images of digits are compared.
#pragma once

#include "experiment/digits/digit_images.hpp"
#include "network/dense_stack.hpp"

namespace glasscape {

/// The last hidden layer, 32 units, of a classifier of the training images: the same at every call.
class DigitFeatures {
  public:
    explicit DigitFeatures(const DigitImages& images);

    /// features x samples.
    Panel<float> of(const Panel<float>& images);
    /// Share of images that the classifier takes for their label.
    double accuracy_on(const Batch& images);

  private:
    DenseStack<float> classifier_;
    StackActivations<float> state_;
};

}  // namespace glasscape
