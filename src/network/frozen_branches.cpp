#include "frozen_branches.hpp"

#include "panel_product.hpp"
#include "panel_sums.hpp"

namespace glasscape {
template <class T>
void FrozenBranches<T>::apply(int layer, const Panel<T>& in, Panel<T>& out) const {
    const auto& norm = network_.norm(layer);
    if (!network_.has_weights()) {
        norm.linear(in, out);
        if (network_.options().norm.kind != NormKind::weight_norm_strict_trelu) close_gates(gate(layer), out);
        return;
    }
    Panel<T> rectified(network_.options().width, in.samples());
    panel_product<T>({network_.weights(layer), 1, network_.weight_stride()}, rectified.features(),
                     network_.fan_in(layer), in.data(), in.stride(), rectified.data(), rectified.stride(),
                     rectified.stride(), Update::assign);
    close_gates(gate(layer), rectified);
    norm.linear(rectified, out);
}

template <class T>
void FrozenBranches<T>::to_preactivation(int layer, const Panel<T>& delta, Panel<T>& u) const {
    network_.norm(layer).linear_transposed(delta, u);
    close_gates(gate(layer), u);
}

template <class T>
void FrozenBranches<T>::add_transposed(int layer, const Panel<T>& delta, const Panel<T>& u,
                                       Panel<T>& out) const {
    if (network_.has_weights()) {
        panel_product<T>({network_.weights(layer), network_.weight_stride(), 1}, network_.fan_in(layer),
                         network_.options().width, u.data(), u.stride(), out.data(), out.stride(),
                         out.stride(), Update::add);
        return;
    }
    Panel<T> gated = delta;
    if (network_.options().norm.kind != NormKind::weight_norm_strict_trelu) close_gates(gate(layer), gated);
    Panel<T> gradient;
    network_.norm(layer).linear_transposed(gated, gradient);
    add_panel(gradient, out);
}

template <class T>
std::optional<Panel<T>> FrozenBranches<T>::constant(int layer, const Panel<T>& input) const {
    if (!network_.norm(layer).has_constant()) return std::nullopt;
    Panel<T> linear;
    apply(layer, input, linear);
    const auto i = static_cast<std::size_t>(layer - 1);
    Panel<T> result = state_.hidden[i];
    for (std::size_t k = 0; k < result.size(); ++k) {
        if (layer > 1) result.data()[k] -= input.data()[k];
        result.data()[k] -= linear.data()[k];
    }
    return result;
}

template class FrozenBranches<float>;
template class FrozenBranches<double>;

}  // namespace glasscape
