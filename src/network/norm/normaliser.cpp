#include "glasscape/network/normaliser.hpp"

#include <array>
#include <stdexcept>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "network/norm/kinds.hpp"

namespace glasscape {
namespace {

/// In the order of NormKind.
constexpr std::array<std::string_view, 19> names{"none",
                                                 "paper_scale",
                                                 "paper_scale_stopgrad",
                                                 "paper_scale_centred",
                                                 "skip_init",
                                                 "batch_norm",
                                                 "layer_norm",
                                                 "group_norm",
                                                 "rms_norm",
                                                 "cond_batch_norm",
                                                 "cond_group_norm",
                                                 "sandwich_bn",
                                                 "iter_norm",
                                                 "swbn_kl",
                                                 "swbn_fro",
                                                 "kalman_norm",
                                                 "weight_norm",
                                                 "weight_norm_strict_trelu",
                                                 "weight_norm_affine"};

void require_sensible(const NormOptions& options, const NormShape& shape) {
    const auto name = norm_name(options.kind);
    if (options.groups < 1 || shape.units % options.groups != 0)
        throw std::invalid_argument(fmt::format("{} with {} groups: the groups must divide the {} units",
                                                name, options.groups, shape.units));
    const bool of_groups = options.kind == NormKind::group_norm || options.kind == NormKind::cond_group_norm;
    if (of_groups && shape.units == options.groups)
        throw std::invalid_argument(fmt::format(
            "{} with {} groups of one unit: its output would be the shift alone, take fewer groups", name,
            options.groups));
    if (options.mixing < 0.0 || options.mixing >= 1.0)
        throw std::invalid_argument(
            fmt::format("{}: mixing {} must be at least 0 and below 1", name, options.mixing));
    if (!(options.epsilon > 0.0))
        throw std::invalid_argument(fmt::format("{}: epsilon must be positive", name));
}

}  // namespace

NormKind norm_kind(std::string_view name) {
    for (std::size_t i = 0; i < names.size(); ++i)
        if (names[i] == name) return static_cast<NormKind>(i);
    throw std::invalid_argument(
        fmt::format("unknown normalisation '{}': there are {}", name, fmt::join(names, ", ")));
}

std::string_view norm_name(NormKind kind) {
    return names[static_cast<std::size_t>(kind)];
}

std::span<const std::string_view> norm_names() {
    return names;
}

bool replaces_weights(NormKind kind) {
    return kind == NormKind::weight_norm || kind == NormKind::weight_norm_strict_trelu ||
           kind == NormKind::weight_norm_affine;
}

bool uses_batch_statistics(NormKind kind) {
    switch (kind) {
        case NormKind::paper_scale:
        case NormKind::paper_scale_stopgrad:
        case NormKind::paper_scale_centred:
        case NormKind::batch_norm:
        case NormKind::cond_batch_norm:
        case NormKind::sandwich_bn:
        case NormKind::iter_norm:
        case NormKind::swbn_kl:
        case NormKind::swbn_fro:
        case NormKind::kalman_norm:
            return true;
        default:
            return false;
    }
}

bool is_conditional(NormKind kind) {
    return kind == NormKind::cond_batch_norm || kind == NormKind::cond_group_norm ||
           kind == NormKind::sandwich_bn;
}

template <class T>
std::unique_ptr<Normaliser<T>> make_normaliser(const NormOptions& options, const NormShape& shape) {
    require_sensible(options, shape);
    switch (options.kind) {
        case NormKind::none:
            return make_identity_norm<T>(shape);
        case NormKind::skip_init:
            return make_skip_init<T>(shape);
        case NormKind::paper_scale:
        case NormKind::paper_scale_stopgrad:
        case NormKind::paper_scale_centred:
            return make_scale_norm<T>(options, shape);
        case NormKind::batch_norm:
        case NormKind::cond_batch_norm:
        case NormKind::sandwich_bn:
            return make_batch_norm<T>(options, shape);
        case NormKind::layer_norm:
        case NormKind::group_norm:
        case NormKind::rms_norm:
        case NormKind::cond_group_norm:
            return make_group_norm<T>(options, shape);
        case NormKind::iter_norm:
            return make_iter_norm<T>(options, shape);
        case NormKind::swbn_kl:
        case NormKind::swbn_fro:
            return make_whitening_norm<T>(options, shape);
        case NormKind::kalman_norm:
            return make_kalman_norm<T>(options, shape);
        case NormKind::weight_norm:
        case NormKind::weight_norm_strict_trelu:
        case NormKind::weight_norm_affine:
            break;
    }
    return make_weight_norm<T>(options, shape);
}

template std::unique_ptr<Normaliser<float>> make_normaliser<float>(const NormOptions&, const NormShape&);
template std::unique_ptr<Normaliser<double>> make_normaliser<double>(const NormOptions&, const NormShape&);

}  // namespace glasscape
