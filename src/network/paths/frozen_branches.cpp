#include "network/paths/frozen_branches.hpp"

#include <algorithm>
#include <cstddef>

#include "network/panel/panel_product.hpp"
#include "network/panel/panel_sums.hpp"

namespace glasscape {
template <class T>
void FrozenBranches<T>::multiply_rows(const std::vector<T>& factors, Panel<T>& panel) {
    for (std::size_t j = 0; j < factors.size(); ++j) {
        T* row = panel.row(static_cast<int>(j));
        for (int b = 0; b < panel.width(); ++b)
            row[b] *= factors[j];
    }
}

template <class T>
void FrozenBranches<T>::apply(int layer, const Panel<T>& in, Panel<T>& out, Update update) {
    const auto weights = network_.branch_factors(layer);
    if (weights.empty()) {
        apply_plain(layer, in, out, update);
        return;
    }
    Panel<T> image;
    apply_plain(layer, in, image, Update::assign);
    multiply_rows(weights, image);
    if (update == Update::add)
        add_panel(image, out);
    else
        out = image;
}

template <class T>
void FrozenBranches<T>::apply_plain(int layer, const Panel<T>& in, Panel<T>& out, Update update) {
    const auto& norm = network_.norm(layer);
    if (const auto factors = norm.unit_factors(); factors && network_.has_weights()) {
        apply_scaled(layer, *factors, in, out, update);
        return;
    }
    auto& image = update == Update::add ? memory_.image : out;
    if (network_.has_weights()) {
        memory_.rectified.resize(network_.options().width, in.samples());
        panel_product<T>({network_.weights(layer), 1, network_.weight_stride()}, network_.options().width,
                         network_.fan_in(layer), in.data(), in.stride(), memory_.rectified.data(),
                         memory_.rectified.stride(), memory_.rectified.width(), Update::assign);
        if (!network_.before_gate()) close_gates(gate(layer), memory_.rectified);
        norm.linear(memory_.rectified, image);
        if (network_.before_gate()) close_gates(gate(layer), image);
    } else {
        norm.linear(in, image);
        if (!norm.rectifies_itself()) close_gates(gate(layer), image);
    }
    if (update == Update::add) add_panel(image, out);
}

template <class T>
void FrozenBranches<T>::apply_scaled(int layer, std::span<const T> factors, const Panel<T>& in, Panel<T>& out,
                                     Update update) {
    constexpr int at_once = 4 * panel_lanes<T>;
    const int units = network_.options().width;
    auto& product = memory_.product;
    product.resize(static_cast<std::size_t>(units) * at_once);
    out.resize(units, in.samples());
    for (int begin = 0; begin < in.width(); begin += at_once) {
        const int count = std::min(at_once, in.width() - begin);
        panel_product<T>({network_.weights(layer), 1, network_.weight_stride()}, units,
                         network_.fan_in(layer), in.data() + begin, in.stride(), product.data(), at_once,
                         count, Update::assign);
        for (int j = 0; j < units; ++j) {
            const T factor = factors[static_cast<std::size_t>(j)];
            const T* from = product.data() + std::ptrdiff_t{j} * at_once;
            const T* open = gate(layer).row(j) + begin;
            T* to = out.row(j) + begin;
            for (int b = 0; b < count; ++b) {
                const T here = open[b] > T{0} ? factor * from[b] : T{0};
                to[b] = update == Update::add ? to[b] + here : here;
            }
        }
    }
}

template <class T>
void FrozenBranches<T>::to_preactivation(int layer, const Panel<T>& delta_above, Panel<T>& u) const {
    Panel<T> weighted;
    const auto weights = network_.branch_factors(layer);
    if (!weights.empty()) {
        weighted = delta_above;
        multiply_rows(weights, weighted);
    }
    const Panel<T>& delta = weights.empty() ? delta_above : weighted;
    const auto factors = network_.norm(layer).unit_factors();
    if (!factors) {
        if (!network_.before_gate()) {
            network_.norm(layer).linear_transposed(delta, u);
            close_gates(gate(layer), u);
            return;
        }
        Panel<T> gated = delta;
        close_gates(gate(layer), gated);
        network_.norm(layer).linear_transposed(gated, u);
        return;
    }
    u.resize(delta.features(), delta.samples());
    for (int j = 0; j < u.features(); ++j) {
        const T factor = (*factors)[static_cast<std::size_t>(j)];
        const T* from = delta.row(j);
        const T* open = gate(layer).row(j);
        T* to = u.row(j);
        for (int b = 0; b < u.width(); ++b)
            to[b] = open[b] > T{0} ? factor * from[b] : T{0};
    }
}

template <class T>
void FrozenBranches<T>::apply_transposed(int layer, const Panel<T>& delta, const Panel<T>& u, Panel<T>& out,
                                         Update update) {
    const auto weights = network_.branch_factors(layer);
    if (weights.empty() || network_.has_weights()) {  // u has the factors already
        apply_plain_transposed(layer, delta, u, out, update);
        return;
    }
    Panel<T> weighted = delta;
    multiply_rows(weights, weighted);
    apply_plain_transposed(layer, weighted, u, out, update);
}

template <class T>
void FrozenBranches<T>::apply_plain_transposed(int layer, const Panel<T>& delta, const Panel<T>& u,
                                               Panel<T>& out, Update update) {
    out.resize(network_.fan_in(layer), delta.samples());
    if (network_.has_weights()) {
        panel_product<T>({network_.weights(layer), network_.weight_stride(), 1}, network_.fan_in(layer),
                         network_.options().width, u.data(), u.stride(), out.data(), out.stride(),
                         out.width(), update);
        return;
    }
    memory_.rectified = delta;
    if (!network_.norm(layer).rectifies_itself()) close_gates(gate(layer), memory_.rectified);
    auto& image = update == Update::add ? memory_.image : out;
    network_.norm(layer).linear_transposed(memory_.rectified, image);
    if (update == Update::add) add_panel(image, out);
}

template <class T>
std::optional<Panel<T>> FrozenBranches<T>::constant(int layer, const Panel<T>& input) {
    if (!network_.norm(layer).has_constant()) return std::nullopt;
    Panel<T> linear;
    apply(layer, input, linear, Update::assign);
    const auto i = static_cast<std::size_t>(layer - 1);
    Panel<T> result = memory_.state.hidden[i];
    Panel<T> skipped;
    if (layer > 1) {
        skipped = input;
        skip(layer, skipped);
    }
    for (std::size_t k = 0; k < result.size(); ++k) {
        if (layer > 1) result.data()[k] -= skipped.data()[k];
        result.data()[k] -= linear.data()[k];
    }
    return result;
}

template class FrozenBranches<float>;
template class FrozenBranches<double>;

}  // namespace glasscape
