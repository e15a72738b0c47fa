// Images: files of IDX and CIFAR, the digits that come along, standardisation by channel, what a training keeps.
#include <array>
#include <bit>
#include <cmath>
#include <fstream>
#include <string>

#include <doctest/doctest.h>
#include <zlib.h>

#include "glasscape/network/dataset.hpp"
#include "glasscape/table/csv.hpp"
#include "glasscape/training/datasets.hpp"
#include "glasscape/training/train_seeds.hpp"
#include "glasscape/training/trained_network.hpp"

#include "scratch.hpp"
#include "tolerances.hpp"
#include "training/augmentation.hpp"
#include "training/checkpoint.hpp"

namespace glasscape {
namespace {

namespace tolerance = testing::tolerance;

void write_bytes(const std::string& path, const std::string& bytes) {
    std::ofstream(path, std::ios::binary) << bytes;
}

std::string big_endian(std::uint32_t value) {
    std::string bytes;
    for (int shift = 24; shift >= 0; shift -= 8)
        bytes += static_cast<char>(value >> shift & 0xffU);
    return bytes;
}

/// An IDX file of unsigned bytes with these sizes.
std::string idx_bytes(const std::vector<std::uint32_t>& sizes, const std::string& data) {
    std::string bytes{'\0', '\0', '\x08', static_cast<char>(sizes.size())};
    for (const auto size : sizes)
        bytes += big_endian(size);
    return bytes + data;
}

/// Images of `shape` that hold any bytes, and labels 0, 1, 0, 1, ...
std::string idx_source(const testing::ScratchFolder& folder, const std::vector<std::uint32_t>& shape) {
    std::size_t size = 1;
    for (const auto length : shape)
        size *= length;
    std::string pixels;
    for (std::size_t i = 0; i < size; ++i)
        pixels += static_cast<char>(i * i % 251);
    std::string labels;
    for (std::uint32_t i = 0; i < shape[0]; ++i)
        labels += static_cast<char>(i % 2);
    const auto name = folder.file(std::to_string(size));
    write_bytes(name, idx_bytes(shape, pixels));
    write_bytes(name + ".labels", idx_bytes({shape[0]}, labels));
    return name + "," + name + ".labels";
}

/// Mean and mean square of each block of `length` numbers over all points of a batch.
std::vector<std::array<double, 2>> moments_of_blocks(const Batch& batch, int length) {
    std::vector<std::array<double, 2>> moments(static_cast<std::size_t>(batch.x.features() / length));
    for (int i = 0; i < batch.x.features(); ++i)
        for (int b = 0; b < batch.x.samples(); ++b) {
            const auto value = static_cast<double>(batch.x(i, b)) / length / batch.x.samples();
            moments[static_cast<std::size_t>(i / length)][0] += value;
            moments[static_cast<std::size_t>(i / length)][1] += value * static_cast<double>(batch.x(i, b));
        }
    return moments;
}

TEST_SUITE_BEGIN("training");

TEST_CASE("IDX files are read, plain and gzip, and every fault is named") {
    const testing::ScratchFolder folder;
    const auto images = folder.file("images");
    const auto labels = folder.file("labels");
    write_bytes(images,
                idx_bytes({3, 2, 2}, std::string("\x00\xff\x33\x10\x01\x02\x03\x04\x05\x06\x07\x08", 12)));
    write_bytes(labels, idx_bytes({3}, std::string("\x02\x00\x01", 3)));
    const auto points = read_idx(images, labels);
    CHECK(points.count() == 3);
    CHECK(points.inputs == 4);
    CHECK(points.image == ImageShape{1, 2, 2});
    CHECK(points.classes == 3);
    CHECK(points.values[1] == 1.0F);
    CHECK(points.labels == std::vector<int>{2, 0, 1});

    const auto zipped = folder.file("images.gz");
    gzFile handle = gzopen(zipped.c_str(), "wb");
    const auto plain = idx_bytes({3, 2, 2}, std::string(12, '\x07'));
    gzwrite(handle, plain.data(), static_cast<unsigned>(plain.size()));
    gzclose(handle);
    CHECK(read_idx(zipped, labels).count() == 3);

    const auto refused = [&](const std::string& bytes, const char* why) {
        const auto file = folder.file("bad");
        write_bytes(file, bytes);
        CHECK_THROWS_WITH_AS(read_idx(file, labels), doctest::Contains(why), std::invalid_argument);
    };
    refused(idx_bytes({3, 2, 2}, std::string(11, 'x')), "claims 3 x 2 x 2 = 12 bytes of data but holds 11");
    refused(idx_bytes({3, 2, 2}, std::string(13, 'x')), "more than 12");
    refused(idx_bytes({0xffffffffU, 1024, 1024}, "abc"), "more than the");
    refused(idx_bytes({4, 2, 2}, std::string(16, 'x')), "3 labels for the 4 images");
    refused(idx_bytes({3}, "abc"), "one dimension");
    refused("PNG, not IDX", "not an IDX file");
    refused(std::string("\0\0\x0e\x01\0\0\0\x01", 8),
            "IDX type 0x0e: only unsigned bytes (0x08) and single-precision numbers (0x0d) are read here");
    refused(std::string("\0\0\x08\x03\0\0", 6), "cut short in its header");
    CHECK_THROWS_WITH_AS(read_idx(folder.file("absent"), labels), doctest::Contains("cannot be read"),
                         std::invalid_argument);
    write_bytes(labels, idx_bytes({3, 1}, "abc"));
    CHECK_THROWS_WITH_AS(read_idx(images, labels), doctest::Contains("labels need one"),
                         std::invalid_argument);
    std::string cut;
    {
        std::ifstream stream(zipped, std::ios::binary);
        cut.assign(std::istreambuf_iterator<char>(stream), {});
    }
    refused(cut.substr(0, cut.size() - 9), "");
}

TEST_CASE("IDX files hold single-precision images and whole labels of four bytes") {
    const testing::ScratchFolder folder;
    const auto images = folder.file("images");
    const auto labels = folder.file("labels");
    const auto words = [](char type, const std::vector<std::uint32_t>& sizes,
                          const std::vector<std::uint32_t>& numbers) {
        auto bytes = idx_bytes(sizes, "");
        bytes[2] = type;
        for (const auto number : numbers)
            bytes += big_endian(number);
        return bytes;
    };
    const std::vector<float> values{0.5F, -3.25F, 1e30F, 0.0F};
    std::vector<std::uint32_t> patterns;
    for (const float value : values)
        patterns.push_back(std::bit_cast<std::uint32_t>(value));
    write_bytes(images, words('\x0d', {2, 1, 2}, patterns));
    write_bytes(labels, words('\x0c', {2}, {70000, 3}));
    const auto points = read_idx(images, labels);
    CHECK(points.values == values);
    CHECK(points.image == ImageShape{1, 1, 2});
    CHECK(points.labels == std::vector<int>{70000, 3});
    CHECK(points.classes == 70001);

    const auto refused = [&](const char* why) {
        CHECK_THROWS_WITH_AS(read_idx(images, labels), doctest::Contains(why), std::invalid_argument);
    };
    write_bytes(labels, words('\x0c', {2}, {1, 0xffffffffU}));
    refused("label 1 is -1: classes are 0 to 999999");
    write_bytes(labels, words('\x0d', {2}, {1, 2}));
    refused("only unsigned bytes (0x08) and whole numbers of four bytes (0x0c)");
    write_bytes(images, words('\x0d', {2, 1, 2}, {1, 2, 3}));
    refused("claims 2 x 1 x 2 x 4 = 16 bytes of data but holds 12");
    write_bytes(images, words('\x0d', {2, 1, 2}, {1, 0x7f800000U, 3, 4}));
    write_bytes(labels, words('\x0c', {2}, {0, 1}));
    refused("number 1 is not finite");
}

TEST_CASE("CIFAR-10 batches are read and checked") {
    const testing::ScratchFolder folder;
    const auto file = folder.file("data_batch_1.bin");
    std::string record(3073, '\x10');
    record[0] = 7;
    write_bytes(file, record + record);
    const auto points = read_cifar10({file});
    CHECK(points.count() == 2);
    CHECK(points.inputs == 3072);
    CHECK(points.image == ImageShape{3, 32, 32});
    CHECK(points.labels[1] == 7);
    write_bytes(file, record + "x");
    CHECK_THROWS_WITH_AS(read_cifar10({file}), doctest::Contains("records of 3073 bytes"),
                         std::invalid_argument);
    record[0] = 10;
    write_bytes(file, record);
    CHECK_THROWS_WITH_AS(read_cifar10({file}), doctest::Contains("classes 0 to 9"), std::invalid_argument);
}

TEST_CASE("CIFAR-100 records have two label bytes, of which the second counts") {
    const testing::ScratchFolder folder;
    const auto file = folder.file("train.bin");
    std::string record(3074, '\x10');
    record[0] = 19;
    record[1] = 99;
    write_bytes(file, record + record + record);
    const auto points = read_cifar100({file});
    CHECK(points.labels == std::vector<int>{99, 99, 99});
    CHECK(points.classes == 100);
    CHECK(points.image == ImageShape{3, 32, 32});
    CHECK(points.values[0] == 16.0F / 255.0F);
    CHECK_THROWS_WITH_AS(read_cifar10({file}), doctest::Contains("a CIFAR-10 file is records of 3073 bytes"),
                         std::invalid_argument);
    record[1] = 100;
    write_bytes(file, record);
    CHECK_THROWS_WITH_AS(read_cifar100({file}), doctest::Contains("CIFAR-100 has classes 0 to 99"),
                         std::invalid_argument);
}

TEST_CASE("dimensions of an IDX file give the shape of its points") {
    const testing::ScratchFolder folder;
    const auto shape = [&](const std::vector<std::uint32_t>& sizes) {
        return open_dataset(parse_data_source("idx:" + idx_source(folder, sizes)), 1)->image();
    };
    CHECK(shape({12, 3, 5}) == ImageShape{1, 3, 5});
    CHECK(shape({12, 2, 3, 4}) == ImageShape{2, 3, 4});
    CHECK_FALSE(shape({12, 7}).is_image());
}

TEST_CASE("images of different sizes are refused in a sentence") {
    const testing::ScratchFolder folder;
    const auto data = "idx:" + idx_source(folder, {12, 4, 3}) + "," + idx_source(folder, {10, 3, 4});
    CHECK_THROWS_WITH_AS(
        open_dataset(parse_data_source(data), 1),
        "training data are images of 1 x 4 x 3 and test data images of 1 x 3 x 4: they must agree",
        std::invalid_argument);
    const auto vectors = "idx:" + idx_source(folder, {12, 4, 3}) + "," + idx_source(folder, {11, 12});
    CHECK_THROWS_WITH_AS(open_dataset(parse_data_source(vectors), 1),
                         doctest::Contains("test data points of 12 features"), std::invalid_argument);
    TrainingConfig config;
    config.data = "digits";
    config.image = {3, 32, 32};
    CHECK_THROWS_WITH_AS(
        open_data(config, 1),
        doctest::Contains("for images of 3 x 32 x 32 (channels x height x width), and digits holds "
                          "images of 1 x 8 x 8"),
        std::invalid_argument);
    config.data = "gaussian";
    CHECK_THROWS_WITH_AS(open_data(config, 1), doctest::Contains("gaussian holds no images"),
                         std::invalid_argument);
}

TEST_CASE("images are standardised by channel, vectors by feature") {
    const testing::ScratchFolder folder;
    const auto batch_of = [&](const std::vector<std::uint32_t>& sizes) {
        const auto data = open_dataset(parse_data_source("idx:" + idx_source(folder, sizes)), 1);
        Batch batch;
        data->training_batch(0, static_cast<int>(data->training_points()), batch);
        return batch;
    };
    const auto standardised = [](const std::vector<std::array<double, 2>>& moments) {
        double worst = 0.0;
        for (const auto& [mean, square] : moments)
            worst = std::max({worst, std::abs(mean), std::abs(square - 1.0)});
        return worst < tolerance::single_sums;
    };
    const auto images = batch_of({30, 2, 3, 4});
    CHECK(standardised(moments_of_blocks(images, 12)));
    CHECK_FALSE(standardised(moments_of_blocks(images, 1)));
    CHECK(standardised(moments_of_blocks(batch_of({30, 24}), 1)));
}

TEST_CASE("the digits: 1498 and 299 images of ten classes, the same for every seed") {
    const auto digits = built_in_digits();
    CHECK(digits.training.count() == 1498);
    CHECK(digits.test.count() == 299);
    CHECK(digits.training.values.size() == 1498 * 64);
    // The file starts with 0 to 9 in order; the sixth is the first for tests.
    CHECK(std::vector<int>(digits.training.labels.begin(), digits.training.labels.begin() + 6) ==
          std::vector<int>{0, 1, 2, 3, 4, 6});
    CHECK(digits.test.labels[0] == 5);
    // Sums over the file: pixels of 0 to 16, of 178, 182, 177, 183, 181, 182, 181, 179, 174 and 180 images.
    double sum = 0.0;
    std::array<int, 10> counts{};
    for (const auto* part : {&digits.training, &digits.test}) {
        for (const auto value : part->values)
            sum += static_cast<double>(value);
        for (const int label : part->labels)
            ++counts[static_cast<std::size_t>(label)];
    }
    CHECK(sum == 561718.0 / 16.0);
    CHECK(counts == std::array<int, 10>{178, 182, 177, 183, 181, 182, 181, 179, 174, 180});
    Batch one;
    Batch other;
    open_dataset(parse_data_source("digits"), 1)->test_batch(2000, one);
    open_dataset(parse_data_source("digits"), 2)->test_batch(2000, other);
    CHECK(one.labels == other.labels);
    CHECK(one.labels == digits.test.labels);
    CHECK(open_dataset(parse_data_source("digits"), 1)->description() ==
          "1498 training and 299 test images of 1 x 8 x 8 (channels x height x width), 10 classes");
}

TEST_CASE("a network trains on the digits, and its checkpoint knows the shape of the images") {
    const testing::ScratchFolder folder;
    TrainingConfig config;
    config.data = "digits";
    config.network.depth = 3;
    config.network.width = 24;
    config.network.readout = Readout::trained;
    config.network.norm = default_options(NormKind::batch_norm);
    config.training.optimiser.learning_rate = 0.02;
    config.training.batch = 64;
    config.training.steps = 150;
    config.training.log_steps = {0, 150};
    const auto results = train_seeds({config, 1, 1, folder.path()});
    CHECK(results[0].records.back().test_accuracy > 0.93);
    CHECK(results[0].records.back().running_accuracy > 0.93);
    const auto network = load_trained_network({folder.file("seed1.ckpt")});
    CHECK(network.config.image == ImageShape{1, 8, 8});
    CHECK(network.config.network.inputs == 64);
    CHECK(network.config.network.classes == 10);
}

TEST_CASE("images are moved and mirrored as seed, step and sample say, and nothing else") {
    const ImageShape shape{2, 5, 4};
    Panel<float> images(shape.features(), 40);
    for (int i = 0; i < shape.features(); ++i)
        for (int b = 0; b < 40; ++b)
            images(i, b) = static_cast<float>(1 + i + 100 * b);
    auto moved = images;
    augment_images(shape, {1, true}, 3, 7, moved);
    Panel<float> few(shape.features(), 5);
    for (int i = 0; i < shape.features(); ++i)
        for (int b = 0; b < 5; ++b)
            few(i, b) = images(i, b);
    augment_images(shape, {1, true}, 3, 7, few);
    int kinds = 0;
    for (int b = 0; b < 40; ++b) {
        int fits = 0;
        for (int kind = 0; kind < 18; ++kind) {
            const int down = kind % 3 - 1;
            const int right = kind / 3 % 3 - 1;
            bool fit = true;
            for (int c = 0; c < 2; ++c)
                for (int y = 0; y < 5; ++y)
                    for (int x = 0; x < 4; ++x) {
                        const int line = y - down;
                        const int column = kind < 9 ? x - right : 3 - (x - right);
                        const bool inside = line >= 0 && line < 5 && column >= 0 && column < 4;
                        const float expected = inside ? images((c * 5 + line) * 4 + column, b) : 0.0F;
                        fit = fit && moved((c * 5 + y) * 4 + x, b) == expected;
                    }
            if (!fit) continue;
            ++fits;
            kinds |= 1 << kind;
        }
        CHECK(fits == 1);
        for (int i = 0; b < 5 && i < shape.features(); ++i)
            CHECK(few(i, b) == moved(i, b));
    }
    // Of 18 moves 40 samples miss about two.
    CHECK(std::popcount(static_cast<unsigned>(kinds)) > 12);
}

TEST_SUITE_END();

}  // namespace
}  // namespace glasscape
