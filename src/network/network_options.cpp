// What a network is made of, and what goes together.
#include <stdexcept>

#include <fmt/format.h>

#include "glasscape/network/residual_network.hpp"

namespace glasscape {

Placement natural_placement(NormKind kind) {
    return kind == NormKind::kalman_norm || replaces_weights(kind) ? Placement::before_gate
                                                                   : Placement::after_gate;
}

Placement placement_of(const NetworkOptions& options) {
    return options.placement.value_or(natural_placement(options.norm.kind));
}

NetworkOptions with_norm(NetworkOptions options, NormKind kind) {
    if (options.initial_scale == starting_scale(options.norm.kind))
        options.initial_scale = starting_scale(kind);
    if (options.placement == natural_placement(options.norm.kind))
        options.placement = natural_placement(kind);
    options.norm = with_kind(options.norm, kind);
    return options;
}

void require_sensible(const NetworkOptions& options) {
    if (options.depth < 1 || options.width < 1 || options.inputs < 1 || options.classes < 1)
        throw std::invalid_argument(
            fmt::format("a network of depth {}, width {}, {} inputs and {} classes: each must be at least 1",
                        options.depth, options.width, options.inputs, options.classes));
    if (options.readout == Readout::identity && options.width != options.classes)
        throw std::invalid_argument(fmt::format(
            "identity readout needs width = classes, but the width is {} and there are {} classes: "
            "change the width or take readout = \"trained\"",
            options.width, options.classes));
    if (is_conditional(options.norm.kind) && options.conditions < 1)
        throw std::invalid_argument(
            fmt::format("{} needs a condition of each sample, and the data have none (the class is what is "
                        "to be predicted, and "
                        "no condition): name a column of conditions, as in "
                        "csv:FILE,LABEL_COLUMN,condition=COLUMN, or take "
                        "batch_norm or group_norm",
                        norm_name(options.norm.kind)));
    const bool before = placement_of(options) == Placement::before_gate;
    if (!before && replaces_weights(options.norm.kind))
        throw std::invalid_argument(
            fmt::format("{} takes the place of the weights, before the gate: it cannot be "
                        "placed after it",
                        norm_name(options.norm.kind)));
    if (before && options.norm.kind == NormKind::skip_init)
        throw std::invalid_argument(
            "skip_init before the gate would start with every gate closed and never move: place it after the "
            "gate");
    if (options.addition == Addition::normalised && options.norm.kind == NormKind::kalman_norm)
        throw std::invalid_argument(
            "kalman_norm adds up moments as a plain addition does: a normalised addition does not go with "
            "it");
    if (options.data_start && options.norm.kind != NormKind::weight_norm &&
        options.norm.kind != NormKind::weight_norm_affine)
        throw std::invalid_argument(
            fmt::format("{} has no start from the data: weight_norm and weight_norm_affine have one",
                        norm_name(options.norm.kind)));
    require_sensible(options.norm, options.width);
    const bool scalar = options.loss != Loss::cross_entropy;
    if (scalar != (options.readout == Readout::sum))
        throw std::invalid_argument(
            "hinge and absolute loss go with readout = \"sum\", cross_entropy with the other readouts");
    if (scalar && options.classes != 2)
        throw std::invalid_argument(
            fmt::format("hinge and absolute loss need 2 classes, there are {}", options.classes));
}

}  // namespace glasscape
