#include "glasscape/core/closest_word.hpp"

#include <string>
#include <vector>

#include <doctest/doctest.h>

namespace glasscape {
namespace {

TEST_SUITE("core") {
    TEST_CASE("closest word: letters changed, added, left out, swapped; nothing where nothing is close") {
        const std::vector<std::string> words{"complexity", "count", "compare", "--energy"};
        CHECK(closest_word("complexty", words) == "complexity");
        CHECK(closest_word("cuont", words) == "count");
        CHECK(closest_word("comparee", words) == "compare");
        CHECK(closest_word("--energies", words) == std::nullopt);
        CHECK(closest_word("--enrgy", words) == "--energy");
        CHECK(closest_word("x", words) == std::nullopt);
        CHECK(closest_word("anything", {}) == std::nullopt);
    }
}

}  // namespace
}  // namespace glasscape
