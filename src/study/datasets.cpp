#include "glasscape/study/datasets.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <stdexcept>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "glasscape/core/parse.hpp"
#include "glasscape/table/csv.hpp"

namespace glasscape {
namespace {

[[noreturn]] void refuse(const std::string& file, const std::string& why) {
    throw std::invalid_argument(fmt::format("{}: {}", file, why));
}

std::vector<std::string> parts_of(std::string_view list) {
    std::vector<std::string> parts;
    for (const auto part : split(list, ','))
        parts.emplace_back(part);
    return parts;
}

}  // namespace

StoredPoints read_labelled_csv(const std::string& file, const std::string& label_column) {
    const auto csv = read_csv(file);
    const int column = csv.find(label_column);
    if (column < 0)
        refuse(file, fmt::format("has no column '{}': its columns are {}", label_column,
                                 fmt::join(csv.header, ", ")));
    if (csv.header.size() < 2) refuse(file, "has no column of features beside the labels");
    const auto label_at = static_cast<std::size_t>(column);
    std::set<std::string> names;
    for (const auto& row : csv.rows)
        names.insert(row[label_at]);
    // Numbers sort as numbers, so that labels 0..K-1 stay what they are.
    const bool numeric =
        std::all_of(names.begin(), names.end(), [](const auto& n) { return parse_integer(n).has_value(); });
    std::vector<std::string> ordered(names.begin(), names.end());
    if (numeric)
        std::sort(ordered.begin(), ordered.end(),
                  [](const auto& a, const auto& b) { return *parse_integer(a) < *parse_integer(b); });
    std::map<std::string, int> classes;
    for (std::size_t i = 0; i < ordered.size(); ++i)
        classes[ordered[i]] = static_cast<int>(i);
    StoredPoints points;
    points.inputs = static_cast<int>(csv.header.size()) - 1;
    points.classes = static_cast<int>(classes.size());
    for (std::size_t r = 0; r < csv.rows.size(); ++r) {
        points.labels.push_back(classes.at(csv.rows[r][label_at]));
        for (std::size_t c = 0; c < csv.header.size(); ++c) {
            if (c == label_at) continue;
            const auto value = parse_real(csv.rows[r][c]);
            if (!value)
                refuse(file, fmt::format("line {}: '{}' in column '{}' is not a finite number", r + 2,
                                         csv.rows[r][c], csv.header[c]));
            points.values.push_back(static_cast<float>(*value));
        }
    }
    return points;
}

std::unique_ptr<Dataset> open_dataset(std::string_view spec, std::uint64_t seed) {
    constexpr double test_share = 1.0 / 6.0;
    const auto colon = spec.find(':');
    const auto kind = spec.substr(0, colon);
    const auto parts =
        colon == std::string_view::npos ? std::vector<std::string>() : parts_of(spec.substr(colon + 1));
    if (kind == "idx" && (parts.size() == 2 || parts.size() == 4))
        return make_stored_dataset(read_idx(parts[0], parts[1]),
                                   parts.size() == 4 ? read_idx(parts[2], parts[3]) : StoredPoints(),
                                   test_share, seed);
    if (kind == "csv" && parts.size() == 2)
        return make_stored_dataset(read_labelled_csv(parts[0], parts[1]), {}, test_share, seed);
    if (kind == "cifar10" && !parts.empty()) {
        std::vector<std::string> training;
        std::vector<std::string> test;
        for (const auto& file : parts)
            (file.ends_with("test_batch.bin") ? test : training).push_back(file);
        if (!training.empty())
            return make_stored_dataset(read_cifar10(training),
                                       test.empty() ? StoredPoints() : read_cifar10(test), test_share, seed);
    }
    throw std::invalid_argument(fmt::format(
        "data '{}' is not understood: give idx:IMAGES,LABELS (optionally with ,TEST_IMAGES,TEST_LABELS), "
        "cifar10:data_batch_1.bin,test_batch.bin, csv:FILE,LABEL_COLUMN or gaussian",
        spec));
}

}  // namespace glasscape
