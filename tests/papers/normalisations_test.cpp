#include <cmath>
#include <set>
#include <vector>

#include <doctest/doctest.h>

#include "glasscape/commands/row_commands.hpp"
#include "glasscape/papers/paper.hpp"

#include "papers/normalisations/paired_runs.hpp"

namespace glasscape {
namespace {

TEST_SUITE("papers") {
    // That every claim has a table and every figure a study is asked of any paper when it is read.
    TEST_CASE(
        "the paper of normalisations has an experiment for every claim, and full runs have more seeds") {
        const auto quick = load_paper("normalisations", false, row_commands());
        const auto full = load_paper("normalisations", true, row_commands());
        REQUIRE(quick.entries.size() == full.entries.size());
        std::set<std::string> judged;
        for (const auto& statement : full.statements)
            judged.insert(statement.entry);
        for (const auto& entry : full.entries) {
            CHECK_MESSAGE(judged.contains(entry.id), entry.id);
            CHECK_MESSAGE(!entry.figures.empty(), entry.id);
        }
    }

    TEST_CASE("arms are paired: the same seed starts from the same weights and sees the same batches") {
        auto short_arm = digits_arm("a", NormKind::batch_norm);
        short_arm.training.steps = 3;
        short_arm.training.test_points = 50;
        auto other = short_arm;
        other.training.optimiser.learning_rate = 1e-9;  // stays where it starts
        const PairedPlan plan{"test", seeds_from(5, 2), digits_of};
        const auto runs = train_arms({short_arm, short_arm, other}, plan);
        REQUIRE(runs.size() == 3);
        for (std::size_t seed = 0; seed < 2; ++seed) {
            CHECK(runs[0][seed].losses == runs[1][seed].losses);
            CHECK(runs[0][seed].losses.front() == runs[2][seed].losses.front());
            CHECK(runs[0][seed].losses.back() != runs[2][seed].losses.back());
        }
        CHECK(runs[0][0].losses.front() != runs[0][1].losses.front());
    }

    TEST_CASE("means of runs that diverged leave them out, in pairs") {
        const double nan = std::nan("");
        const std::vector<double> a{1.0, nan, 4.0};
        const std::vector<double> b{0.0, 1.0, 1.0};
        CHECK(mean_of(a).mean() == 2.5);
        CHECK(mean_difference(a, b).count() == 2);
        CHECK(mean_difference(a, b).mean() == 2.0);
        CHECK(std::isnan(final_loss({{1.0, 2.0}, 0.1}, 3)));
        CHECK(final_loss({{1.0, 2.0, 4.0}, 0.1}, 3, 2) == 3.0);
    }
}

}  // namespace
}  // namespace glasscape
