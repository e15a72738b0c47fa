// The networks of the vector files of data/conv.
#pragma once

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "glasscape/convolution/convolutional_network.hpp"

#include "convolution/json_images.hpp"

namespace glasscape::testing {

/// Files of networks that this library builds, without the ending.
inline const std::vector<std::string>& conv_network_names() {
    static const std::vector<std::string> names{
        "conv_original_bn_running", "conv_original_bn_batch",        "conv_original_bn_p8",
        "conv_original_skipinit",   "conv_preactivation_bn_running", "conv_preactivation_gn",
        "conv_original_fixup"};
    return names;
}

inline ConvolutionalOptions options_of(const nlohmann::json& vectors) {
    ConvolutionalOptions options;
    const auto& shape = vectors.at("x").at("shape");
    options.image = {shape.at(1).get<int>(), shape.at(2).get<int>(), shape.at(3).get<int>()};
    options.widths = vectors.at("widths").get<std::vector<int>>();
    options.blocks_per_stage = vectors.at("blocks_per_stage").get<int>();
    options.classes = vectors.at("classes").get<int>();
    options.epsilon = vectors.at("eps").get<double>();
    if (vectors.at("kind") == "preactivation") options.block = BlockKind::preactivation;
    if (vectors.at("shortcut") == "projection") options.shortcut = ShortcutKind::projection;
    const auto norm = vectors.at("normaliser").get<std::string>();
    options.norm = norm == "bn"         ? BranchNorm::batch_norm
                   : norm == "gn"       ? BranchNorm::group_norm
                   : norm == "skipinit" ? BranchNorm::skip_init
                                        : BranchNorm::fixup;
    return options;
}

inline NormMode mode_of(const nlohmann::json& vectors) {
    return vectors.at("statistics") == "batch" ? NormMode::batch : NormMode::evaluate;
}

/// The network with the arrays of the file; every one of them has to be there.
inline ConvolutionalNetwork<double> network_of(const nlohmann::json& vectors) {
    ConvolutionalNetwork<double> network(options_of(vectors), 1);
    for (const auto& list : {network.parameters(), network.buffers()})
        for (const auto& array : list)
            copy_array(vectors.at("parameters").at(array.name), array.values);
    return network;
}

}  // namespace glasscape::testing
