#include <cmath>
#include <set>
#include <vector>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "glasscape/commands/row_commands.hpp"
#include "glasscape/core/threads.hpp"
#include "glasscape/papers/reproduction.hpp"
#include "glasscape/table/csv.hpp"
#include "glasscape/table/whole_file.hpp"

#include "papers/normalisations/paired_runs.hpp"
#include "papers/normalisations/questions.hpp"
#include "scratch.hpp"

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

    TEST_CASE("convolutional arms in ghost batches have the same losses whatever the threads") {
        auto plain = digits_image_arm("a", BranchNorm::batch_norm);
        auto kalman = digits_image_arm("b", BranchNorm::kalman_norm);
        for (auto* arm : {&plain, &kalman}) {
            arm->convolutional->ghost = 4;
            arm->training.steps = 3;
            arm->training.test_points = 50;
        }
        const PairedPlan plan{"test", seeds_from(5, 2), digits_of};
        set_thread_count(1);
        const auto alone = train_arms({plain, kalman}, plan);
        set_thread_count(3);
        const auto shared = train_arms({plain, kalman}, plan);
        set_thread_count(0);
        for (std::size_t arm = 0; arm < 2; ++arm)
            for (std::size_t seed = 0; seed < 2; ++seed) {
                CHECK(alone[arm][seed].losses == shared[arm][seed].losses);
                CHECK(alone[arm][seed].test_error == shared[arm][seed].test_error);
            }
        // All scales are 1 and shifts 0 at first, but the prior is there.
        CHECK(alone[0][0].losses.front() != alone[1][0].losses.front());
    }

    TEST_CASE("the final loss is that of the last batches, and none where a run ended early") {
        CHECK(std::isnan(final_loss({{1.0, 2.0}, 0.1}, 3)));
        CHECK(final_loss({{1.0, 2.0, 4.0}, 0.1}, 3, 2) == 3.0);
    }

    TEST_CASE("digits under questions: conditions are questions, classes their answers") {
        for (int question = 0; question < question_count; ++question) {
            int yes = 0;
            for (int digit = 0; digit < 10; ++digit)
                yes += answer(question, digit) ? 1 : 0;
            CHECK((yes > 0 && yes < 10));
        }
        Batch plain;
        Batch asked;
        digits_of(3)->training_batch(2, 40, plain);
        const auto check = [&](QuestionBatches kind, std::size_t fewest, std::size_t most) {
            digits_with_questions(kind, 3)->training_batch(2, 40, asked);
            std::set<int> questions;
            for (std::size_t b = 0; b < asked.labels.size(); ++b) {
                const int question = static_cast<int>(asked.conditions.at(b));
                questions.insert(question);
                CHECK(asked.labels[b] == (answer(question, plain.labels[b]) ? 1 : 0));
                CHECK(asked.x(20, static_cast<int>(b)) == plain.x(20, static_cast<int>(b)));
            }
            CHECK(questions.size() >= fewest);
            CHECK(questions.size() <= most);
        };
        check(QuestionBatches::mixed, 5, question_count);
        check(QuestionBatches::one_question, 1, 1);
        const auto data = digits_with_questions(QuestionBatches::one_question, 3);
        data->test_batch(1'000'000, asked);
        CHECK(asked.x.samples() == data->test_points());
        CHECK(data->test_points() == 299 * question_count);
    }

    TEST_CASE("a curve rises through 0 between its points, or nowhere") {
        const std::vector<double> x{2.0, 3.0, 4.0};
        CHECK(first_rise(x, std::vector{-1.0, -1.0, 3.0}) == 3.25);
        CHECK(std::isnan(first_rise(x, std::vector{1.0, -1.0, -3.0})));
    }

    TEST_CASE("the cost of whitening is reproduced alone, judged, with the power of each verdict") {
        const testing::ScratchFolder folder;
        ReproductionOptions options;
        options.folder = folder.file("run");
        options.only = {"whitening-cost"};
        const auto report = run_reproduction(load_paper("normalisations", false, row_commands()), options);
        const auto manifest = nlohmann::json::parse(read_file(options.folder + "/reproduction.json"));
        int judged = 0;
        for (const auto& statement : manifest.at("statements")) {
            if (statement.at("verdict") == "not run") continue;
            ++judged;
            for (const auto& claim : statement.at("claims"))
                CHECK(claim.at("tells").get<double>() > 0.0);
        }
        CHECK(judged == 1);
        CHECK(read_file(report).find("; tells ") != std::string::npos);
        CHECK(read_csv(options.folder + "/whitening-cost.csv").rows.size() == 9);
    }
}

}  // namespace
}  // namespace glasscape
