// Tables of points as people have them.
#include "network/data/labelled_csv.hpp"

#include <cmath>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sys/stat.h>
#include <zlib.h>

#include "glasscape/table/whole_file.hpp"
#include "glasscape/training/datasets.hpp"

#include "scratch.hpp"
#include "tolerances.hpp"

namespace glasscape {
namespace {

namespace fs = std::filesystem;
namespace tolerance = testing::tolerance;

// The file with this content, its last column being the label's.
class Points {
  public:
    StoredPoints read(const std::string& text, const std::string& label = "label") const {
        std::ofstream(path(), std::ios::binary) << text;
        return read_labelled_csv(path(), label);
    }
    std::string refusal(const std::string& text, const std::string& label = "label") const {
        try {
            read(text, label);
        } catch (const std::invalid_argument& error) {
            return error.what();
        }
        return "read";
    }
    std::string path() const { return folder_.file("points.csv"); }
    std::string file(const std::string& name) const { return folder_.file(name); }

  private:
    testing::ScratchFolder folder_;
};

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

const std::string plain = "a,b,label\n1,2,x\n3,5,y\n4,4,x\n";

TEST_SUITE_BEGIN("network");

TEST_CASE("the same points whatever wrote the file") {
    const Points points;
    const auto expected = points.read(plain);
    CHECK(expected.inputs == 2);
    CHECK(expected.classes == 2);
    CHECK(expected.labels == std::vector<int>{0, 1, 0});
    CHECK(expected.values == std::vector<float>{0, 0, 2, 3, 3, 2});
    const auto replaced = [](std::string text, const std::string& what, const std::string& by) {
        for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size()))
            text.replace(at, what.size(), by);
        return text;
    };
    const std::string written[]{"\xef\xbb\xbf" + plain,
                                replaced(plain, "\n", "\r\n"),
                                replaced(plain, "\n", "\r"),
                                replaced(plain, ",", ";"),
                                replaced(plain, ",", "\t"),
                                replaced(plain, ",", ", "),
                                replaced(plain, ",", " , "),
                                plain + "\n\n",
                                "\n" + plain,
                                replaced(plain, "\n", "\n\n"),
                                plain.substr(0, plain.size() - 1),
                                replaced(plain, "x", "\"x\""),
                                replaced(plain, "x", "x "),
                                replaced(plain, "3,5", "+3,5.0e0"),
                                "\xef\xbb\xbf" + replaced(replaced(plain, ",", ";"), "\n", "\r\n")};
    for (const auto& text : written) {
        CAPTURE(text);
        const auto same = points.read(text);
        CHECK(same.values == expected.values);
        CHECK(same.labels == expected.labels);
        CHECK(same.names == expected.names);
    }
    const auto packed = points.file("points.csv.gz");
    gzFile gz = gzopen(packed.c_str(), "wb");
    gzwrite(gz, plain.data(), static_cast<unsigned>(plain.size()));
    gzclose(gz);
    CHECK(read_labelled_csv(packed, "label").values == expected.values);
}

TEST_CASE("labels are trimmed, numbers among them are compared and sorted as numbers") {
    const Points points;
    const auto labels = [&](const std::string& column) {
        std::string text = "a,label\n";
        std::istringstream words(column);
        for (std::string word; std::getline(words, word, '|');)
            text += "1," + word + "\n";
        const auto read = points.read(text);
        return std::pair(read.classes, read.labels);
    };
    CHECK(labels("1|1.0|01|2") == std::pair(2, std::vector<int>{0, 0, 0, 1}));
    CHECK(labels("10|9|10") == std::pair(2, std::vector<int>{1, 0, 1}));
    CHECK(labels("cat |cat|dog") == std::pair(2, std::vector<int>{0, 0, 1}));
    CHECK(labels("1|x|01") == std::pair(3, std::vector<int>{1, 2, 0}));
    CHECK(labels("-1|+1|1") == std::pair(2, std::vector<int>{0, 1, 1}));
}

