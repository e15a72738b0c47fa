// The fuzzer's inputs and mutations of them, where no fuzzer runs.
#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <random>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "glasscape/table/csv.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace glasscape {
namespace {

// One to four bytes replaced, inserted or removed, or a piece repeated.
std::string mutated(std::string text, std::mt19937& random) {
    const std::string likely = "0123456789.,:=-+eE\"\n\rinfgamma/ ";
    for (auto changes = 1 + random() % 4; changes > 0; --changes) {
        const auto at = random() % (text.size() + 1);
        const char byte = random() % 4 == 0 ? static_cast<char>(random()) : likely[random() % likely.size()];
        switch (random() % 4) {
            case 0:
                text.insert(at, 1, byte);
                break;
            case 1:
                text.erase(at, 1);
                break;
            case 2:
                if (at < text.size()) text[at] = byte;
                break;
            default:
                text += text.substr(at, 8);
        }
    }
    return text;
}

TEST_SUITE_BEGIN("program");

TEST_CASE("texts of users, whole and mutilated: read, or refused with a sentence") {
    std::vector<std::string> corpus;
    for (const auto& file : std::filesystem::directory_iterator(GLASSCAPE_SOURCE_DIR "/tests/fuzz/corpus"))
        corpus.push_back(read_file(file.path().string()));
    std::sort(corpus.begin(), corpus.end());
    REQUIRE(corpus.size() >= 5);
    std::mt19937 random(1);
    for (const auto& text : corpus) {
        std::string current = text;
        for (int i = 0; i < 400; ++i) {
            // The call aborts on anything but a sentence.
            CHECK(LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(current.data()),
                                         current.size()) == 0);
            current = mutated(i % 10 == 0 ? text : current, random);
        }
    }
}

TEST_SUITE_END();

}  // namespace
}  // namespace glasscape
