#include <algorithm>
#include <array>
#include <bit>
#include <stdexcept>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "glasscape/convolution/convolutional_network.hpp"

namespace glasscape {
namespace {

constexpr std::array<std::string_view, 7> branch_norms{"batch_norm", "group_norm",  "none",       "skip_init",
                                                       "fixup",      "paper_scale", "kalman_norm"};

void require_sensible_groups(const ConvolutionalOptions& options) {
    const bool has_ghosts = options.norm == BranchNorm::batch_norm || options.norm == BranchNorm::kalman_norm;
    if (options.ghost < 0 || (options.ghost > 0 && !has_ghosts))
        throw std::invalid_argument(fmt::format(
            "{} with ghost batches of {}: convolutional networks have them for batch_norm and kalman_norm",
            branch_norm_name(options.norm), options.ghost));
    if (options.mixing && !(*options.mixing >= 0.0 && *options.mixing < 1.0))
        throw std::invalid_argument(fmt::format("{}: mixing {} must be at least 0 and below 1",
                                                branch_norm_name(options.norm), *options.mixing));
    const bool one_width = options.widths.front() == options.widths.back();
    if (options.norm == BranchNorm::kalman_norm && options.transition == KalmanTransition::identity &&
        !one_width)
        throw std::invalid_argument(fmt::format(
            "an identity transition carries statistics from channel to channel, and the widths are {}: give "
            "one width for all stages, or norm_transition = \"layer\"",
            fmt::join(options.widths, ", ")));
}

}  // namespace

std::string_view branch_norm_name(BranchNorm norm) {
    return branch_norms[static_cast<std::size_t>(norm)];
}

BranchNorm branch_norm(std::string_view name) {
    const auto found = std::find(branch_norms.begin(), branch_norms.end(), name);
    if (found == branch_norms.end())
        throw std::invalid_argument(fmt::format("there is no normalisation '{}' of images: one of {}", name,
                                                fmt::join(branch_norms, ", ")));
    return static_cast<BranchNorm>(found - branch_norms.begin());
}

void require_sensible(const ConvolutionalOptions& options) {
    const auto& image = options.image;
    if (image.channels < 1 || image.height < 1 || image.width < 1)
        throw std::invalid_argument(
            fmt::format("images of {} channels, {} x {} pixels: each must be at least 1", image.channels,
                        image.height, image.width));
    const int longest = std::max(image.height, image.width);
    if (options.widths.empty() || options.blocks_per_stage < 1 || options.classes < 1)
        throw std::invalid_argument(
            fmt::format("a network of {} stages of {} blocks and {} classes: each must be at least 1",
                        options.widths.size(), options.blocks_per_stage, options.classes));
    for (std::size_t i = 0; i < options.widths.size(); ++i) {
        const int width = options.widths[i];
        if (width < 1 || (i > 0 && width < options.widths[i - 1]))
            throw std::invalid_argument(fmt::format(
                "widths {}: channels must be at least 1 and not fall from stage to stage, such as 16, 32, 64",
                fmt::join(options.widths, ", ")));
        if (options.norm == BranchNorm::group_norm && width % (width < 16 ? 2 : 8) != 0)
            throw std::invalid_argument(
                fmt::format("group_norm: {} channels are not divided by {}: widths below 16 have two groups, "
                            "others groups of 8 channels",
                            width, width < 16 ? 2 : 8));
    }
    const auto halvings = static_cast<int>(std::bit_width(static_cast<unsigned>(longest - 1)));
    if (static_cast<int>(options.widths.size()) - 1 > halvings)
        throw std::invalid_argument(
            fmt::format("{} stages: every stage but the first halves height and width, rounded up, and "
                        "images of {} are a "
                        "single pixel after {}: give at most {} widths",
                        options.widths.size(), to_text(image), halvings + 1, halvings + 1));
    if (options.norm == BranchNorm::fixup && options.block != BlockKind::original)
        throw std::invalid_argument("fixup is defined for original blocks: give block = \"original\"");
    require_sensible_groups(options);
}

ConvolutionalOptions with_ghost(ConvolutionalOptions options, int ghost) {
    options.mixing = mixing_without_ghost(options.mixing, options.ghost);
    options.ghost = ghost;
    return options;
}

}  // namespace glasscape
