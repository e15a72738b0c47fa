#include "glasscape/network/normaliser.hpp"

#include <array>
#include <stdexcept>
#include <type_traits>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "network/norm/kinds.hpp"

namespace glasscape {
namespace {

template <class T>
using Maker = std::unique_ptr<Normaliser<T>> (*)(const NormOptions&, const NormShape&);

// What a kind is, once for all: its traits, what it starts from unless told otherwise (momentum of running
// statistics, rate of whitening, the scale that stands for lambda_l), its makers.
struct Start {
    double momentum = 0.1;
    double rate = 1e-2;
    double scale = 1.0;
    double epsilon = 1e-5;
};

struct NormRow {
    std::string_view name;
    bool holds_weights;
    bool of_batch;
    bool conditional;
    Start start;
    Maker<float> make_float;
    Maker<double> make_double;
};

constexpr Start usual{};
constexpr Start zero{0.1, 1e-2, 0.0};
constexpr Start slow{0.05, 1e-2, 1.0};
constexpr Start published_kl{0.05, 1e-5, 1.0};
constexpr Start small_epsilon{0.1, 1e-2, 1.0, 1e-6};

// In the order of NormKind.
constexpr std::array<NormRow, 22> rows{{
    {"none", false, false, false, usual, make_identity_norm<float>, make_identity_norm<double>},
    {"paper_scale", false, true, false, usual, make_scale_norm<float>, make_scale_norm<double>},
    {"paper_scale_stopgrad", false, true, false, usual, make_scale_norm<float>, make_scale_norm<double>},
    {"paper_scale_centred", false, true, false, usual, make_scale_norm<float>, make_scale_norm<double>},
    {"skip_init", false, false, false, zero, make_skip_init<float>, make_skip_init<double>},
    {"batch_norm", false, true, false, usual, make_batch_norm<float>, make_batch_norm<double>},
    {"layer_norm", false, false, false, usual, make_group_norm<float>, make_group_norm<double>},
    {"group_norm", false, false, false, usual, make_group_norm<float>, make_group_norm<double>},
    {"rms_norm", false, false, false, usual, make_group_norm<float>, make_group_norm<double>},
    {"cond_batch_norm", false, true, true, usual, make_batch_norm<float>, make_batch_norm<double>},
    {"cond_group_norm", false, false, true, usual, make_group_norm<float>, make_group_norm<double>},
    {"sandwich_bn", false, true, true, usual, make_batch_norm<float>, make_batch_norm<double>},
    {"aux_bn", false, true, true, usual, make_branch_batch_norm<float>, make_branch_batch_norm<double>},
    {"sandwich_aux_bn", false, true, true, usual, make_branch_batch_norm<float>,
     make_branch_batch_norm<double>},
    {"iter_norm", false, true, false, usual, make_iter_norm<float>, make_iter_norm<double>},
    {"swbn_kl", false, true, false, published_kl, make_whitening_norm<float>, make_whitening_norm<double>},
    {"swbn_fro", false, true, false, slow, make_whitening_norm<float>, make_whitening_norm<double>},
    {"kalman_norm", false, true, false, usual, make_kalman_norm<float>, make_kalman_norm<double>},
    {"weight_norm", true, false, false, usual, make_weight_norm<float>, make_weight_norm<double>},
    {"weight_norm_strict_trelu", true, false, false, small_epsilon, make_weight_norm<float>,
     make_weight_norm<double>},
    {"weight_norm_tprelu", true, false, false, small_epsilon, make_weight_norm<float>,
     make_weight_norm<double>},
    {"weight_norm_affine", true, false, false, small_epsilon, make_weight_norm<float>,
     make_weight_norm<double>},
}};

const NormRow& row_of(NormKind kind) {
    return rows[static_cast<std::size_t>(kind)];
}

constexpr auto names = [] {
    std::array<std::string_view, rows.size()> list{};
    for (std::size_t i = 0; i < rows.size(); ++i)
        list[i] = rows[i].name;
    return list;
}();

bool has_ghosts(NormKind kind) {
    return kind == NormKind::batch_norm || kind == NormKind::cond_batch_norm ||
           kind == NormKind::sandwich_bn || kind == NormKind::kalman_norm;
}

}  // namespace

NormKind norm_kind(std::string_view name) {
    for (std::size_t i = 0; i < names.size(); ++i)
        if (names[i] == name) return static_cast<NormKind>(i);
    throw std::invalid_argument(
        fmt::format("unknown normalisation '{}': there are {}", name, fmt::join(names, ", ")));
}

std::string_view norm_name(NormKind kind) {
    return row_of(kind).name;
}

std::span<const std::string_view> norm_names() {
    return names;
}

NormOptions default_options(NormKind kind) {
    NormOptions options;
    options.kind = kind;
    options.momentum = row_of(kind).start.momentum;
    options.rate = row_of(kind).start.rate;
    options.epsilon = row_of(kind).start.epsilon;
    return options;
}

NormOptions with_kind(NormOptions options, NormKind kind) {
    const auto& before = row_of(options.kind).start;
    const auto& after = row_of(kind).start;
    if (options.momentum == before.momentum) options.momentum = after.momentum;
    if (options.rate == before.rate) options.rate = after.rate;
    if (options.epsilon == before.epsilon) options.epsilon = after.epsilon;
    options.kind = kind;
    return options;
}

double default_mixing(int ghost) {
    constexpr int small_group = 8;
    return ghost > 0 && ghost <= small_group ? 0.9 : 0.05;
}

std::optional<double> mixing_without_ghost(std::optional<double> mixing, int before) {
    return mixing == default_mixing(before) ? std::nullopt : mixing;
}

NormOptions with_ghost(NormOptions options, int ghost) {
    options.mixing = mixing_without_ghost(options.mixing, options.ghost);
    options.ghost = ghost;
    return options;
}

double starting_scale(NormKind kind) {
    return row_of(kind).start.scale;
}

bool replaces_weights(NormKind kind) {
    return row_of(kind).holds_weights;
}

bool uses_batch_statistics(NormKind kind) {
    return row_of(kind).of_batch;
}

bool is_conditional(NormKind kind) {
    return row_of(kind).conditional;
}

void require_sensible(const NormOptions& options, int units) {
    const auto name = norm_name(options.kind);
    if (options.groups < 1 || units % options.groups != 0)
        throw std::invalid_argument(fmt::format("{} with {} groups: the groups must divide the {} units",
                                                name, options.groups, units));
    const bool of_groups = options.kind == NormKind::group_norm || options.kind == NormKind::cond_group_norm;
    if (of_groups && units == options.groups)
        throw std::invalid_argument(fmt::format(
            "{} with {} groups of one unit: its output would be the shift alone, take fewer groups", name,
            options.groups));
    if (options.mixing && !(*options.mixing >= 0.0 && *options.mixing < 1.0))
        throw std::invalid_argument(
            fmt::format("{}: mixing {} must be at least 0 and below 1", name, *options.mixing));
    if (options.ghost < 0 || (options.ghost > 0 && !has_ghosts(options.kind)))
        throw std::invalid_argument(fmt::format(
            "{} with ghost batches of {}: they are for batch_norm, cond_batch_norm, sandwich_bn and "
            "kalman_norm",
            name, options.ghost));
    if (!(options.epsilon > 0.0))
        throw std::invalid_argument(fmt::format("{}: epsilon must be positive", name));
}

template <class T>
std::unique_ptr<Normaliser<T>> make_normaliser(const NormOptions& options, const NormShape& shape) {
    require_sensible(options, shape.units);
    if constexpr (std::is_same_v<T, float>)
        return row_of(options.kind).make_float(options, shape);
    else
        return row_of(options.kind).make_double(options, shape);
}

template std::unique_ptr<Normaliser<float>> make_normaliser<float>(const NormOptions&, const NormShape&);
template std::unique_ptr<Normaliser<double>> make_normaliser<double>(const NormOptions&, const NormShape&);

}  // namespace glasscape
