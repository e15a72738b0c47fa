#include "convolution/layers/image_body.hpp"

#include <cmath>
#include <utility>

#include <boost/random/normal_distribution.hpp>

#include "glasscape/core/random.hpp"

namespace glasscape {
namespace {

/// Scalars of Fixup learn ten times slower.
constexpr double fixup_rate = 0.1;

bool has_biases(BranchNorm norm) {
    return norm == BranchNorm::none || norm == BranchNorm::skip_init;
}

int groups_of(int channels) {
    return channels < 16 ? 2 : channels / 8;
}

NormOptions norm_options(const ConvolutionalOptions& options) {
    NormOptions norm;
    norm.epsilon = options.epsilon;
    norm.momentum = options.momentum;
    norm.ghost = options.ghost;
    norm.mixing = options.mixing;
    norm.transition = options.transition;
    norm.kind = options.norm == BranchNorm::kalman_norm ? NormKind::kalman_norm : NormKind::batch_norm;
    return norm;
}

/// Adds N, if there is one.
template <class T>
void add_norm(LayerSequence<T>& sequence, const char* name, const ConvolutionalOptions& options,
              const ImageShape& shape, bool affine = true) {
    switch (options.norm) {
        case BranchNorm::kalman_norm:
            sequence.add(name, ChannelNormaliser<T>(shape, norm_options(options)));
            return;
        case BranchNorm::batch_norm:
            if (options.ghost > 0) {
                sequence.add(name, ChannelNormaliser<T>(shape, norm_options(options)));
                return;
            }
            [[fallthrough]];
        case BranchNorm::paper_scale:
            sequence.add(name, ChannelBatchNorm<T>(shape, norm_options(options), affine));
            return;
        case BranchNorm::group_norm:
            sequence.add(name, ChannelGroupNorm<T>(shape, norm_options(options), groups_of(shape.channels)));
            return;
        case BranchNorm::none:
        case BranchNorm::skip_init:
        case BranchNorm::fixup:
            return;
    }
}

template <class T>
LayerSequence<T> original_branch(const ConvolutionalOptions& options, const ConvolutionShape& first,
                                 const ConvolutionShape& second) {
    const bool bias = has_biases(options.norm);
    LayerSequence<T> branch;
    branch.add("0", ConvolutionLayer<T>(first, bias));
    add_norm(branch, "1", options, first.out());
    branch.add("2", Rectifier());
    branch.add("3", ConvolutionLayer<T>(second, bias));
    add_norm(branch, "4", options, second.out(), options.norm != BranchNorm::paper_scale);
    if (options.norm == BranchNorm::skip_init) branch.add("5", ScalarScale<T>(second.out(), 0.0));
    if (options.norm == BranchNorm::paper_scale) branch.add("5", ScalarScale<T>(second.out(), 1.0));
    return branch;
}

template <class T>
LayerSequence<T> fixup_branch(const ConvolutionShape& first, const ConvolutionShape& second) {
    LayerSequence<T> branch;
    branch.add("0", ScalarShift<T>(first.in, fixup_rate));
    branch.add("1", ConvolutionLayer<T>(first, false));
    branch.add("2", ScalarShift<T>(first.out(), fixup_rate));
    branch.add("3", Rectifier());
    branch.add("4", ScalarShift<T>(second.in, fixup_rate));
    branch.add("5", ConvolutionLayer<T>(second, false));
    branch.add("6", ScalarScale<T>(second.out(), 1.0, fixup_rate));
    branch.add("7", ScalarShift<T>(second.out(), fixup_rate));
    return branch;
}

template <class T>
LayerSequence<T> preactivation_branch(const ConvolutionalOptions& options, const ConvolutionShape& first,
                                      const ConvolutionShape& second) {
    const bool bias = has_biases(options.norm);
    LayerSequence<T> branch;
    add_norm(branch, "0", options, first.in);
    branch.add("1", Rectifier());
    branch.add("2", ConvolutionLayer<T>(first, bias));
    add_norm(branch, "3", options, first.out());
    branch.add("4", Rectifier());
    branch.add("5", ConvolutionLayer<T>(second, bias));
    if (options.norm == BranchNorm::skip_init) branch.add("6", ScalarScale<T>(second.out(), 0.0));
    if (options.norm == BranchNorm::paper_scale) {
        branch.add("6", ChannelBatchNorm<T>(second.out(), norm_options(options), false));
        branch.add("7", ScalarScale<T>(second.out(), 1.0));
    }
    return branch;
}

template <class T>
LayerSequence<T> shortcut_of(const ConvolutionalOptions& options, const ConvolutionShape& first) {
    LayerSequence<T> shortcut;
    if (first.in == first.out()) return shortcut;
    if (options.shortcut == ShortcutKind::pad) {
        shortcut.add("0", PadShortcut<T>(first.in, first.outputs, first.stride));
        return shortcut;
    }
    const ConvolutionShape projection{first.in, first.outputs, 1, first.stride};
    shortcut.add("0", ConvolutionLayer<T>(projection, has_biases(options.norm)));
    add_norm(shortcut, "1", options, projection.out());
    return shortcut;
}

template <class T>
ImageBlock<T> block_of(const ConvolutionalOptions& options, const ImageShape& in, int width, int stride) {
    const ConvolutionShape first{in, width, 3, stride};
    const ConvolutionShape second{first.out(), width, 3, 1};
    auto shortcut = shortcut_of<T>(options, first);
    if (options.norm == BranchNorm::fixup) return {fixup_branch<T>(first, second), std::move(shortcut)};
    if (options.block == BlockKind::preactivation)
        return {preactivation_branch<T>(options, first, second), std::move(shortcut)};
    return {original_branch<T>(options, first, second), std::move(shortcut)};
}

template <class T>
LayerSequence<T> head_of(const ConvolutionalOptions& options, const ImageShape& in) {
    const ConvolutionShape readout{{in.channels, 1, 1}, options.classes, 1, 1};
    const bool trained = options.readout == ImageReadout::trained;
    LayerSequence<T> head;
    if (options.block == BlockKind::original) {
        head.add("0", GlobalMean<T>(in));
        head.add("2", ConvolutionLayer<T>(readout, true, trained));
        return head;
    }
    add_norm(head, "0", options, in);
    head.add("1", Rectifier());
    head.add("2", GlobalMean<T>(in));
    head.add("4", ConvolutionLayer<T>(readout, true, trained));
    return head;
}

template <class T>
void draw(ConvolutionLayer<T>& layer, double deviation, std::uint64_t seed, std::uint64_t index) {
    RandomStream stream(seed, Stream::start, index);
    boost::random::normal_distribution<double> normal(0.0, 1.0);
    for (auto& weight : layer.weights().values)
        weight = static_cast<T>(deviation * normal(stream));
}

double he_deviation(const ConvolutionShape& shape) {
    return std::sqrt(2.0 / (shape.taps() * shape.outputs));
}

}  // namespace

template <class T>
ImageBody<T> build_body(const ConvolutionalOptions& options) {
    ImageBody<T> body;
    const ConvolutionShape stem{options.image, options.widths.front(), 3, 1};
    const bool original = options.block == BlockKind::original;
    body.rectifies_sums = original;
    body.stem.add("0",
                  ConvolutionLayer<T>(stem, has_biases(options.norm) || options.norm == BranchNorm::fixup));
    if (original) {
        add_norm(body.stem, "1", options, stem.out());
        body.stem.add("2", Rectifier());
    }
    ImageShape shape = stem.out();
    for (std::size_t stage = 0; stage < options.widths.size(); ++stage)
        for (int i = 0; i < options.blocks_per_stage; ++i) {
            const int stride = stage > 0 && i == 0 ? 2 : 1;
            body.blocks.push_back(block_of<T>(options, shape, options.widths[stage], stride));
            shape = ConvolutionShape{shape, options.widths[stage], 3, stride}.out();
        }
    body.head = head_of<T>(options, shape);
    return body;
}

template <class T>
void draw_weights(const ConvolutionalOptions& options, std::uint64_t seed, ImageBody<T>& body) {
    std::uint64_t index = 0;
    const bool fixup = options.norm == BranchNorm::fixup;
    const auto draw_all = [&](LayerSequence<T>& sequence, bool branch) {
        int convolutions = 0;
        for (std::size_t i = 0; i < sequence.size(); ++i) {
            auto* layer = sequence.convolution(i);
            if (layer == nullptr) continue;
            double deviation = he_deviation(layer->shape());
            if (branch && fixup) deviation *= convolutions == 0 ? 1.0 / std::sqrt(options.blocks()) : 0.0;
            draw(*layer, deviation, seed, ++index);
            ++convolutions;
        }
    };
    draw_all(body.stem, false);
    for (auto& block : body.blocks) {
        draw_all(block.branch, true);
        draw_all(block.shortcut, false);
    }
    const double readout = fixup ? 0.0 : options.readout_scale / std::sqrt(options.widths.back());
    draw(*body.head.convolution(body.head.size() - 1), readout, seed, 0);
}

template ImageBody<float> build_body<float>(const ConvolutionalOptions&);
template ImageBody<double> build_body<double>(const ConvolutionalOptions&);
template void draw_weights<float>(const ConvolutionalOptions&, std::uint64_t, ImageBody<float>&);
template void draw_weights<double>(const ConvolutionalOptions&, std::uint64_t, ImageBody<double>&);

}  // namespace glasscape
