#include "glasscape/training/datasets.hpp"

#include <algorithm>
#include <filesystem>
#include <stdexcept>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "glasscape/core/hash.hpp"
#include "glasscape/core/parse.hpp"

#include "network/data/labelled_csv.hpp"

namespace glasscape {
namespace {

namespace fs = std::filesystem;

std::string kind_name(DataSource::Kind kind) {
    switch (kind) {
        case DataSource::Kind::gaussian:
            return "gaussian";
        case DataSource::Kind::digits:
            return "digits";
        case DataSource::Kind::idx:
            return "idx";
        case DataSource::Kind::csv:
            return "csv";
        case DataSource::Kind::cifar10:
            return "cifar10";
        case DataSource::Kind::cifar100:
            return "cifar100";
    }
    return "";
}

bool is_cifar(DataSource::Kind kind) {
    return kind == DataSource::Kind::cifar10 || kind == DataSource::Kind::cifar100;
}

// Roles by word (train=, test=) or by the name that the files have where they come from.
void add_cifar_file(DataSource& source, std::string_view part) {
    constexpr std::string_view train = "train=";
    constexpr std::string_view test = "test=";
    if (part.starts_with(train)) {
        source.training.emplace_back(part.substr(train.size()));
    } else if (part.starts_with(test)) {
        source.test.emplace_back(part.substr(test.size()));
    } else {
        const auto plain = part.substr(0, part.size() - (part.ends_with(".gz") ? 3 : 0));
        const bool for_tests = plain.ends_with("test_batch.bin") || plain.ends_with("test.bin");
        (for_tests ? source.test : source.training).emplace_back(part);
    }
}

StoredPoints read_points(const DataSource& source, const std::vector<std::string>& files) {
    if (files.empty()) return {};
    if (source.kind == DataSource::Kind::idx) return read_idx(files[0], files[1]);
    if (source.kind == DataSource::Kind::cifar10) return read_cifar10(files);
    if (source.kind == DataSource::Kind::cifar100) return read_cifar100(files);
    return read_labelled_csv(files.front(), source.label, source.condition);
}

StoredPoints read_images(const DataSource& source, const std::vector<std::string>& files,
                         const ImageShape& image) {
    auto points = read_points(source, files);
    if (points.count() == 0 || points.image.is_image() || !image.is_image()) return points;
    if (points.inputs != image.features())
        throw std::invalid_argument(fmt::format("{}: points of {} numbers are no images of {}", files.front(),
                                                points.inputs, to_text(image)));
    points.image = image;
    return points;
}

template <class Change>
void change_files(DataSource& source, const Change& change) {
    std::size_t i = 0;
    for (auto* files : {&source.training, &source.test})
        for (auto& file : *files)
            change(file, i++);
}

}  // namespace

DataSource parse_data_source(std::string_view spec) {
    DataSource source;
    if (spec == "gaussian") return source;
    if (spec == "digits") {
        source.kind = DataSource::Kind::digits;
        return source;
    }
    const auto colon = spec.find(':');
    const auto kind = spec.substr(0, colon);
    const auto parts = colon == std::string_view::npos ? std::vector<std::string_view>()
                                                       : split(spec.substr(colon + 1), ',');
    const bool named =
        std::none_of(parts.begin(), parts.end(), [](std::string_view part) { return part.empty(); });
    if (named && kind == "idx" && (parts.size() == 2 || parts.size() == 4)) {
        source.kind = DataSource::Kind::idx;
        for (std::size_t i = 0; i < parts.size(); ++i)
            (i < 2 ? source.training : source.test).emplace_back(parts[i]);
        return source;
    }
    constexpr std::string_view condition = "condition=";
    const bool conditional =
        parts.size() == 3 && parts[2].starts_with(condition) && parts[2].size() > condition.size();
    if (named && kind == "csv" && (parts.size() == 2 || conditional)) {
        source.kind = DataSource::Kind::csv;
        source.training.emplace_back(parts[0]);
        source.label = parts[1];
        if (conditional) source.condition = parts[2].substr(condition.size());
        return source;
    }
    if (named && (kind == "cifar10" || kind == "cifar100")) {
        source.kind = kind == "cifar10" ? DataSource::Kind::cifar10 : DataSource::Kind::cifar100;
        for (const auto part : parts)
            add_cifar_file(source, part);
        if (!source.training.empty()) return source;
    }
    throw std::invalid_argument(fmt::format(
        "data '{}' is not understood: give idx:IMAGES,LABELS (optionally with ,TEST_IMAGES,TEST_LABELS), "
        "cifar10:data_batch_1.bin,test_batch.bin (or with roles, cifar10:train=FILE,test=FILE; the same for "
        "cifar100), csv:FILE,LABEL_COLUMN[,condition=COLUMN], digits or gaussian",
        spec));
}

std::string to_text(const DataSource& source) {
    if (source.training.empty()) return kind_name(source.kind);
    std::vector<std::string> parts;
    const bool roles = is_cifar(source.kind);
    for (const auto& file : source.training)
        parts.push_back((roles ? "train=" : "") + file);
    for (const auto& file : source.test)
        parts.push_back((roles ? "test=" : "") + file);
    if (!source.label.empty()) parts.push_back(source.label);
    if (!source.condition.empty()) parts.push_back("condition=" + source.condition);
    return fmt::format("{}:{}", kind_name(source.kind), fmt::join(parts, ","));
}

std::vector<std::string> files_of(const DataSource& source) {
    auto files = source.training;
    files.insert(files.end(), source.test.begin(), source.test.end());
    return files;
}

std::string content_of(const DataSource& source) {
    auto hashed = source;
    change_files(hashed, [](std::string& file, std::size_t) { file = to_text(hash_of_file(file)); });
    const bool images = source.kind == DataSource::Kind::idx || is_cifar(source.kind);
    return to_text(hashed) + (images ? ", scaled by channel" : "");
}

DataSource found_from(DataSource source, const std::string& folder, const std::vector<std::string>& paths) {
    std::error_code ignored;
    change_files(source, [&](std::string& file, std::size_t i) {
        const auto other = i < paths.size() ? fs::path(folder) / paths[i] : fs::path();
        if (!fs::exists(file, ignored) && fs::exists(other, ignored))
            file = other.lexically_normal().string();
    });
    return source;
}

std::unique_ptr<Dataset> open_dataset(const DataSource& source, std::uint64_t seed, const ImageShape& image) {
    constexpr double test_share = 1.0 / 6.0;
    if (source.kind == DataSource::Kind::digits) {
        auto digits = built_in_digits();
        return make_stored_dataset(std::move(digits.training), std::move(digits.test), test_share, seed);
    }
    return make_stored_dataset(read_images(source, source.training, image),
                               read_images(source, source.test, image), test_share, seed);
}

}  // namespace glasscape
