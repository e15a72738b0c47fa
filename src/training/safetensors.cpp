#include "training/safetensors.hpp"

#include <algorithm>
#include <cstring>
#include <stdexcept>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace glasscape {
namespace {

using nlohmann::ordered_json;

constexpr const char* metadata_key = "__metadata__";
constexpr std::size_t length_size = sizeof(std::uint64_t);
constexpr std::int64_t longest_extent = std::int64_t{1} << 30;

[[noreturn]] void refuse_safetensors(const std::string& origin, const std::string& why) {
    throw std::invalid_argument(fmt::format("{}: is no safetensors file of matrices: {}", origin, why));
}

std::int64_t bytes_of(const StoredArray& array) {
    return array.rows * array.columns * (array.double_precision ? 8 : 4);
}

StoredArray array_of(const std::string& name, const ordered_json& entry, std::string_view data,
                     const std::string& origin) {
    const auto type = entry.at("dtype").get<std::string>();
    if (type != "F64" && type != "F32")
        refuse_safetensors(origin, fmt::format("'{}' holds {}, F32 or F64 is needed", name, type));
    const auto shape = entry.at("shape").get<std::vector<std::int64_t>>();
    bool sensible = shape.size() <= 2;
    for (const auto extent : shape)
        sensible = sensible && extent >= 0 && extent <= longest_extent;
    if (!sensible)
        refuse_safetensors(origin, fmt::format("'{}' has no shape of at most two dimensions", name));
    StoredArray array{
        name, type == "F64", shape.size() < 2 ? 1 : shape.front(), shape.empty() ? 1 : shape.back(), {}};
    const auto offsets = entry.at("data_offsets").get<std::vector<std::uint64_t>>();
    if (offsets.size() != 2 || offsets[0] > offsets[1] || offsets[1] > data.size() ||
        static_cast<std::int64_t>(offsets[1] - offsets[0]) != bytes_of(array))
        refuse_safetensors(origin, fmt::format("the bytes of '{}' are not all there", name));
    array.bytes = data.substr(offsets[0], offsets[1] - offsets[0]);
    return array;
}

}  // namespace

std::string encode_safetensors(const StoredArrays& stored) {
    ordered_json head;
    head[metadata_key] = stored.metadata;
    std::int64_t at = 0;
    for (const auto& array : stored.arrays) {
        const auto shape =
            array.rows == 1 ? ordered_json{array.columns} : ordered_json{array.rows, array.columns};
        head[array.name] = {{"dtype", array.double_precision ? "F64" : "F32"},
                            {"shape", shape},
                            {"data_offsets", {at, at + bytes_of(array)}}};
        at += bytes_of(array);
    }
    std::string text = head.dump();
    text.resize((text.size() + length_size - 1) / length_size * length_size, ' ');  // aligns the data
    const auto length = static_cast<std::uint64_t>(text.size());
    std::string bytes(reinterpret_cast<const char*>(&length), length_size);
    bytes += text;
    for (const auto& array : stored.arrays)
        bytes += array.bytes;
    return bytes;
}

StoredArrays decode_safetensors(std::string_view bytes, const std::string& origin) {
    std::uint64_t length = 0;
    if (bytes.size() < length_size) refuse_safetensors(origin, "it is too short");
    std::memcpy(&length, bytes.data(), length_size);
    if (length > bytes.size() - length_size) refuse_safetensors(origin, "its head is cut short");
    const auto text = bytes.substr(length_size, length);
    const auto data = bytes.substr(length_size + length);
    StoredArrays stored;
    try {
        const auto head = ordered_json::parse(text);
        for (const auto& [name, entry] : head.items())
            if (name == metadata_key)
                stored.metadata = entry.get<std::map<std::string, std::string>>();
            else
                stored.arrays.push_back(array_of(name, entry, data, origin));
    } catch (const ordered_json::exception&) {
        refuse_safetensors(origin, "its head cannot be read");
    }
    return stored;
}

}  // namespace glasscape
