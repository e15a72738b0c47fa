#include "glasscape/convolution/image_paths.hpp"

#include <cmath>
#include <cstddef>

#include "glasscape/stats/running_mean.hpp"

#include "convolution/frozen_network.hpp"
#include "convolution/layers/image_sums.hpp"
#include "network/paths/path_choices.hpp"

namespace glasscape {
namespace {

template <class T>
double length_of(const Panel<T>& gradient) {
    return std::sqrt(sum_over_rows<double>(gradient.features(), gradient.samples(), [&](int row, int i) {
        const auto value = static_cast<double>(gradient.row(row)[i]);
        return value * value;
    }));
}

/// Norm of the gradient through the path that takes the branches of these blocks.
template <class T>
double norm_of_path(FrozenNetwork<T>& network, const Panel<T>& cotangent, const Choice& taken) {
    Panel<T> delta = cotangent;
    network.read_back(delta);
    for (std::size_t l = network.blocks(); l-- > 0;) {
        network.gate(l, delta);
        if (taken[l] != 0)
            network.branch_transposed(l, delta);
        else
            network.skip_transposed(l, delta);
    }
    network.stem_transposed(delta);
    return length_of(delta);
}

}  // namespace

template <class T>
std::vector<PathNorms> sampled_path_norms(ConvolutionalNetwork<T>& network, const Panel<T>& x,
                                          const Panel<T>& cotangent, std::int64_t paths, std::uint64_t seed) {
    const ImageSpectrumOptions options;
    const auto exact = input_gradients_by_length(network, x, cotangent, options);
    FrozenMemory<T> memory;
    FrozenNetwork<T> frozen(network, x, options, memory);
    const int blocks = network.options().blocks();
    std::vector<PathNorms> lengths;
    for (int taken = 0; taken <= blocks; ++taken) {
        RunningMean norm;
        RunningMean power;
        const auto choices = choices_of(blocks, taken, paths, seed, Stream::paths);
        for (const auto& choice : choices.list) {
            const double length = norm_of_path(frozen, cotangent, choice);
            norm.add(length);
            power.add(length * length);
        }
        lengths.push_back({taken + 1, log_binomial(blocks, taken), norm.count(), norm.mean(),
                           error_of(norm, choices), power.mean(), error_of(power, choices),
                           length_of(exact[static_cast<std::size_t>(taken)])});
    }
    return lengths;
}

template std::vector<PathNorms> sampled_path_norms(ConvolutionalNetwork<float>&, const Panel<float>&,
                                                   const Panel<float>&, std::int64_t, std::uint64_t);
template std::vector<PathNorms> sampled_path_norms(ConvolutionalNetwork<double>&, const Panel<double>&,
                                                   const Panel<double>&, std::int64_t, std::uint64_t);

}  // namespace glasscape
