// Readers of IDX (MNIST) and CIFAR binary. Every size that a header claims is checked against the file
// before memory is taken for it.
#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "glasscape/network/dataset.hpp"

#include "network/data/inflated_file.hpp"

namespace glasscape {
namespace {

[[noreturn]] void refuse(const std::string& file, const std::string& why) {
    throw std::invalid_argument(fmt::format("{}: {}", file, why));
}

std::uint64_t big_endian(const std::string& bytes, std::size_t at) {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < 4; ++i)
        value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
    return value;
}

constexpr std::uint64_t most_bytes = std::uint64_t{1} << 34;

/// Types of the numbers of an IDX file, and how many bytes one takes.
enum class IdxType : unsigned char { byte = 0x08, integer = 0x0c, real = 0x0d };
std::uint64_t width_of(IdxType type) {
    return type == IdxType::byte ? 1 : 4;
}

/// One IDX file of unsigned bytes, or of the four-byte numbers that `wide` names.
struct IdxFile {
    IdxType type = IdxType::byte;
    std::vector<std::uint64_t> sizes;
    std::string bytes;      // the whole file
    std::size_t start = 0;  // of the data

    std::uint64_t count() const { return (bytes.size() - start) / width_of(type); }
    unsigned byte_at(std::uint64_t i) const { return static_cast<unsigned char>(bytes[start + i]); }
    std::uint32_t word_at(std::uint64_t i) const {
        return static_cast<std::uint32_t>(big_endian(bytes, start + 4 * i));
    }
};

IdxFile read_idx_file(const std::string& file, IdxType wide, std::string_view wide_name) {
    IdxFile idx;
    const std::string head = read_inflated(file, 4 + 4 * 255 - 1);
    if (head.size() < 4 || head[0] != 0 || head[1] != 0 || head[3] < 1)
        refuse(file,
               "is not an IDX file: it should start with two zero bytes, a type and a number of dimensions");
    idx.type = static_cast<IdxType>(head[2]);
    if (idx.type != IdxType::byte && idx.type != wide)
        refuse(file, fmt::format("holds IDX type 0x{:02x}: only unsigned bytes (0x08) and {} (0x{:02x}) are "
                                 "read here",
                                 static_cast<unsigned>(idx.type), wide_name, static_cast<unsigned>(wide)));
    const auto dimensions = static_cast<std::size_t>(static_cast<unsigned char>(head[3]));
    idx.start = 4 + 4 * dimensions;
    if (head.size() < idx.start)
        refuse(file, fmt::format("is cut short in its header of {} dimensions", dimensions));
    std::uint64_t total = width_of(idx.type);
    for (std::size_t d = 0; d < dimensions; ++d) {
        idx.sizes.push_back(big_endian(head, 4 + 4 * d));
        if (idx.sizes.back() == 0) refuse(file, fmt::format("claims no points in dimension {}", d + 1));
        if (total > most_bytes / idx.sizes.back())
            refuse(file,
                   fmt::format("claims {} in {} dimensions, more than the {} bytes that are read at most",
                               fmt::format("{}", fmt::join(idx.sizes, " x ")), dimensions, most_bytes));
        total *= idx.sizes.back();
    }
    const auto claimed = idx.start + static_cast<std::size_t>(total);
    idx.bytes = read_inflated(file, claimed);
    if (idx.bytes.size() != claimed)
        refuse(file, fmt::format("claims {}{} = {} bytes of data but holds {}{}",
                                 fmt::format("{}", fmt::join(idx.sizes, " x ")),
                                 width_of(idx.type) == 1 ? "" : " x 4", total,
                                 idx.bytes.size() > claimed ? "more than " : "",
                                 std::min(idx.bytes.size(), claimed) - idx.start));
    return idx;
}

// The shape that the dimensions of an IDX file give to its points.
ImageShape shape_of(const std::vector<std::uint64_t>& sizes) {
    const auto size = [&](std::size_t d) { return static_cast<int>(sizes[d]); };
    if (sizes.size() == 3) return {1, size(1), size(2)};
    if (sizes.size() == 4) return {size(1), size(2), size(3)};
    return {};
}

// Bytes as parts of 255, other numbers as they are.
std::vector<float> values_of(const IdxFile& idx, const std::string& file) {
    std::vector<float> values(idx.count());
    for (std::uint64_t i = 0; i < values.size(); ++i) {
        values[i] = idx.type == IdxType::byte ? static_cast<float>(idx.byte_at(i)) / 255.0F
                                              : std::bit_cast<float>(idx.word_at(i));
        if (!std::isfinite(values[i])) refuse(file, fmt::format("number {} is not finite", i));
    }
    return values;
}

std::vector<int> labels_of(const IdxFile& idx, const std::string& file) {
    constexpr std::uint32_t most_classes = 1'000'000;
    std::vector<int> labels;
    for (std::uint64_t i = 0; i < idx.count(); ++i) {
        const std::uint32_t label = idx.type == IdxType::byte ? idx.byte_at(i) : idx.word_at(i);
        if (label >= most_classes)  // negative ones too
            refuse(file, fmt::format("label {} is {}: classes are 0 to {}", i,
                                     std::bit_cast<std::int32_t>(label), most_classes - 1));
        labels.push_back(static_cast<int>(label));
    }
    return labels;
}

int class_count(const std::vector<int>& labels) {
    return labels.empty() ? 0 : *std::max_element(labels.begin(), labels.end()) + 1;
}

/// What tells one CIFAR from the other: bytes before the pixels, the last of them the class.
struct CifarFormat {
    std::string_view name;
    std::size_t label_bytes;
    int classes;
};

StoredPoints read_cifar(const CifarFormat& format, const std::vector<std::string>& files) {
    constexpr std::size_t pixels = 3072;
    const std::size_t record = format.label_bytes + pixels;
    StoredPoints points;
    points.inputs = static_cast<int>(pixels);
    points.classes = format.classes;
    points.image = {3, 32, 32};
    for (const auto& file : files) {
        const auto bytes = read_inflated(file, most_bytes);
        if (bytes.empty() || bytes.size() % record != 0)
            refuse(file, fmt::format("holds {} bytes: a {} file is records of {} bytes, is it cut short?",
                                     bytes.size(), format.name, record));
        for (std::size_t at = 0; at < bytes.size(); at += record) {
            const int label = static_cast<unsigned char>(bytes[at + format.label_bytes - 1]);
            if (label >= format.classes)
                refuse(file, fmt::format("record {} has label {}: {} has classes 0 to {}", at / record, label,
                                         format.name, format.classes - 1));
            points.labels.push_back(label);
            for (std::size_t i = format.label_bytes; i < record; ++i)
                points.values.push_back(static_cast<float>(static_cast<unsigned char>(bytes[at + i])) /
                                        255.0F);
        }
    }
    return points;
}

}  // namespace

