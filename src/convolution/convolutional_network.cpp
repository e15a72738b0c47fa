#include "glasscape/convolution/convolutional_network.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "convolution/layers/image_body.hpp"
#include "network/losses.hpp"
#include "network/panel/panel_sums.hpp"

namespace glasscape {
namespace {

/// A pass on the scratch memory of a state, which it gives back.
template <class T>
class StatePass {
  public:
    StatePass(ImageActivations<T>& state, NormMode mode, KalmanTransition transition) : state_(state) {
        pass_.mode = mode;
        pass_.transition = transition;
        pass_.scratch.swap(state.scratch);
    }
    ~StatePass() { pass_.scratch.swap(state_.scratch); }
    StatePass(const StatePass&) = delete;
    StatePass& operator=(const StatePass&) = delete;

    LayerPass<T>& operator*() { return pass_; }

  private:
    ImageActivations<T>& state_;
    LayerPass<T> pass_;
};

template <class T>
LayerArrays<T> arrays_of(ImageBody<T>& body) {
    LayerArrays<T> arrays;
    body.stem.list("stem.", arrays);
    for (std::size_t l = 0; l < body.blocks.size(); ++l) {
        body.blocks[l].branch.list(fmt::format("blocks.{}.branch.", l), arrays);
        body.blocks[l].shortcut.list(fmt::format("blocks.{}.shortcut.", l), arrays);
    }
    body.head.list("head.", arrays);
    return arrays;
}

}  // namespace

template <class T>
ConvolutionalNetwork<T>::ConvolutionalNetwork(const ConvolutionalOptions& options, std::uint64_t seed)
    : options_(options) {
    require_sensible(options);
    body_ = std::make_unique<ImageBody<T>>(build_body<T>(options));
    draw_weights(options, seed, *body_);
}

template <class T>
ConvolutionalNetwork<T>::~ConvolutionalNetwork() = default;
template <class T>
ConvolutionalNetwork<T>::ConvolutionalNetwork(ConvolutionalNetwork&&) noexcept = default;
template <class T>
ConvolutionalNetwork<T>& ConvolutionalNetwork<T>::operator=(ConvolutionalNetwork&&) noexcept = default;

template <class T>
double ConvolutionalNetwork<T>::forward(const Panel<T>& x, std::span<const int> labels, NormMode mode,
                                        ImageActivations<T>& state, std::optional<double> momentum) {
    StatePass<T> pass(state, mode, options_.transition);
    (*pass).momentum = momentum;
    auto& body = *body_;
    const Panel<T>* hidden = &body.stem.forward(x, *pass, state.stem);
    state.blocks.resize(body.blocks.size());
    for (std::size_t l = 0; l < body.blocks.size(); ++l) {
        auto& block = state.blocks[l];
        auto& [branch_layers, shortcut, moments] = body.blocks[l];
        const auto entering = (*pass).moments;
        const Panel<T>& branch = branch_layers.forward(*hidden, *pass, block.branch);
        moments.enter_shortcut(entering, branch_layers, *pass);
        const Panel<T>& skip = shortcut.forward(*hidden, *pass, block.shortcut);
        moments.add(body.rectifies_sums, *pass);
        sum_panels(branch, skip, body.rectifies_sums, block.out);
        hidden = &block.out;
    }
    const Panel<T>& outputs = body.head.forward(*hidden, *pass, state.head);
    return loss_and_gradient(Loss::cross_entropy, outputs, labels, state.output_gradient);
}

template <class T>
void ConvolutionalNetwork<T>::backward(const Panel<T>& x, ImageActivations<T>& state,
                                       bool with_input_gradient) {
    StatePass<T> pass(state, NormMode::batch,
                      options_.transition);  // normalisers remember the statistics of the forward
    auto& body = *body_;
    auto& delta = state.delta;
    auto& branch_delta = state.branch_delta;
    delta = state.output_gradient;
    body.head.backward(body.input_of_block(body.blocks.size(), state), state.head, *pass, delta, state.spare,
                       true);
    for (std::size_t l = body.blocks.size(); l-- > 0;) {
        auto& block = state.blocks[l];
        const Panel<T>& input = body.input_of_block(l, state);
        auto& [branch, shortcut, moments] = body.blocks[l];
        if (body.rectifies_sums) close_gates(block.out, delta);
        moments.split_gradient(body.rectifies_sums, *pass);
        branch.begin_backward(input, block.branch, *pass, delta, branch_delta, state.spare);
        moments.turn_to_shortcut(*pass);
        shortcut.backward(input, block.shortcut, *pass, delta, state.spare, true);
        moments.leave_shortcut(branch, *pass);
        branch.end_backward(input, block.branch, *pass, branch_delta, delta, state.spare);
        moments.leave_branch(*pass);
    }
    body.stem.backward(x, state.stem, *pass, delta, state.spare, with_input_gradient);
    if (with_input_gradient) state.input_gradient = delta;
}

template <class T>
void ConvolutionalNetwork<T>::zero_gradients() {
    for (auto& parameter : parameters())
        std::fill_n(parameter.gradients, parameter.rows * parameter.stride, T{});
}

template <class T>
std::vector<Parameter<T>> ConvolutionalNetwork<T>::parameters() {
    return arrays_of(*body_).parameters;
}

template <class T>
std::vector<Parameter<T>> ConvolutionalNetwork<T>::buffers() {
    return arrays_of(*body_).buffers;
}

template class ConvolutionalNetwork<float>;
template class ConvolutionalNetwork<double>;

}  // namespace glasscape
