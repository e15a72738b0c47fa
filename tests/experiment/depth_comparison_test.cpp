#include "glasscape/experiment/depth_comparison.hpp"

#include <stdexcept>
#include <string>

#include <doctest/doctest.h>

#include "glasscape/training/train_seeds.hpp"

#include "tolerances.hpp"

namespace glasscape {
namespace {

TEST_SUITE_BEGIN("experiment");

TEST_CASE("histories are compared as the trainings that wrote them") {
    auto config = parse_training_config(
        "name = 'small'\n[data]\ninputs = 4\nclasses = 3\n[network]\ndepth = 4\nwidth = 6\n"
        "readout = 'trained'\nnormalisation = 'batch_norm'\n"
        "[training]\nlearning_rate = 0.05\nbatch = 32\nsteps = 30\nlog_steps = [0, 10, 30]\n",
        "test");
    const auto results = train_seeds({config, 1, 3, "", false});
    const auto trained = summarise_depth(config, results);
    const auto table = texts_of(history_table(config, results));
    const auto read = compare_histories(table, "history.csv");
    REQUIRE(read.size() == 1);
    CHECK(read[0].name == "small");
    CHECK(read[0].steps == 30);
    REQUIRE(read[0].effective.after.size() == 3);
    for (std::size_t seed = 0; seed < 3; ++seed) {
        CHECK(read[0].effective.before[seed] == trained.effective.before[seed]);
        CHECK(read[0].effective.after[seed] == trained.effective.after[seed]);
        CHECK(read[0].input_gradient.after[seed] == trained.input_gradient.after[seed]);
        CHECK(read[0].coherent.after[seed] ==
              doctest::Approx(trained.coherent.after[seed]).epsilon(testing::tolerance::closed_form));
    }
    // A history does not tell p.
    CHECK(depth_claims(read).size() + 1 ==
          depth_claims({trained}).size() - (trained.scale.before.empty() ? 0 : 1));

    auto single = table;
    single.rows.resize(3);  // of one seed
    CHECK_THROWS_WITH_AS(compare_histories(single, "h.csv"), doctest::Contains("1 seeds with depths"),
                         std::invalid_argument);
    CHECK_THROWS_WITH_AS(compare_histories(parse_csv("a,b\n1,2\n", "x"), "x"),
                         doctest::Contains("no column 'config'"), std::invalid_argument);
}

TEST_SUITE_END();

}  // namespace
}  // namespace glasscape
