#include "training/checkpoint.hpp"

#include <cmath>
#include <cstring>
#include <limits>
#include <stdexcept>

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <zlib.h>

namespace glasscape {
namespace {

using nlohmann::json;

constexpr std::string_view magic = "GLASSCAPE-CHECKPOINT\n";
constexpr std::uint32_t version = 2;
constexpr std::size_t prefix = magic.size() + sizeof(std::uint32_t) + sizeof(std::uint64_t);

[[noreturn]] void refuse_checkpoint(const std::string& origin, const std::string& why) {
    throw std::invalid_argument(fmt::format("{}: {}", origin, why));
}

template <class Number>
void append(std::string& bytes, Number value) {
    bytes.append(reinterpret_cast<const char*>(&value), sizeof value);
}

template <class Number>
Number number_at(std::string_view bytes, std::size_t at) {
    Number value;
    std::memcpy(&value, bytes.data() + at, sizeof value);
    return value;
}

std::uint32_t checksum(std::string_view bytes) {
    auto crc = crc32_z(0, nullptr, 0);
    crc = crc32_z(crc, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size());
    return static_cast<std::uint32_t>(crc);
}

/// JSON has no infinities; what is not finite becomes null and comes back as NaN.
double number_of(const json& value) {
    return value.is_null() ? std::numeric_limits<double>::quiet_NaN() : value.get<double>();
}
std::vector<double> numbers_of(const json& list) {
    std::vector<double> values;
    for (const auto& value : list)
        values.push_back(number_of(value));
    return values;
}

json to_json(const OutputSpectrum& spectrum) {
    json layers = json::array();
    for (const auto& layer : spectrum.layers)
        layers.push_back({layer.factor, layer.openness, layer.rms_weight, layer.gain, layer.beta});
    return {{"shares", spectrum.shares},
            {"signed_shares", spectrum.signed_shares},
            {"cross", spectrum.cross},
            {"residual", spectrum.residual},
            {"layers", layers}};
}

OutputSpectrum output_of(const json& value) {
    OutputSpectrum spectrum{numbers_of(value.at("shares")),
                            numbers_of(value.at("signed_shares")),
                            number_of(value.at("cross")),
                            number_of(value.at("residual")),
                            {}};
    for (const auto& layer : value.at("layers"))
        spectrum.layers.push_back({number_of(layer.at(0)), number_of(layer.at(1)), number_of(layer.at(2)),
                                   number_of(layer.at(3)), number_of(layer.at(4))});
    return spectrum;
}

json to_json(const TrainingRecord& record) {
    json value{{"step", record.step},
               {"training_loss", record.training_loss},
               {"test_loss", record.test_loss},
               {"test_accuracy", record.test_accuracy},
               {"running_accuracy", record.running_accuracy},
               {"weight_norm", record.weight_norm},
               {"layer_norms", record.layer_norms},
               {"scales", record.scales}};
    if (record.output) value["output"] = to_json(*record.output);
    if (record.gradient)
        value["gradient"] = {{"weight_shares", record.gradient->weight_shares},
                             {"input_shares", record.gradient->input_shares}};
    return value;
}

TrainingRecord record_of(const json& value) {
    TrainingRecord record;
    record.step = value.at("step");
    record.training_loss = number_of(value.at("training_loss"));
    record.test_loss = number_of(value.at("test_loss"));
    record.test_accuracy = number_of(value.at("test_accuracy"));
    record.running_accuracy = number_of(value.at("running_accuracy"));
    record.weight_norm = number_of(value.at("weight_norm"));
    record.layer_norms = numbers_of(value.at("layer_norms"));
    record.scales = numbers_of(value.at("scales"));
    if (value.contains("output")) record.output = output_of(value.at("output"));
    if (value.contains("gradient"))
        record.gradient = GradientSpectrum{numbers_of(value.at("gradient").at("weight_shares")),
                                           numbers_of(value.at("gradient").at("input_shares"))};
    return record;
}

/// Every array of the run, in a fixed order.
template <class T>
std::vector<Parameter<T>> arrays_of(TrainingRun<T>& run) {
    auto arrays = run.network().parameters();
    for (auto list : {run.network().buffers(), run.optimiser().state()})
        arrays.insert(arrays.end(), list.begin(), list.end());
    return arrays;
}

/// The head, after all checks.
json checked_head(std::string_view bytes, const std::string& origin) {
    if (bytes.substr(0, magic.size()) != magic.substr(0, bytes.size()) || bytes.empty())
        refuse_checkpoint(origin, "is not a checkpoint of glasscape");
    if (bytes.size() < prefix + sizeof(std::uint32_t)) refuse_checkpoint(origin, "is cut short");
    const auto found = number_at<std::uint32_t>(bytes, magic.size());
    if (found != version)
        refuse_checkpoint(origin, fmt::format("is a checkpoint of version {}, this program reads version {}",
                                              found, version));
    const auto length = number_at<std::uint64_t>(bytes, magic.size() + sizeof(std::uint32_t));
    const auto body = bytes.size() - sizeof(std::uint32_t);
    if (length > body - prefix || checksum(bytes.substr(0, body)) != number_at<std::uint32_t>(bytes, body))
        refuse_checkpoint(origin, "is damaged or cut short: its checksum does not fit");
    return json::parse(bytes.substr(prefix, static_cast<std::size_t>(length)));
}

}  // namespace

template <class T>
std::string encode_checkpoint(TrainingRun<T>& run, const CheckpointOrigin& origin) {
    json head{{"config", origin.config},
              {"data", origin.data},
              {"data_paths", origin.data_paths},
              {"precision", sizeof(T) == 8 ? "double" : "float"},
              {"seed", run.seed()},
              {"step", run.step()},
              {"records", json::array()},
              {"arrays", json::array()}};
    for (const auto& record : run.records())
        head["records"].push_back(to_json(record));
    const auto arrays = arrays_of(run);
    for (const auto& array : arrays)
        head["arrays"].push_back({array.name, array.rows, array.columns});
    const std::string text = head.dump();
    std::string bytes(magic);
    append(bytes, version);
    append(bytes, static_cast<std::uint64_t>(text.size()));
    bytes += text;
    for (const auto& array : arrays)
        for (int i = 0; i < array.rows; ++i)
            bytes.append(reinterpret_cast<const char*>(array.values + std::ptrdiff_t{i} * array.stride),
                         static_cast<std::size_t>(array.columns) * sizeof(T));
    append(bytes, checksum(bytes));
    return bytes;
}

CheckpointHead checkpoint_head(std::string_view bytes, const std::string& origin) {
    const auto head = checked_head(bytes, origin);
    return {{head.at("config"), head.at("data"), head.at("data_paths")},
            head.at("precision") == "double",
            head.at("seed"),
            head.at("step")};
}

template <class T>
void decode_checkpoint(std::string_view bytes, const std::string& origin, TrainingRun<T>& run) {
    const auto head = checked_head(bytes, origin);
    auto arrays = arrays_of(run);
    const auto& stored = head.at("arrays");
    bool fits =
        stored.size() == arrays.size() && head.at("precision") == (sizeof(T) == 8 ? "double" : "float");
    std::size_t at = prefix + static_cast<std::size_t>(
                                  number_at<std::uint64_t>(bytes, magic.size() + sizeof(std::uint32_t)));
    std::size_t needed = at + sizeof(std::uint32_t);
    for (std::size_t i = 0; fits && i < arrays.size(); ++i) {
        fits = stored[i] == json({arrays[i].name, arrays[i].rows, arrays[i].columns});
        needed += static_cast<std::size_t>(arrays[i].rows) * static_cast<std::size_t>(arrays[i].columns) *
                  sizeof(T);
    }
    if (!fits || needed != bytes.size())
        refuse_checkpoint(origin,
                          "holds other arrays than this network: it belongs to another configuration");
    for (auto& array : arrays)
        for (int i = 0; i < array.rows; ++i) {
            const auto size = static_cast<std::size_t>(array.columns) * sizeof(T);
            std::memcpy(array.values + std::ptrdiff_t{i} * array.stride, bytes.data() + at, size);
            at += size;
        }
    std::vector<TrainingRecord> records;
    for (const auto& record : head.at("records"))
        records.push_back(record_of(record));
    run.restore(head.at("step"), std::move(records));
}

template std::string encode_checkpoint<float>(TrainingRun<float>&, const CheckpointOrigin&);
template std::string encode_checkpoint<double>(TrainingRun<double>&, const CheckpointOrigin&);
template void decode_checkpoint<float>(std::string_view, const std::string&, TrainingRun<float>&);
template void decode_checkpoint<double>(std::string_view, const std::string&, TrainingRun<double>&);

}  // namespace glasscape
