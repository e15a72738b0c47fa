// Layers of one number or of none: shifts, scales, shortcuts, means.
#include <algorithm>

#include "convolution/layers/image_layers.hpp"
#include "convolution/layers/image_sums.hpp"

namespace glasscape {
namespace {

template <class T>
T sum_of_panel(const Panel<T>& panel) {
    return sum_over_rows<T>(panel.features(), panel.samples(),
                            [&](int row, int b) { return panel.row(row)[b]; });
}

/// to = factor from.
template <class T>
void scale_panel(const Panel<T>& from, T factor, Panel<T>& to) {
    to.resize(from.features(), from.samples());
    for (std::size_t i = 0; i < to.size(); ++i)
        to.data()[i] = factor * from.data()[i];
}

}  // namespace

template <class T>
ScalarShift<T>::ScalarShift(const ImageShape& shape, double rate)
    : shape_(shape), rate_(rate), shift_(1, 1, T{0}, true) {}

template <class T>
void ScalarShift<T>::forward(const Panel<T>& in, LayerPass<T>&, Panel<T>& out) {
    out.resize(in.features(), in.samples());
    for (int i = 0; i < in.features(); ++i)
        for (int b = 0; b < in.samples(); ++b)
            out.row(i)[b] = in.row(i)[b] + shift_[0];
}

template <class T>
void ScalarShift<T>::backward(const Panel<T>&, const Panel<T>& grad_out, LayerPass<T>&, Panel<T>* grad_in) {
    shift_.add_gradient(0, sum_of_panel(grad_out));
    if (grad_in != nullptr) *grad_in = grad_out;
}

template <class T>
void ScalarShift<T>::linear(const Panel<T>& in, LayerPass<T>&, Panel<T>& out) const {
    out = in;
}

template <class T>
void ScalarShift<T>::linear_transposed(const Panel<T>& grad_out, LayerPass<T>&, Panel<T>& grad_in) const {
    grad_in = grad_out;
}

template <class T>
void ScalarShift<T>::list(const std::string& prefix, LayerArrays<T>& arrays) {
    arrays.add(shift_, prefix + "b");
    arrays.parameters.back().rate = rate_;
}

template <class T>
ScalarScale<T>::ScalarScale(const ImageShape& shape, double start, double rate)
    : shape_(shape), rate_(rate), scale_(1, 1, static_cast<T>(start), true) {}

template <class T>
void ScalarScale<T>::forward(const Panel<T>& in, LayerPass<T>&, Panel<T>& out) {
    scale_panel(in, scale_[0], out);
}

template <class T>
void ScalarScale<T>::backward(const Panel<T>& in, const Panel<T>& grad_out, LayerPass<T>&,
                              Panel<T>* grad_in) {
    scale_.add_gradient(0, sum_over_rows<T>(in.features(), in.samples(), [&](int row, int b) {
                            return in.row(row)[b] * grad_out.row(row)[b];
                        }));
    if (grad_in != nullptr) scale_panel(grad_out, scale_[0], *grad_in);
}

template <class T>
void ScalarScale<T>::linear(const Panel<T>& in, LayerPass<T>&, Panel<T>& out) const {
    scale_panel(in, scale_[0], out);
}

template <class T>
void ScalarScale<T>::linear_transposed(const Panel<T>& grad_out, LayerPass<T>&, Panel<T>& grad_in) const {
    scale_panel(grad_out, scale_[0], grad_in);
}

template <class T>
void ScalarScale<T>::list(const std::string& prefix, LayerArrays<T>& arrays) {
    arrays.add(scale_, prefix + "alpha");
    arrays.parameters.back().rate = rate_;
}

template <class T>
void PadShortcut<T>::backward(const Panel<T>&, const Panel<T>& grad_out, LayerPass<T>& pass,
                              Panel<T>* grad_in) {
    if (grad_in != nullptr) linear_transposed(grad_out, pass, *grad_in);
}

template <class T>
void PadShortcut<T>::linear(const Panel<T>& in, LayerPass<T>&, Panel<T>& out) const {
    out.resize(out_.features(), in.samples());
    out.fill_zero();
    for (int c = 0; c < shape_.channels; ++c)
        for (int y = 0; y < out_.height; ++y)
            for (int x = 0; x < out_.width; ++x) {
                const int from = (c * shape_.height + y * stride_) * shape_.width + x * stride_;
                std::copy_n(in.row(from), in.samples(),
                            out.row(((first_ + c) * out_.height + y) * out_.width + x));
            }
}

template <class T>
void PadShortcut<T>::linear_transposed(const Panel<T>& grad_out, LayerPass<T>&, Panel<T>& grad_in) const {
    grad_in.resize(shape_.features(), grad_out.samples());
    grad_in.fill_zero();
    for (int c = 0; c < shape_.channels; ++c)
        for (int y = 0; y < out_.height; ++y)
            for (int x = 0; x < out_.width; ++x) {
                const int to = (c * shape_.height + y * stride_) * shape_.width + x * stride_;
                std::copy_n(grad_out.row(((first_ + c) * out_.height + y) * out_.width + x),
                            grad_out.samples(), grad_in.row(to));
            }
}

template <class T>
void GlobalMean<T>::backward(const Panel<T>&, const Panel<T>& grad_out, LayerPass<T>& pass,
                             Panel<T>* grad_in) {
    if (grad_in != nullptr) linear_transposed(grad_out, pass, *grad_in);
}

template <class T>
void GlobalMean<T>::linear(const Panel<T>& in, LayerPass<T>&, Panel<T>& out) const {
    const int pixels = shape_.pixels();
    out.resize(shape_.channels, in.samples());
    out.fill_zero();
    for (int i = 0; i < in.features(); ++i)
        for (int b = 0; b < in.samples(); ++b)
            out.row(i / pixels)[b] += in.row(i)[b] / static_cast<T>(pixels);
}

template <class T>
void GlobalMean<T>::linear_transposed(const Panel<T>& grad_out, LayerPass<T>&, Panel<T>& grad_in) const {
    const int pixels = shape_.pixels();
    grad_in.resize(shape_.features(), grad_out.samples());
    for (int i = 0; i < grad_in.features(); ++i)
        for (int b = 0; b < grad_out.samples(); ++b)
            grad_in.row(i)[b] = grad_out.row(i / pixels)[b] / static_cast<T>(pixels);
}

template class ScalarShift<float>;
template class ScalarShift<double>;
template class ScalarScale<float>;
template class ScalarScale<double>;
template class PadShortcut<float>;
template class PadShortcut<double>;
template class GlobalMean<float>;
template class GlobalMean<double>;

}  // namespace glasscape
