#include "report/figure_template.hpp"

#include <algorithm>
#include <sstream>
#include <stdexcept>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "report/report_parts.hpp"

namespace glasscape {
namespace {

std::vector<std::string> header_words(const std::string& script, const std::string& key) {
    const auto start = script.find("# " + key + ":");
    if (start == std::string::npos) return {};
    std::istringstream line(
        script.substr(start + key.size() + 3, script.find('\n', start) - start - key.size() - 3));
    std::vector<std::string> words;
    for (std::string word; line >> word;)
        words.push_back(word);
    return words;
}

bool fits(const FigureTemplate& candidate, const CsvText& csv) {
    return std::all_of(candidate.needs.begin(), candidate.needs.end(),
                       [&](const std::string& column) { return has_values(csv, column); }) &&
           std::none_of(candidate.without.begin(), candidate.without.end(),
                        [&](const std::string& column) { return has_values(csv, column); });
}

bool varies(const FigureTemplate& candidate, const CsvText& csv) {
    return std::all_of(candidate.varies.begin(), candidate.varies.end(), [&](const std::string& column) {
        return std::any_of(csv.rows.begin(), csv.rows.end(), [&](const auto& row) {
            return row[static_cast<std::size_t>(csv.find(column))] != csv.at(0, column);
        });
    });
}

FigureTemplate template_of(const std::string& file, const std::string& script) {
    const auto log = header_words(script, "log");
    return {file.substr(0, file.size() - 3), script,
            header_words(script, "needs"),   header_words(script, "without"),
            header_words(script, "varies"),  header_words(script, "text"),
            header_words(script, "series"),  header_words(script, "panel"),
            log.empty() ? "" : log.front(),  !header_words(script, "marks").empty()};
}

}  // namespace

bool has_values(const CsvText& csv, const std::string& column) {
    const int position = csv.find(column);
    return position >= 0 && std::any_of(csv.rows.begin(), csv.rows.end(), [&](const auto& row) {
               return !row[static_cast<std::size_t>(position)].empty();
           });
}

std::vector<FigureTemplate> all_figure_templates() {
    std::vector<FigureTemplate> list;
    for (const auto& [file, script] : report_parts())
        if (file.ends_with(".gp") && file != "style.gp" && file != "layout.gp")
            list.push_back(template_of(file, script));
    std::stable_sort(list.begin(), list.end(), [](const FigureTemplate& a, const FigureTemplate& b) {
        return a.needs.size() > b.needs.size();
    });
    return list;
}

std::vector<std::string> figure_templates() {
    std::vector<std::string> names;
    for (const auto& candidate : all_figure_templates())
        names.push_back(candidate.name);
    std::sort(names.begin(), names.end());
    return names;
}

FigureTemplate choose_template(const CsvText& csv, const std::string& path, const FigureOptions& options) {
    const auto& name = options.template_name;
    for (const auto& candidate : all_figure_templates()) {
        if (candidate.name != name && (!name.empty() || candidate.name == "xy")) continue;
        if (fits(candidate, csv) && (!name.empty() || varies(candidate, csv))) return candidate;
        if (!name.empty())
            throw std::invalid_argument(fmt::format("{}: template '{}' needs values in the columns {}", path,
                                                    name, fmt::join(candidate.needs, ", ")));
    }
    if (!name.empty())
        throw std::invalid_argument(fmt::format("there is no plot template '{}'; templates are {}", name,
                                                fmt::join(figure_templates(), ", ")));
    throw std::invalid_argument(
        fmt::format("{}: no plot template knows the columns {}", path, fmt::join(csv.header, ", ")));
}

}  // namespace glasscape
