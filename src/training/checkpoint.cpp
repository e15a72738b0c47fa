#include "training/checkpoint.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstring>
#include <limits>
#include <stdexcept>

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <zlib.h>

#include "training/safetensors.hpp"

namespace glasscape {
namespace {

using nlohmann::json;

constexpr const char* version_key = "glasscape_checkpoint";
constexpr const char* head_key = "glasscape_head";
constexpr const char* checksum_key = "crc32";
constexpr const char* version = "3";

// Of version 2.
constexpr std::string_view old_magic = "GLASSCAPE-CHECKPOINT\n";
constexpr std::uint32_t old_version = 2;
constexpr std::size_t old_prefix = old_magic.size() + sizeof(std::uint32_t) + sizeof(std::uint64_t);

[[noreturn]] void refuse_checkpoint(const std::string& origin, const std::string& why) {
    throw std::invalid_argument(fmt::format("{}: {}", origin, why));
}

template <class Number>
Number number_at(std::string_view bytes, std::size_t at) {
    Number value;
    std::memcpy(&value, bytes.data() + at, sizeof value);
    return value;
}

std::uint32_t checksum(std::string_view bytes, uLong begin = crc32_z(0, nullptr, 0)) {
    return static_cast<std::uint32_t>(
        crc32_z(begin, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size()));
}

/// Of the head and all arrays with their names and shapes.
std::string checksum_of(const std::string& head, const StoredArrays& stored) {
    auto crc = checksum(head);
    for (const auto& array : stored.arrays)
        crc = checksum(array.bytes, checksum(fmt::format("{} {} {} {} ", array.name, array.rows,
                                                         array.columns, array.double_precision),
                                             crc));
    return fmt::format("{:08x}", crc);
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

/// Under a key that older checkpoints lack.
std::vector<double> numbers_or_none(const json& value, const char* key) {
    return value.contains(key) ? numbers_of(value.at(key)) : std::vector<double>();
}

json to_json(const OutputSpectrum& spectrum) {
    json layers = json::array();
    for (const auto& layer : spectrum.layers)
        layers.push_back({layer.factor, layer.openness, layer.rms_weight, layer.gain, layer.beta});
    return {{"shares", spectrum.shares},
            {"signed_shares", spectrum.signed_shares},
            {"cross", spectrum.cross},
            {"residual", spectrum.residual},
            {"layers", layers},
            {"centred_shares", spectrum.centred.shares},
            {"centred_signed_shares", spectrum.centred.signed_shares},
            {"centred_cross", spectrum.centred.cross}};
}

OutputSpectrum output_of(const json& value) {
    OutputSpectrum spectrum{
        numbers_of(value.at("shares")),
        numbers_of(value.at("signed_shares")),
        number_of(value.at("cross")),
        number_of(value.at("residual")),
        {},
        {numbers_or_none(value, "centred_shares"), numbers_or_none(value, "centred_signed_shares"),
         number_of(value.value("centred_cross", json()))}};
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
                             {"input_shares", record.gradient->input.shares},
                             {"signed_input_shares", record.gradient->input.signed_shares},
                             {"input_cross", record.gradient->input.cross}};
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
    if (value.contains("gradient")) {
        const auto& gradient = value.at("gradient");
        record.gradient = GradientSpectrum{
            numbers_of(gradient.at("weight_shares")),
            {numbers_of(gradient.at("input_shares")), numbers_or_none(gradient, "signed_input_shares"),
             number_of(gradient.value("input_cross", json()))}};
    }
    return record;
}

/// Every array of the run, in a fixed order.
template <class T>
std::vector<Parameter<T>> arrays_of(TrainingRun<T>& run) {
    auto arrays = run.parameters();
    for (auto list : {run.buffers(), run.optimiser().state()})
        arrays.insert(arrays.end(), list.begin(), list.end());
    return arrays;
}

struct Contents {
    json head;
    std::vector<StoredArray> arrays;
};

Contents old_contents(std::string_view bytes, const std::string& origin) {
    if (bytes.size() < old_prefix + sizeof(std::uint32_t)) refuse_checkpoint(origin, "is cut short");
    const auto found = number_at<std::uint32_t>(bytes, old_magic.size());
    if (found != old_version)
        refuse_checkpoint(origin,
                          fmt::format("is a checkpoint of version {}, this program reads 2 and 3", found));
    const auto length = number_at<std::uint64_t>(bytes, old_magic.size() + sizeof(std::uint32_t));
    const auto body = bytes.size() - sizeof(std::uint32_t);
    if (length > body - old_prefix ||
        checksum(bytes.substr(0, body)) != number_at<std::uint32_t>(bytes, body))
        refuse_checkpoint(origin, "is damaged or cut short: its checksum does not fit");
    Contents contents{json::parse(bytes.substr(old_prefix, static_cast<std::size_t>(length))), {}};
    const bool is_double = contents.head.at("precision") == "double";
    auto rest = bytes.substr(0, body).substr(old_prefix + static_cast<std::size_t>(length));
    for (const auto& entry : contents.head.at("arrays")) {
        StoredArray array{entry.at(0), is_double, entry.at(1), entry.at(2), {}};
        const auto size = static_cast<std::size_t>(array.rows * array.columns) * (is_double ? 8U : 4U);
        array.bytes = rest.substr(0, size);
        rest.remove_prefix(std::min(size, rest.size()));
        contents.arrays.push_back(std::move(array));
    }
    return contents;
}

Contents contents_of(std::string_view bytes, const std::string& origin) {
    if (bytes.substr(0, old_magic.size()) == old_magic) return old_contents(bytes, origin);
    StoredArrays stored;
    try {
        stored = decode_safetensors(bytes, origin);
    } catch (const std::invalid_argument&) {
        refuse_checkpoint(origin, "is not a checkpoint of glasscape, or is damaged or cut short");
    }
    const auto text_of = [&](const char* key) {
        const auto found = stored.metadata.find(key);
        return found == stored.metadata.end() ? std::string() : found->second;
    };
    const auto found = text_of(version_key);
    if (found.empty()) refuse_checkpoint(origin, "is not a checkpoint of glasscape");
    if (found != version)
        refuse_checkpoint(origin,
                          fmt::format("is a checkpoint of version {}, this program reads 2 and 3", found));
    const auto head = text_of(head_key);
    if (text_of(checksum_key) != checksum_of(head, stored))
        refuse_checkpoint(origin, "is damaged or cut short: its checksum does not fit");
    return {json::parse(head), std::move(stored.arrays)};
}

template <class From, class T>
void copy_numbers(const StoredArray& from, const Parameter<T>& to) {
    for (int i = 0; i < to.rows; ++i)
        for (int j = 0; j < to.columns; ++j)
            to.values[std::ptrdiff_t{i} * to.stride + j] = static_cast<T>(number_at<From>(
                from.bytes,
                sizeof(From) * (static_cast<std::size_t>(i) * static_cast<std::size_t>(to.columns) +
                                static_cast<std::size_t>(j))));
}

template <class T>
void copy_array(const StoredArray& from, const Parameter<T>& to) {
    if (from.double_precision)
        copy_numbers<double>(from, to);
    else
        copy_numbers<float>(from, to);
}

template <class T>
bool fits(const StoredArray& from, const Parameter<T>& to) {
    return from.name == to.name && from.rows == to.rows && from.columns == to.columns;
}

/// The numbers of all arrays one after the other, row by row without padding.
template <class T>
std::string packed(const std::vector<Parameter<T>>& arrays) {
    std::string bytes;
    for (const auto& array : arrays)
        for (int i = 0; i < array.rows; ++i)
            bytes.append(reinterpret_cast<const char*>(array.values + std::ptrdiff_t{i} * array.stride),
                         static_cast<std::size_t>(array.columns) * sizeof(T));
    return bytes;
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
              {"records", json::array()}};
    for (const auto& record : run.records())
        head["records"].push_back(to_json(record));
    const auto arrays = arrays_of(run);
    const auto bytes = packed(arrays);
    StoredArrays stored;
    std::size_t at = 0;
    for (const auto& array : arrays) {
        const auto size =
            static_cast<std::size_t>(array.rows) * static_cast<std::size_t>(array.columns) * sizeof(T);
        stored.arrays.push_back({array.name, sizeof(T) == 8, array.rows, array.columns,
                                 std::string_view(bytes).substr(at, size)});
        at += size;
    }
    const std::string text = head.dump();
    stored.metadata = {{version_key, version}, {head_key, text}, {checksum_key, checksum_of(text, stored)}};
    return encode_safetensors(stored);
}

CheckpointHead checkpoint_head(std::string_view bytes, const std::string& origin) {
    const auto head = contents_of(bytes, origin).head;
    return {{head.at("config"), head.at("data"), head.at("data_paths")},
            head.at("precision") == "double",
            head.at("seed"),
            head.at("step")};
}

template <class T>
void decode_checkpoint(std::string_view bytes, const std::string& origin, TrainingRun<T>& run) {
    const auto [head, stored] = contents_of(bytes, origin);
    auto arrays = arrays_of(run);
    const auto fits_run = [](const StoredArray& from, const Parameter<T>& to) {
        return fits(from, to) && from.double_precision == (sizeof(T) == 8);
    };
    if (!std::equal(stored.begin(), stored.end(), arrays.begin(), arrays.end(), fits_run))
        refuse_checkpoint(origin,
                          "holds other arrays than this network: it belongs to another configuration");
    for (std::size_t i = 0; i < arrays.size(); ++i)
        copy_array(stored[i], arrays[i]);
    std::vector<TrainingRecord> records;
    for (const auto& record : head.at("records"))
        records.push_back(record_of(record));
    run.restore(head.at("step"), std::move(records));
}

void read_weights(std::string_view bytes, const std::string& origin,
                  const std::vector<Parameter<double>>& parameters,
                  const std::vector<Parameter<double>>& buffers) {
    const bool is_old = bytes.substr(0, old_magic.size()) == old_magic;
    const auto stored =
        is_old ? old_contents(bytes, origin).arrays : decode_safetensors(bytes, origin).arrays;
    const auto read = [&](const Parameter<double>& array, bool needed) {
        const auto found = std::find_if(stored.begin(), stored.end(),
                                        [&](const StoredArray& one) { return one.name == array.name; });
        if (found == stored.end() && !needed) return;
        if (found == stored.end() || !fits(*found, array))
            refuse_checkpoint(
                origin, fmt::format("needs an array '{}' of {} x {} numbers (inputs x outputs "
                                    "of a layer){}",
                                    array.name, array.rows, array.columns,
                                    found == stored.end()
                                        ? ", there is none"
                                        : fmt::format(", it has {} x {}", found->rows, found->columns)));
        copy_array(*found, array);
    };
    for (const auto& array : parameters)
        read(array, true);
    for (const auto& array : buffers)
        read(array, array.is_weight);
}

template std::string encode_checkpoint<float>(TrainingRun<float>&, const CheckpointOrigin&);
template std::string encode_checkpoint<double>(TrainingRun<double>&, const CheckpointOrigin&);
template void decode_checkpoint<float>(std::string_view, const std::string&, TrainingRun<float>&);
template void decode_checkpoint<double>(std::string_view, const std::string&, TrainingRun<double>&);

}  // namespace glasscape
