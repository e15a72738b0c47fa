#include "commands/load_study.hpp"

#include <algorithm>
#include <stdexcept>

#include <fmt/format.h>

#include "glasscape/commands/row_commands.hpp"
#include "glasscape/sweep/sweep.hpp"

namespace glasscape::cli {
namespace {

void check_point(const Study& study, std::size_t index, const std::string& path) {
    try {
        check_parameters(study, study.point(index));
    } catch (const std::invalid_argument& error) {
        throw std::invalid_argument(
            fmt::format("{}: point {} of the grid: {}: {}; 'glasscape {} --help' "
                        "shows what it takes",
                        path, index, study.command.name, error.what(), study.command.name));
    }
}

// Axes at their first values but for one; as many positions of it as a reader would look through.
void check_axes(const Study& study, const std::string& path) {
    constexpr std::size_t most = 64;
    std::size_t stride = study.size();
    for (const auto& axis : study.axes) {
        stride /= axis.size();
        for (std::size_t i = 0; i < std::min(axis.size(), most); ++i)
            check_point(study, i * stride, path);
    }
    if (study.axes.empty()) check_point(study, 0, path);
}

}  // namespace

StudyDocument load_study(const std::string& path, bool quick) {
    auto document = parse_study_document(study_text(path), path, quick, row_commands());
    check_axes(document.study, path);
    return document;
}

}  // namespace glasscape::cli
