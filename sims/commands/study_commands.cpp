#include "commands/study_commands.hpp"

#include <algorithm>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <system_error>

#include <fmt/format.h>

#include "glasscape/core/hash.hpp"
#include "glasscape/table/csv.hpp"
#include "glasscape/training/datasets.hpp"
#include "glasscape/training/training_config.hpp"

#include "run/cli.hpp"

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

// Hashes of files, remembered while name, size and time of change stay.
class FileContents {
  public:
    template <class Read>
    std::string of(const std::string& value, const std::vector<std::string>& files, const Read& read) {
        std::string stamp = value;
        for (const auto& file : files) {
            std::error_code ignored;
            stamp += fmt::format("\n{} {} {}", file, std::filesystem::file_size(file, ignored),
                                 std::filesystem::last_write_time(file, ignored).time_since_epoch().count());
        }
        const std::lock_guard lock(mutex_);
        const auto known = known_.find(stamp);
        return known != known_.end() ? known->second : known_.emplace(stamp, read()).first->second;
    }

  private:
    std::mutex mutex_;
    std::map<std::string, std::string> known_;
};

std::string content_of_data(FileContents& files, const std::string& data) {
    const auto source = parse_data_source(data);
    return files.of(data, files_of(source), [&] { return content_of(source); });
}

// A configuration is what it says, with the content of its data unless others are given.
std::string content_of_config(FileContents& files, const std::string& name, bool other_data) {
    auto config = load_training_config(name);
    config.data = other_data ? "" : content_of_data(files, config.data);
    return to_text(hash_of(to_toml(config)));
}

StudyParameters contents_of(FileContents& files, const StudyParameters& parameters) {
    StudyParameters contents;
    const bool data = parameters.contains("data") && !parameters.at("data").empty();
    if (data) contents["data"] = content_of_data(files, parameters.at("data"));
    if (const auto config = parameters.find("config"); config != parameters.end() && !config->second.empty())
        contents["config"] = content_of_config(files, config->second, data);
    if (const auto checkpoint = parameters.find("CHECKPOINT"); checkpoint != parameters.end())
        contents["CHECKPOINT"] = files.of(checkpoint->second, {checkpoint->second},
                                          [&] { return to_text(hash_of_file(checkpoint->second)); });
    return contents;
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
    const auto files = std::make_shared<FileContents>();
    for (const auto& [name, made] : tables()) {
        auto parameters = parameters_of(name);
        commands.push_back({name, std::move(parameters.arguments), std::move(parameters.options), made,
                            [files](const StudyParameters& given) { return contents_of(*files, given); },
                            std::move(parameters.flags)});
    }
    return commands;
}

StudyDocument load_study(const std::string& path, bool quick) {
    auto document = parse_study_document(study_text(path), path, quick, study_commands());
    check_axes(document.study, path);
    return document;
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
