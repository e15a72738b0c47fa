// Readers of IDX (MNIST) and CIFAR-10 binary. Every size that a header claims is checked against the file
// before memory is taken for it.
#include <algorithm>
#include <stdexcept>
#include <string>

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

/// One IDX file of unsigned bytes.
struct IdxFile {
    std::vector<std::uint64_t> sizes;
    std::string bytes;      // the whole file
    std::size_t start = 0;  // of the data
};

IdxFile read_idx_file(const std::string& file) {
    IdxFile idx;
    const std::string head = read_inflated(file, 4 + 4 * 255 - 1);
    if (head.size() < 4 || head[0] != 0 || head[1] != 0 || head[3] < 1)
        refuse(file,
               "is not an IDX file: it should start with two zero bytes, a type and a number of dimensions");
    if (head[2] != 8)
        refuse(file, fmt::format("holds IDX type 0x{:02x}: only unsigned bytes (0x08) are read",
                                 static_cast<unsigned>(static_cast<unsigned char>(head[2]))));
    const auto dimensions = static_cast<std::size_t>(static_cast<unsigned char>(head[3]));
    idx.start = 4 + 4 * dimensions;
    if (head.size() < idx.start)
        refuse(file, fmt::format("is cut short in its header of {} dimensions", dimensions));
    std::uint64_t total = 1;
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
        refuse(file, fmt::format("claims {} = {} bytes of data but holds {}{}",
                                 fmt::format("{}", fmt::join(idx.sizes, " x ")), total,
                                 idx.bytes.size() > claimed ? "more than " : "",
                                 std::min(idx.bytes.size(), claimed) - idx.start));
    return idx;
}

int class_count(const std::vector<int>& labels) {
    return labels.empty() ? 0 : *std::max_element(labels.begin(), labels.end()) + 1;
}

}  // namespace

StoredPoints read_idx(const std::string& images, const std::string& labels) {
    const auto pixels = read_idx_file(images);
    const auto classes = read_idx_file(labels);
    if (pixels.sizes.size() < 2)
        refuse(images, "has one dimension: images need at least two, is it a label file?");
    if (classes.sizes.size() != 1)
        refuse(labels,
               fmt::format("has {} dimensions: labels need one, is it an image file?", classes.sizes.size()));
    if (pixels.sizes[0] != classes.sizes[0])
        refuse(labels, fmt::format("holds {} labels for the {} images of {}", classes.sizes[0],
                                   pixels.sizes[0], images));
    StoredPoints points;
    const auto per_image = (pixels.bytes.size() - pixels.start) / pixels.sizes[0];
    if (per_image > 1'000'000)
        refuse(images, fmt::format("has images of {} pixels, more than 1,000,000", per_image));
    points.inputs = static_cast<int>(per_image);
    if (pixels.sizes.size() == 3)
        points.image = ImageShape{1, static_cast<int>(pixels.sizes[1]), static_cast<int>(pixels.sizes[2])};
    for (std::size_t i = pixels.start; i < pixels.bytes.size(); ++i)
        points.values.push_back(static_cast<float>(static_cast<unsigned char>(pixels.bytes[i])) / 255.0F);
    for (std::size_t i = classes.start; i < classes.bytes.size(); ++i)
        points.labels.push_back(static_cast<unsigned char>(classes.bytes[i]));
    points.classes = class_count(points.labels);
    return points;
}

StoredPoints read_cifar10(const std::vector<std::string>& files) {
    constexpr std::size_t pixels = 3072;
    constexpr std::size_t record = pixels + 1;
    StoredPoints points;
    points.inputs = static_cast<int>(pixels);
    points.classes = 10;
    points.image = ImageShape{3, 32, 32};
    for (const auto& file : files) {
        const auto bytes = read_inflated(file, most_bytes);
        if (bytes.empty() || bytes.size() % record != 0)
            refuse(file,
                   fmt::format("holds {} bytes: a CIFAR-10 batch is records of {} bytes, is it cut short?",
                               bytes.size(), record));
        for (std::size_t at = 0; at < bytes.size(); at += record) {
            const int label = static_cast<unsigned char>(bytes[at]);
            if (label > 9)
                refuse(file, fmt::format("record {} has label {}: CIFAR-10 has classes 0 to 9", at / record,
                                         label));
            points.labels.push_back(label);
            for (std::size_t i = 1; i < record; ++i)
                points.values.push_back(static_cast<float>(static_cast<unsigned char>(bytes[at + i])) /
                                        255.0F);
        }
    }
    return points;
}

}  // namespace glasscape
