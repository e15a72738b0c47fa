#include "sweep/mpi/point_message.hpp"

#include <algorithm>
#include <type_traits>

#include <nlohmann/json.hpp>

#include "glasscape/table/sidecar.hpp"

namespace glasscape {

using Json = nlohmann::json;

namespace {

// A cell as itself: null, a number, a truth value or a text.
Json json_of(const Cell& cell) {
    return std::visit(
        [](const auto& value) {
            if constexpr (std::is_same_v<std::decay_t<decltype(value)>, std::monostate>)
                return Json();
            else
                return Json(value);
        },
        cell);
}

Cell cell_of_json(const Json& json, ColumnType type) {
    if (json.is_null()) return std::monostate{};
    if (type == ColumnType::real) return json.get<double>();
    if (type == ColumnType::integer) return json.get<std::int64_t>();
    if (type == ColumnType::boolean) return json.get<bool>();
    return json.get<std::string>();
}

}  // namespace

std::vector<std::uint8_t> pack(const PointResult& result) {
    const auto& columns = result.table.columns();
    auto rows = Json::array();
    for (const auto& row : result.table.rows()) {
        auto& cells = rows.emplace_back(Json::array());
        for (const auto& cell : row)
            cells.push_back(json_of(cell));
    }
    const Json json{{"id", Json::binary({result.id.begin(), result.id.end()})},
                    {"parameters", result.parameters},
                    {"seed", result.seed},
                    {"done", result.status == PointStatus::done},
                    {"attempts", result.attempts},
                    {"host", result.host},
                    {"revision", result.revision},
                    {"wall_seconds", result.wall_seconds},
                    {"error", result.error},
                    {"notes", result.notes},
                    {"columns", columns.empty() ? std::string() : columns_json(columns)},
                    {"rows", std::move(rows)}};
    return Json::to_msgpack(json);
}

PointResult unpack(const std::vector<std::uint8_t>& message) {
    const auto json = Json::from_msgpack(message);
    PointResult result;
    const auto& id = json.at("id").get_binary();
    std::copy_n(id.begin(), std::min(id.size(), result.id.size()), result.id.begin());
    json.at("parameters").get_to(result.parameters);
    json.at("seed").get_to(result.seed);
    result.status = json.at("done").get<bool>() ? PointStatus::done : PointStatus::failed;
    json.at("attempts").get_to(result.attempts);
    json.at("host").get_to(result.host);
    json.at("revision").get_to(result.revision);
    json.at("wall_seconds").get_to(result.wall_seconds);
    json.at("error").get_to(result.error);
    json.at("notes").get_to(result.notes);
    const auto description = json.at("columns").get<std::string>();
    if (!description.empty()) result.table = Table(columns_of_json(description));
    const auto& columns = result.table.columns();
    for (const auto& row : json.at("rows")) {
        std::vector<Cell> cells;
        for (std::size_t c = 0; c < columns.size(); ++c)
            cells.push_back(cell_of_json(row.at(c), columns[c].type));
        result.table.add_row(std::move(cells));
    }
    return result;
}

}  // namespace glasscape
