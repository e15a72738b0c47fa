#include "glasscape/table/sidecar.hpp"

#include <stdexcept>

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

}  // namespace

std::string shell_command(const std::vector<std::string>& arguments) {
    std::string line;
    for (const auto& word : arguments)
        line += (line.empty() ? "" : " ") + shell_word(word);
    return line;
}

std::string sidecar_json(const Table& table, const Provenance& provenance) {
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
    json["wall_seconds"] = provenance.wall_seconds;
    json["notes"] = provenance.notes;
    json["rows"] = table.rows().size();
    auto& columns = json["columns"] = nlohmann::ordered_json::array();
    for (const auto& column : table.columns())
        columns.push_back({{"name", column.name},
                           {"type", type_name(column.type)},
                           {"unit", column.unit},
                           {"meaning", column.meaning}});
    return json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

void write_table(const Table& table, const Provenance& provenance, const std::string& path) {
    const bool special = is_special_file(path);
    if (!special) write_whole_file(path + ".json", sidecar_json(table, provenance));
    try {
        write_whole_file(path, to_csv(table));
    } catch (const std::runtime_error&) {
        if (!special) unlink((path + ".json").c_str());
        throw;
    }
}

}  // namespace glasscape