TEST_CASE("what is wrong is named with its place") {
    const Points points;
    const std::pair<std::string, std::string> cases[]{
        {"a,label\n1,x\n2,\n", "line 3: the label in column 'label' is empty"},
        {"a,label\n1,x\n2,  \n", "line 3: the label in column 'label' is empty"},
        {"a,a,label\n1,2,x\n", "two columns called 'a'"},
        {"a, a ,label\n1,2,x\n", "two columns called 'a'"},
        {"a,label\n1,x\n2,x\n", "every label in column 'label' is 'x'"},
        {"a,b\n1,2\n", "has no column 'label': its columns are a, b"},
        {"label\nx\ny\n", "no column of features"},
        {"a,label\n", "has a header and no points"},
        {"", "is empty"},
        {" \n\n", "is empty"},
        {"a,label\n1,x\n2\n", "line 3: 1 fields where the header has 2"},
        {"a,label\r1,x\r2\r", "line 3: 1 fields where the header has 2"},
        {"a,label\r\n1,x\r\nz,y\r\n", "line 3: 'z' in column 'a' is not a finite number"},
        {"a;label\n1,5;x\n2;y\n",
         "line 2: '1,5' in column 'a' is not a finite number: decimals take a point"},
        {"a,label\nnan,x\n2,y\n", "'nan' in column 'a'"},
        {"a,label\n1,x\n1e39,y\n", "line 3: 1e+39 in column 'a' lies too far"},
        {"a,label\n1,\"x\n2,y\n", "the quote opened in line 2 is never closed"},
        {std::string("\xff\xfe"
                     "a\0,\0",
                     6),
         "is UTF-16"},
        {std::string("a\0,\0b\0\n\0", 8), "is UTF-16 or no text"}};
    for (const auto& [text, why] : cases) {
        const auto said = points.refusal(text);
        CHECK_MESSAGE(contains(said, why), said);
        CHECK_MESSAGE(contains(said, points.path()), said);
    }
    fs::create_directory(points.file("folder"));
    CHECK_THROWS_WITH_AS(read_labelled_csv(points.file("folder"), "label"), doctest::Contains("folder"),
                         std::invalid_argument);
    REQUIRE(mkfifo(points.file("pipe").c_str(), 0600) == 0);
    CHECK_THROWS_WITH_AS(read_labelled_csv(points.file("pipe"), "label"), doctest::Contains("pipe"),
                         std::invalid_argument);
    CHECK_THROWS_WITH_AS(read_labelled_csv(points.file("none.csv"), "label"), doctest::Contains("none.csv"),
                         std::invalid_argument);
}

TEST_CASE("a continuous column is no label, many classes are") {
    const Points points;
    std::string continuous = "a,label\n";
    std::string classes = "a,label\n";
    std::string targets = "a,label\n";
    for (int i = 0; i < 200; ++i) {
        continuous += fmt::format("{},{}\n", i, 0.37 * i);
        targets += fmt::format("{},{}\n", i, 7 * i);
        classes += fmt::format("{},{}\n", i, i % 50);
    }
    CHECK(contains(points.refusal(continuous),
                   "looks continuous: labels are classes, put the values into bins"));
    CHECK(contains(points.refusal(targets), "looks continuous"));
    CHECK(points.read(classes).classes == 50);
}

TEST_CASE("a large common offset costs no digits") {
    const Points points;
    std::string small = "t,label\n";
    std::string stamped = "t,label\n";
    for (int i = 0; i < 60; ++i) {
        const double value = 0.001 * ((i * 37) % 60);
        small += fmt::format("{:.3f},{}\n", value, i % 2);
        stamped += fmt::format("{:.3f},{}\n", 1.7e9 + value, i % 2);
    }
    const auto batch_of = [&](const std::string& text) {
        points.read(text);
        const auto data = open_dataset(parse_data_source("csv:" + points.path() + ",label"), 3);
        Batch batch;
        data->training_batch(0, 50, batch);
        return batch;
    };
    const auto a = batch_of(small);
    const auto b = batch_of(stamped);
    double squares = 0.0;
    for (int i = 0; i < 50; ++i) {
        CHECK(std::abs(a.x(0, i) - b.x(0, i)) < static_cast<float>(tolerance::common_offset));
        squares += static_cast<double>(b.x(0, i) * b.x(0, i));
    }
    CHECK(squares / 50 == doctest::Approx(1.0).epsilon(tolerance::common_offset));
}

TEST_CASE("sources: roles of CIFAR files by word or by name, packed or not") {
    const auto roles = [](const std::string& spec) {
        const auto source = parse_data_source(spec);
        return fmt::format("{}", fmt::join(source.training, " ")) + "|" +
               fmt::format("{}", fmt::join(source.test, " "));
    };
    CHECK(roles("cifar10:d/data_batch_1.bin,d/test_batch.bin") == "d/data_batch_1.bin|d/test_batch.bin");
    CHECK(roles("cifar10:d/data_batch_1.bin.gz,d/test_batch.bin.gz") ==
          "d/data_batch_1.bin.gz|d/test_batch.bin.gz");
    CHECK(roles("cifar10:train=a,train=b,test=c") == "a b|c");
    CHECK(roles("cifar100:d/train.bin,d/test.bin.gz") == "d/train.bin|d/test.bin.gz");
    for (const auto* spec :
         {"cifar10:test=c", "cifar10:", "csv:a", "csv:,label", "csv:a,", "idx:a", "idx:a,b,c", "mnist:x"})
        CHECK_THROWS_AS(parse_data_source(spec), std::invalid_argument);
    for (const auto* spec : {"gaussian", "csv:a,b", "csv:a,b,condition=c", "idx:a,b", "idx:a,b,c,d",
                             "cifar10:train=a,test=b", "digits", "cifar100:train=a,test=b"})
        CHECK(to_text(parse_data_source(spec)) == spec);
}

TEST_SUITE_END();

}  // namespace
}  // namespace glasscape
