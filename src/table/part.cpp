#include "glasscape/table/part.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <unistd.h>

#include "glasscape/core/hash.hpp"
#include "glasscape/core/parse.hpp"
#include "glasscape/core/stop_point.hpp"
#include "glasscape/core/version.hpp"
#include "glasscape/table/whole_file.hpp"

namespace glasscape {
namespace {

constexpr std::size_t own_columns = 3;  // unit, unit_rows, unit_hash

// Seconds between two writes.
double pause_between_writes() {
    const char* text = std::getenv("GLASSCAPE_PART_SECONDS");
    const auto seconds = text == nullptr ? std::nullopt : parse_real(text);
    return seconds && *seconds >= 0.0 ? *seconds : 60.0;
}

std::string joined(const std::vector<std::string>& fields, std::size_t from) {
    std::string line;
    for (std::size_t i = from; i < fields.size(); ++i)
        line += (i == from ? "" : ",") + csv_field(fields[i]);
    return line + "\n";
}

// The lines of a CSV that are whole: ended, and with as many fields as the header.
CsvText whole_lines(const std::string& text, const std::string& path) {
    const auto end = text.find('\n');
    if (end == std::string::npos)
        throw std::invalid_argument(
            fmt::format("'{}' is cut short in its header: drop it with --overwrite", path));
    const auto header = text.substr(0, end + 1);
    CsvText csv = parse_csv(header, path);
    for (std::size_t at = end + 1, next = 0; (next = text.find('\n', at)) != std::string::npos;
         at = next + 1) {
        try {
            auto line = parse_csv(header + text.substr(at, next + 1 - at), path);
            if (line.rows.size() == 1) csv.rows.push_back(std::move(line.rows.front()));
        } catch (const std::invalid_argument&) {
            continue;  // a damaged line: its unit is not whole
        }
    }
    return csv;
}

Fingerprint fingerprint_in(const std::string& path) {
    if (!std::filesystem::exists(path))
        throw std::invalid_argument(
            fmt::format("there is no '{}' to say what made the part: drop the part with --overwrite", path));
    const auto json = nlohmann::ordered_json::parse(read_file(path), nullptr, false);
    Fingerprint fingerprint;
    if (json.is_object() && json.contains("made_by") && json.at("made_by").is_object())
        for (const auto& [name, value] : json.at("made_by").items())
            fingerprint.emplace_back(name, value.is_string() ? value.get<std::string>() : value.dump());
    if (fingerprint.empty())
        throw std::invalid_argument(
            fmt::format("'{}' does not say what made the part: drop the part with --overwrite", path));
    return fingerprint;
}

// Row numbers of each unit, in the order in which the units appear.
std::vector<std::pair<std::string, std::vector<std::size_t>>> rows_by_unit(const CsvText& csv) {
    std::vector<std::pair<std::string, std::vector<std::size_t>>> units;
    std::map<std::string, std::size_t> place;
    for (std::size_t row = 0; row < csv.rows.size(); ++row) {
        const auto& name = csv.rows[row][0];
        const auto [found, is_new] = place.emplace(name, units.size());
        if (is_new) units.push_back({name, {}});
        units[found->second].second.push_back(row);
    }
    return units;
}

}  // namespace

std::string first_difference(const Fingerprint& there, const Fingerprint& here) {
    const auto value = [](const Fingerprint& list, const std::string& name) {
        const auto found =
            std::find_if(list.begin(), list.end(), [&](const auto& entry) { return entry.first == name; });
        return found == list.end() ? std::optional<std::string>() : found->second;
    };
    const auto sentence = [](const std::string& name, const std::optional<std::string>& a,
                             const std::optional<std::string>& b) {
        return fmt::format("{} is {} there and {} here", name, a.value_or("not given"),
                           b.value_or("not given"));
    };
    for (const auto& [name, mine] : here)
        if (const auto theirs = value(there, name); theirs != mine) return sentence(name, theirs, mine);
    for (const auto& [name, theirs] : there)
        if (!value(here, name)) return sentence(name, theirs, std::nullopt);
    return "";
}

Part::Part(const std::string& path, Fingerprint made_by, std::vector<Column> columns)
    : path_(path.empty() || is_written_straight(path) ? "" : path + ".part"),
      made_by_(std::move(made_by)),
      columns_({{"unit", ColumnType::text, "", "name of the unit of work"},
                {"unit_rows", ColumnType::integer, "1", "rows of the unit"},
                {"unit_hash", ColumnType::text, "", "hash of what made the unit and of its rows"}}),
      journal_(path_ + ".journal", origin()),
      pause_seconds_(pause_between_writes()) {
    columns_.insert(columns_.end(), columns.begin(), columns.end());
}

bool Part::exists() const {
    return !path_.empty() && std::filesystem::exists(path_);
}

std::string Part::origin() const {
    std::string text;
    for (const auto& [key, value] : made_by_)
        text.append(key).append(" = ").append(value).append("\n");
    return text;
}

std::string Part::hash_of_unit(const std::string& name, const std::string& rows) const {
    return to_text(hash_of(origin() + name + "\n" + rows));
}

std::map<std::string, CsvText> Part::resume() {
    std::map<std::string, CsvText> whole;
    if (!exists()) return whole;
    require_same_origin();
    journal_.resume();
    const auto csv = whole_lines(read_file(path_), path_);
    std::vector<std::string> expected;
    for (const auto& column : columns_)
        expected.push_back(column.name);
    if (csv.header != expected)
        throw std::invalid_argument(
            fmt::format("'{}' has other columns than this run makes: drop it with --overwrite", path_));
    for (const auto& [name, rows] : rows_by_unit(csv)) {
        CsvText unit{{csv.header.begin() + own_columns, csv.header.end()}, {}};
        std::string text;
        std::string lines;
        for (const auto row : rows) {
            text += joined(csv.rows[row], own_columns);
            lines += joined(csv.rows[row], 0);
            unit.rows.emplace_back(csv.rows[row].begin() + own_columns, csv.rows[row].end());
        }
        const auto& first = csv.rows[rows.front()];
        if (first[1] != std::to_string(rows.size()) || first[2] != hash_of_unit(name, text)) {
            ++broken_;
            continue;
        }
        units_.push_back({name, lines});
        whole.emplace(name, std::move(unit));
    }
    return whole;
}

void Part::require_same_origin() const {
    const auto difference = first_difference(fingerprint_in(path_ + ".json"), made_by_);
    if (!difference.empty())
        throw std::invalid_argument(fmt::format(
            "'{}' was made by another run: {}; give the parameters it was made with, or another --out, or "
            "drop it with --overwrite",
            path_, difference));
}

void Part::keep(const std::string& unit, const Table& rows) {
    reach_stop_point("unit");
    if (path_.empty()) return;
    const auto hash = hash_of_unit(unit, to_csv_rows(rows));
    Table lines(columns_);
    for (const auto& row : rows.rows()) {
        std::vector<Cell> cells{unit, static_cast<std::int64_t>(rows.rows().size()), hash};
        cells.insert(cells.end(), row.begin(), row.end());
        lines.add_row(std::move(cells));
    }
    const std::lock_guard lock(mutex_);
    units_.push_back({unit, to_csv_rows(lines)});
    if (watch_.seconds() - last_write_ < pause_seconds_) return;
    try {
        write_now();
    } catch (const std::runtime_error&) {
        return;  // a full disk may have room again; the write at the end of the run reports
    }
    reach_stop_point("part");
}

bool Part::is_due() {
    const std::lock_guard lock(mutex_);
    return !path_.empty() && watch_.seconds() - last_write_ >= pause_seconds_;
}

bool Part::append(const std::function<void(const Journal::Sink&)>& write_block) {
    if (path_.empty()) return false;
    try {
        const std::lock_guard lock(mutex_);
        last_write_ = watch_.seconds();
        if (!exists()) write_now();
        journal_.append(write_block);
    } catch (const std::runtime_error&) {
        return false;
    }
    reach_stop_point("part");
    return true;
}

void Part::write() {
    const std::lock_guard lock(mutex_);
    if (!units_.empty() || journal_.blocks() > 0) write_now();
}

std::string Part::described() const {
    nlohmann::ordered_json json;
    json["made_by"] = nlohmann::ordered_json::object();
    for (const auto& [name, value] : made_by_)
        json["made_by"][name] = value;
    json["version"] = build_info().version;
    json["revision"] = build_info().revision;
    json["host"] = host_name();
    return json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

void Part::write_now() {
    if (path_.empty()) return;
    last_write_ = watch_.seconds();
    std::string text = to_csv(Table(columns_));
    for (const auto& unit : units_)
        text += unit.rows;
    write_whole_file(path_ + ".json", described());
    write_whole_file(path_, text);
}

void Part::remove() {
    if (path_.empty()) return;
    unlink(path_.c_str());
    unlink((path_ + ".json").c_str());
    journal_.remove();
}

}  // namespace glasscape
