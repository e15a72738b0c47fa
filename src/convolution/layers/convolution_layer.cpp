#include <algorithm>

#include "convolution/layers/image_layers.hpp"
#include "convolution/layers/image_sums.hpp"

namespace glasscape {

template <class T>
ConvolutionLayer<T>::ConvolutionLayer(const ConvolutionShape& shape, bool has_bias, bool trained)
    : shape_(shape),
      weights_(shape.outputs, shape.in.channels * shape.taps(), T{0}, trained),
      bias_(has_bias ? LayerArray<T>(1, shape.outputs, T{0}, trained) : LayerArray<T>()),
      to_out_(forward_gather(shape)),
      to_in_(backward_gather(shape)) {}

template <class T>
void ConvolutionLayer<T>::forward(const Panel<T>& in, LayerPass<T>& pass, Panel<T>& out) {
    pack_forward(shape_, weights_.values.data(), packed_);
    pack_backward(shape_, weights_.values.data(), packed_back_);
    linear(in, pass, out);
    if (bias_.rows == 0) return;
    const int pixels = shape_.out().pixels();
    for (int i = 0; i < out.features(); ++i) {
        T* row = out.row(i);
        for (int b = 0; b < out.samples(); ++b)
            row[b] += bias_[i / pixels];
    }
}

template <class T>
void ConvolutionLayer<T>::backward(const Panel<T>& in, const Panel<T>& grad_out, LayerPass<T>& pass,
                                   Panel<T>* grad_in, Update update) {
    if (weights_.trained())
        add_kernel_gradient(shape_, in, grad_out, weights_.gradients.data(), pass.scratch);
    const int pixels = shape_.out().pixels();
    for (int k = 0; k < bias_.columns && bias_.trained(); ++k) {
        const T* rows = grad_out.row(k * pixels);
        const std::ptrdiff_t stride = grad_out.stride();
        bias_.add_gradient(k, sum_over_rows<T>(pixels, grad_out.samples(),
                                               [=](int row, int b) { return rows[row * stride + b]; }));
    }
    if (grad_in != nullptr) linear_transposed(grad_out, pass, *grad_in, update);
}

template <class T>
void ConvolutionLayer<T>::linear(const Panel<T>& in, LayerPass<T>& pass, Panel<T>& out, Update update) const {
    convolve(to_out_, packed_, in, out, update, pass.scratch);
}

template <class T>
void ConvolutionLayer<T>::linear_transposed(const Panel<T>& grad_out, LayerPass<T>& pass, Panel<T>& grad_in,
                                            Update update) const {
    convolve(to_in_, packed_back_, grad_out, grad_in, update, pass.scratch);
}

template <class T>
void ConvolutionLayer<T>::list(const std::string& prefix, LayerArrays<T>& arrays) {
    arrays.add(weights_, prefix + "weight", true);
    arrays.add(bias_, prefix + "bias");
}

template class ConvolutionLayer<float>;
template class ConvolutionLayer<double>;

}  // namespace glasscape