StoredPoints read_idx(const std::string& images, const std::string& labels) {
    const auto pixels = read_idx_file(images, IdxType::real, "single-precision numbers");
    const auto classes = read_idx_file(labels, IdxType::integer, "whole numbers of four bytes");
    if (pixels.sizes.size() < 2)
        refuse(images, "has one dimension: images need at least two, is it a label file?");
    if (classes.sizes.size() != 1)
        refuse(labels,
               fmt::format("has {} dimensions: labels need one, is it an image file?", classes.sizes.size()));
    if (pixels.sizes[0] != classes.sizes[0])
        refuse(labels, fmt::format("holds {} labels for the {} images of {}", classes.sizes[0],
                                   pixels.sizes[0], images));
    StoredPoints points;
    const auto per_image = pixels.count() / pixels.sizes[0];
    if (per_image > 1'000'000)
        refuse(images, fmt::format("has images of {} pixels, more than 1,000,000", per_image));
    points.inputs = static_cast<int>(per_image);
    points.image = shape_of(pixels.sizes);
    points.values = values_of(pixels, images);
    points.labels = labels_of(classes, labels);
    points.classes = class_count(points.labels);
    return points;
}

StoredPoints read_cifar10(const std::vector<std::string>& files) {
    return read_cifar({"CIFAR-10", 1, 10}, files);
}

StoredPoints read_cifar100(const std::vector<std::string>& files) {
    return read_cifar({"CIFAR-100", 2, 100}, files);
}

}  // namespace glasscape
