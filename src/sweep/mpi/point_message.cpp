#include "sweep/mpi/point_message.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

namespace glasscape {

using Json = nlohmann::json;

std::vector<std::uint8_t> pack(const PointResult& result) {
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
                    {"columns", result.columns},
                    {"rows", result.rows}};
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
    json.at("columns").get_to(result.columns);
    json.at("rows").get_to(result.rows);
    return result;
}

}  // namespace glasscape
