// Outputs and input gradients of a frozen network as polynomials in t, climbed and descended block by block.
#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

#include "convolution/frozen_network.hpp"

namespace glasscape {

/// At [r] the part of length r; a panel without samples is zero.
template <class T>
using Parts = std::vector<Panel<T>>;

/// All parts have samples afterwards.
template <class T>
void fill_zero_parts(int features, int samples, Parts<T>& parts) {
    for (auto& part : parts)
        part.resize(features, samples);
}

template <class T>
bool is_zero(const Panel<T>& part) {
    return part.samples() == 0;
}

/// Parts become those of their image, t^skip S + t^branch A: from the longest down, each in the place of one
/// that is not read again. map_skip works in place, add_branch(v, to) adds.
template <class T, class MapSkip, class AddBranch>
void map_parts(std::size_t branch, std::size_t skip, const MapSkip& map_skip, const AddBranch& add_branch,
               Parts<T>& parts) {
    parts.resize(parts.size() + std::max(branch, skip));
    for (std::size_t r = parts.size(); r-- > 0;) {
        if (skip > 0) parts[r] = r >= skip ? parts[r - skip] : Panel<T>();
        if (!is_zero(parts[r])) map_skip(parts[r]);
        if (r >= branch && !is_zero(parts[r - branch])) add_branch(parts[r - branch], parts[r]);
    }
}

/// Sees what every block reads: parts of its input on the way up, of the gradient by its result on the way down.
struct Unwatched {
    template <class T>
    void inputs(std::size_t, const Parts<T>&) const {}
    template <class T>
    void cotangents(std::size_t, const Parts<T>&) const {}
    template <class T>
    void stem_cotangents(const Parts<T>&) const {}
};

/// H_l from H_(l-1). of_constant(block, c_l) before it is taken.
template <class T, class OfConstant>
void climb_block(FrozenNetwork<T>& network, std::size_t block, Parts<T>& parts,
                 const OfConstant& of_constant) {
    const auto branch = static_cast<std::size_t>(network.branch_length(block));
    const auto skip = static_cast<std::size_t>(network.skip_length(block));
    map_parts(
        branch, skip, [&](Panel<T>& v) { network.skip(block, v); },
        [&](const Panel<T>& v, Panel<T>& to) { network.add_branch(block, v, to); }, parts);
    auto constant = network.branch_constant(block);
    of_constant(block, constant);
    add_or_take(constant, parts[branch]);
    constant = network.skip_constant(block);
    add_or_take(constant, parts[skip]);
    for (auto& part : parts)
        if (!is_zero(part)) network.gate(block, part);
}

/// y_r. Where `watch` is a KernelPairs (kernel_gradients.hpp) it keeps what it needs.
template <class T, class OfConstant, class Watch>
Parts<T> output_parts(FrozenNetwork<T>& network, const OfConstant& of_constant, Watch&& watch) {
    Parts<T> parts{network.stem_out()};
    for (std::size_t l = 0; l < network.blocks(); ++l) {
        watch.inputs(l, parts);
        climb_block(network, l, parts, of_constant);
    }
    for (auto& part : parts)
        if (!is_zero(part)) network.read_out(part);
    auto constant = network.head_constant();
    add_or_take(constant, parts[0]);
    fill_zero_parts(network.outputs().features(), network.outputs().samples(), parts);
    return parts;
}

/// g_r.
template <class T, class Watch>
Parts<T> input_gradient_parts(FrozenNetwork<T>& network, const Panel<T>& cotangent, Watch&& watch) {
    Parts<T> parts{cotangent};
    network.read_back(parts[0]);
    for (std::size_t l = network.blocks(); l-- > 0;) {
        for (auto& part : parts)
            if (!is_zero(part)) network.gate(l, part);
        watch.cotangents(l, parts);
        map_parts(
            static_cast<std::size_t>(network.branch_length(l)),
            static_cast<std::size_t>(network.skip_length(l)),
            [&](Panel<T>& v) { network.skip_transposed(l, v); },
            [&](const Panel<T>& v, Panel<T>& to) { network.add_branch_transposed(l, v, to); }, parts);
    }
    watch.stem_cotangents(parts);
    for (auto& part : parts)
        if (!is_zero(part)) network.stem_transposed(part);
    fill_zero_parts(network.x().features(), network.x().samples(), parts);
    return parts;
}

}  // namespace glasscape
