#include "study_commands.hpp"

#include <algorithm>
#include <stdexcept>

#include <fmt/format.h>

#include "glasscape/table/csv.hpp"

#include "cli.hpp"

namespace glasscape::cli {
namespace {

const std::vector<std::pair<std::string, std::vector<StudyTable>>>& tables() {
    static const std::vector<std::pair<std::string, std::vector<StudyTable>>> list{
        {"mixture", {{"rows", ""}}},
        {"complexity", {{"rows", ""}}},
        {"thresholds", {{"rows", ""}}},
        {"count", {{"rows", ""}, {"points", "--points=points"}}},
        {"descend", {{"rows", ""}}},
        {"train", {{"history", "--out=captured"}, {"layers", "--out=captured"}, {"depth", "--out=captured"}}},
        {"depth", {{"rows", ""}}},
        {"compare counts", {{"rows", ""}, {"profile", "--profile=profile"}}},
        {"compare depth", {{"rows", ""}, {"changes", "--changes=changes"}}}};
    return list;
}

// Axes at their first values but for one; as many positions of it as a reader would look through.
void check_axes(const Study& study, const std::string& path) {
    constexpr std::size_t most = 64;
    std::size_t stride = study.size();
    for (const auto& axis : study.axes) {
        stride /= axis.size();
        for (std::size_t i = 0; i < std::min(axis.size(), most); ++i) {
            const auto point = study.point(i * stride);
            try {
                check_arguments(point.arguments);
            } catch (const std::invalid_argument& error) {
                throw std::invalid_argument(
                    fmt::format("{}: point {} of the grid: {}", path, i * stride, error.what()));
            }
        }
    }
    if (study.axes.empty()) check_arguments(study.point(0).arguments);
}

}  // namespace

std::vector<StudyCommand> study_commands() {
    std::vector<StudyCommand> commands;
    for (const auto& [name, made] : tables()) {
        auto parameters = parameters_of(name);
        commands.push_back({name, std::move(parameters.arguments), std::move(parameters.options), made});
    }
    return commands;
}

Study load_study(const std::string& path, bool quick) {
    auto study = parse_study(read_file(path), path, quick, study_commands());
    check_axes(study, path);
    return study;
}

PointRunner point_runner(const Study& study, const std::string& backend) {
    return [&study, backend](const StudyPoint& point) {
        auto arguments = point.arguments;
        if (backend != "auto") arguments.push_back("--backend=" + backend);
        auto captured = run_captured(arguments);
        for (auto& [name, table] : captured.tables)
            if (name == study.table.name) return PointTable{std::move(table), std::move(captured.notes)};
        throw std::logic_error(
            fmt::format("'{}' made no table \"{}\"", study.command.name, study.table.name));
    };
}

}  // namespace glasscape::cli
