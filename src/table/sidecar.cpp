#include "glasscape/table/sidecar.hpp"

#include <ctime>
#include <stdexcept>

#include <fmt/chrono.h>
#include <nlohmann/json.hpp>
#include <unistd.h>

#include "glasscape/core/version.hpp"
#include "glasscape/table/csv.hpp"
#include "glasscape/table/whole_file.hpp"

namespace glasscape {
namespace {

std::string type_name(ColumnType type) {
    switch (type) {
        case ColumnType::integer:
            return "integer";
        case ColumnType::real:
            return "real";
        case ColumnType::boolean:
            return "boolean";
        case ColumnType::text:
            return "text";
    }
    return "";
}

std::string shell_word(const std::string& word) {
    const std::string safe = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789@%+=:,./-_";
    if (!word.empty() && word.find_first_not_of(safe) == std::string::npos) return word;
    std::string out = "'";
    for (const char c : word)
        out += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return out + "'";
}

ColumnType type_named(const std::string& name) {
    for (const auto type : {ColumnType::integer, ColumnType::real, ColumnType::text, ColumnType::boolean})
        if (type_name(type) == name) return type;
    throw std::invalid_argument("'" + name + "' is no type of a column");
}

nlohmann::ordered_json described(const std::vector<Column>& columns) {
    auto list = nlohmann::ordered_json::array();
    for (const auto& column : columns)
        list.push_back({{"name", column.name},
                        {"type", type_name(column.type)},
                        {"unit", column.unit},
                        {"meaning", column.meaning}});
    return list;
}

}  // namespace

std::string columns_json(const std::vector<Column>& columns) {
    return described(columns).dump();
}

std::vector<Column> columns_of_json(const std::string& text) {
    const auto list = nlohmann::json::parse(text, nullptr, false);
    if (!list.is_array()) throw std::invalid_argument("the description of the columns is no JSON list");
    std::vector<Column> columns;
    for (const auto& item : list)
        columns.push_back({item.value("name", ""), type_named(item.value("type", "")), item.value("unit", ""),
                           item.value("meaning", "")});
    return columns;
}

std::string shell_command(const std::vector<std::string>& arguments) {
    std::string line;
    for (const auto& word : arguments)
        line += (line.empty() ? "" : " ") + shell_word(word);
    return line;
}

std::string sidecar_json(const std::vector<Column>& columns, std::size_t rows, const Provenance& provenance) {
    const auto build = build_info();
    nlohmann::ordered_json json;
    json["command"] = shell_command(provenance.command);
    json["arguments"] = provenance.command;
    json["version"] = build.version;
    json["revision"] = build.revision;
    json["compiler"] = build.compiler;
    json["build_type"] = build.build_type;
    json["seed"] = provenance.seed;
    json["backend"] = provenance.backend;
    json["threads"] = provenance.threads;
    json["host"] = host_name();
    json["processor"] = processor_name();
    json["time"] = fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::time(nullptr)));
    json["wall_seconds"] = provenance.wall_seconds;
    json["notes"] = provenance.notes;
    json["rows"] = rows;
    json["columns"] = described(columns);
    return json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

void write_table(const Table& table, const Provenance& provenance, const std::string& path) {
    const bool straight = is_written_straight(path);
    if (!straight)
        write_whole_file(path + ".json", sidecar_json(table.columns(), table.rows().size(), provenance));
    try {
        write_whole_file(path, to_csv(table));
    } catch (const std::runtime_error&) {
        if (!straight) unlink((path + ".json").c_str());
        throw;
    }
}

}  // namespace glasscape
