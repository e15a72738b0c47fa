// Direct convolutions of panels of images (image_shape.hpp), the three products of a convolutional layer:
// forward, backward by the input, and by the weights.
//
// A convolution is a structured sparse matrix times a panel: every pixel of the result gathers some pixels of
// the input, each with one tap of the kernel. Vector lanes run over the samples; a block of output channels x
// samples stays in registers over all input channels and taps. Nothing is padded or unfolded: taps that fall
// beside the image are left out. Of 3x3 kernels at stride 1 the first two products go by tiles where that is
// faster (convolution_tiles.hpp). Channels of a panel are far apart, often by powers of two that share a few
// sets of the caches: the rows of the image at hand are copied side by side first.
//
// Weights are [output channel][input channel][tap y][tap x], as PyTorch has them.
#pragma once

#include <vector>

#include "glasscape/core/aligned.hpp"
#include "glasscape/network/image_shape.hpp"
#include "glasscape/network/panel.hpp"

#include "network/panel/panel_product.hpp"

namespace glasscape {

struct ConvolutionShape {
    ImageShape in;
    int outputs;     ///< channels
    int size = 3;    ///< of the kernel, 3 (one pixel of padding) or 1 (none)
    int stride = 1;  ///< of the pixels of the result, from the first on

    int taps() const { return size * size; }
    int padding() const { return (size - 1) / 2; }
    ImageShape out() const { return {outputs, (in.height - 1) / stride + 1, (in.width - 1) / stride + 1}; }
};

/// What each pixel of the result gathers.
struct ConvolutionGather {
    /// Rows of the input that a row of the result gathers, at most.
    static constexpr int rows = 3;
    struct Tap {
        int y;       ///< of the input
        int slot;    ///< y % rows * width + x
        int weight;  ///< tap y * size + tap x
    };
    ImageShape in;
    ImageShape out;
    int taps;                ///< of the kernel
    bool by_tiles;           ///< worked out tile by tile (convolution_tiles.hpp), not tap by tap
    std::vector<int> begin;  ///< pixel i gathers list[begin[i]] .. list[begin[i + 1] - 1]
    std::vector<Tap> list;
};

ConvolutionGather forward_gather(const ConvolutionShape& shape);
/// Of the transposed map: the result has the shape of the convolution's input.
ConvolutionGather backward_gather(const ConvolutionShape& shape);

/// Weights in the order in which a gather reads them.
template <class T>
void pack_forward(const ConvolutionShape& shape, const T* weights, AlignedVector<T>& packed);
template <class T>
void pack_backward(const ConvolutionShape& shape, const T* weights, AlignedVector<T>& packed);

/// out = (or +=) the convolution of `in`. The order of the sums depends on the shape alone. `out` takes its
/// shape when assigned. `scratch` is room to work in, with anything in it.
template <class T>
void convolve(const ConvolutionGather& gather, const AlignedVector<T>& packed, const Panel<T>& in,
              Panel<T>& out, Update update, AlignedVector<T>& scratch);

/// gradients += d/d weights of sum(out grad_out), in the order of the weights.
template <class T>
void add_kernel_gradient(const ConvolutionShape& shape, const Panel<T>& in, const Panel<T>& grad_out,
                         T* gradients, AlignedVector<T>& scratch);

extern template void pack_forward<float>(const ConvolutionShape&, const float*, AlignedVector<float>&);
extern template void pack_forward<double>(const ConvolutionShape&, const double*, AlignedVector<double>&);
extern template void pack_backward<float>(const ConvolutionShape&, const float*, AlignedVector<float>&);
extern template void pack_backward<double>(const ConvolutionShape&, const double*, AlignedVector<double>&);
extern template void convolve<float>(const ConvolutionGather&, const AlignedVector<float>&,
                                     const Panel<float>&, Panel<float>&, Update, AlignedVector<float>&);
extern template void convolve<double>(const ConvolutionGather&, const AlignedVector<double>&,
                                      const Panel<double>&, Panel<double>&, Update, AlignedVector<double>&);
extern template void add_kernel_gradient<float>(const ConvolutionShape&, const Panel<float>&,
                                                const Panel<float>&, float*, AlignedVector<float>&);
extern template void add_kernel_gradient<double>(const ConvolutionShape&, const Panel<double>&,
                                                 const Panel<double>&, double*, AlignedVector<double>&);

}  // namespace glasscape
