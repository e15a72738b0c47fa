// Configurations as text, and the training runs that NETWORKS.md's acceptance ranges are about.
#include "glasscape/training/train_seeds.hpp"

#include <cmath>
#include <string>

#include <doctest/doctest.h>

#include "glasscape/core/threads.hpp"
#include "glasscape/table/csv.hpp"
#include "glasscape/table/whole_file.hpp"
#include "glasscape/training/datasets.hpp"

#include "network/data/labelled_csv.hpp"
#include "scratch.hpp"
#include "tolerances.hpp"

namespace glasscape {
namespace {

namespace tolerance = testing::tolerance;

/// Mean over seeds of what `of` takes from the record of this step.
template <class Of>
double mean_at(const std::vector<SeedResult>& results, std::int64_t step, const Of& of) {
    double sum = 0.0;
    int count = 0;
    for (const auto& result : results)
        for (const auto& record : result.records)
            if (record.step == step) {
                sum += of(record);
                ++count;
            }
    REQUIRE(count == static_cast<int>(results.size()));
    return sum / count;
}

double depth_of(const TrainingRecord& record) {
    return mean_depth(record.output->shares);
}

double mean_scale_above_first(const TrainingRecord& record) {
    double sum = 0.0;
    for (std::size_t l = 1; l < record.scales.size(); ++l)
        sum += record.scales[l];
    return sum / static_cast<double>(record.scales.size() - 1);
}

std::vector<SeedResult> train(const std::string& name, int seeds) {
    return train_seeds({load_training_config(name), 1, seeds, "", false});
}

TEST_SUITE_BEGIN("training");

TEST_CASE("every named configuration reads, and written out reads back to the same text") {
    const auto names = training_config_names();
    CHECK(names.size() == 27);
    for (const auto& name : names) {
        CAPTURE(name);
        const auto config = load_training_config(name);
        CHECK(config.name == name);
        const auto text = to_toml(config);
        CHECK(to_toml(parse_training_config(text, "text")) == text);
        if (config.convolutional)
            CHECK_NOTHROW(require_sensible(*config.convolutional));
        else
            CHECK_NOTHROW(require_sensible(config.network));
    }
}

TEST_CASE("faults of a configuration are named with line and column") {
    const auto refused = [](const std::string& text, const char* why) {
        CHECK_THROWS_WITH_AS(parse_training_config(text, "mine.toml"), doctest::Contains(why),
                             std::invalid_argument);
    };
    refused("[network]\nwidht = 3", "mine.toml, line 2, column 1: [network] unknown key 'widht'");
    refused("[network]\nwidth = 0", "line 2, column 9: [network] width must be a whole number between 1 and");
    refused("[network]\nwidth = \"wide\"", "whole number");
    refused("[network]\nreadout = \"some\"", "there are identity, trained, fixed, sum");
    refused("[network]\nnormalisation = \"batchnorm\"", "unknown normalisation 'batchnorm'");
    refused("[training]\nmomentum = 1.5", "between 0 and 1");
    refused("[training]\nlog_steps = [0, \"x\"]", "list of whole numbers");
    refused("[training\nsteps = 3", "line 1");
    refused("data = 3", "must be a table");
    CHECK_THROWS_WITH_AS(load_training_config("paper_bm"), doctest::Contains("there are conv_fixup"),
                         std::invalid_argument);
}

TEST_CASE("CSV points: classes in order, faults with line and column") {
    const testing::ScratchFolder folder;
    const auto file = folder.file("points.csv");
    write_whole_file(file, "a,kind,b\n1,10,2\n3,9,4\n5,10,6\n");
    const auto points = read_labelled_csv(file, "kind");
    CHECK(points.labels == std::vector<int>{1, 0, 1});
    CHECK(points.names == std::vector<std::string>{"a", "b"});
    CHECK(points.values == std::vector<float>{0, 0, 2, 2, 4, 4});  // from the first row
    CHECK_THROWS_WITH_AS(read_labelled_csv(file, "species"), doctest::Contains("its columns are a, kind, b"),
                         std::invalid_argument);
    write_whole_file(file, "a,kind\n1,x\nnan,y\n");
    CHECK_THROWS_WITH_AS(read_labelled_csv(file, "kind"), doctest::Contains("line 3"), std::invalid_argument);
    CHECK_THROWS_WITH_AS(parse_data_source("mnist:here"), doctest::Contains("idx:IMAGES,LABELS"),
                         std::invalid_argument);
}

TEST_CASE("seeds trained side by side leave the same bytes as one after the other") {
    auto config = load_training_config("paper_bn");
    config.training.steps = 30;
    config.training.log_steps = {0, 10, 30};
    const TrainRequest request{config, 3, 3, "", false};
    set_thread_count(1);
    const auto one = to_csv(depth_table(request.config, train_seeds(request)));
    set_thread_count(2);
    const auto two = to_csv(depth_table(request.config, train_seeds(request)));
    set_thread_count(0);
    CHECK(one == two);
}

TEST_SUITE_END();

TEST_SUITE_BEGIN("slow");

TEST_CASE("paper_bn: scales grow together, the first layer dips and lags") {
    const auto results = train("paper_bn", 5);
    const double rest = mean_at(results, 2000, mean_scale_above_first);
    CHECK(rest > 2.1);
    CHECK(rest < 2.6);
    for (std::size_t l = 1; l < 10; ++l)
        CHECK(mean_at(results, 2000, [l](const TrainingRecord& r) { return r.scales[l]; }) > 1.4);
    const auto first = [](const TrainingRecord& r) { return r.scales[0]; };
    const double last = mean_at(results, 2000, first);
    CHECK(last > 0.8);
    CHECK(last < 1.6);
    CHECK(last < rest);
    double lowest = 1.0;
    for (const std::int64_t step : {200, 300, 500, 700})
        lowest = std::min(lowest, mean_at(results, step, first));
    CHECK(lowest < 0.95);
    const double accuracy = mean_at(results, 2000, [](const TrainingRecord& r) { return r.test_accuracy; });
    CHECK(accuracy > 0.42);
    CHECK(accuracy < 0.53);
    CHECK(std::abs(mean_at(results, 0, depth_of) - 3.51) < 0.2);
    CHECK(std::abs(mean_at(results, 2000, depth_of) - 3.77) < 0.35);
    const auto input_depth = [](const TrainingRecord& r) { return mean_depth(r.gradient->input.shares); };
    CHECK(std::abs(mean_at(results, 2000, input_depth) - 4.20) < 0.4);
    const auto weight_depth = [](const TrainingRecord& r) { return mean_depth(r.gradient->weight_shares); };
    CHECK(std::abs(mean_at(results, 2000, weight_depth) - 4.60) < 0.4);
    CHECK(mean_at(results, 2000, depth_of) > mean_at(results, 0, depth_of));
}

// Labels that have nothing to do with the points: whoever does better than chance on the test points was
// told.
void check_at_chance(TrainingConfig config) {
    config.task.spread = 0.0;
    config.task.random_covariance = false;
    config.task.training_points = 0;
    config.training.steps = 60;
    config.training.log_steps = {0, 60};
    config.training.test_points = 4000;
    config.training.spectrum_points = 0;  // accuracies alone are asked for
    config.training.gradient_points = 0;
    const auto results = train_seeds({config, 1, 2, "", false});
    for (const auto& result : results) {
        const double chance = 1.0 / config.task.classes;
        const double deviation = std::sqrt(chance * (1.0 - chance) / 4000.0);
        for (const auto& record : result.records) {
            CHECK(std::abs(record.test_accuracy - chance) < tolerance::standard_errors_of_many * deviation);
            CHECK(std::abs(record.running_accuracy - chance) <
                  tolerance::standard_errors_of_many * deviation);
        }
    }
}

TEST_CASE("with random labels every configuration and every normalisation stays at chance") {
    for (const auto& name : training_config_names()) {
        CAPTURE(name);
        const auto config = load_training_config(name);
        if (!config.convolutional) check_at_chance(config);
    }
    for (const auto& name : norm_names()) {
        if (is_conditional(norm_kind(name))) continue;  // Gaussian points have no conditions
        CAPTURE(name);
        auto config = load_training_config("train_bn");
        config.network.norm.kind = norm_kind(name);
        check_at_chance(config);
    }
}

TEST_CASE("paper_nobn: the weight norm falls a little, then grows, the first layer most") {
    const auto results = train("paper_nobn", 5);
    const auto norm = [](const TrainingRecord& r) { return r.weight_norm; };
    const double start = mean_at(results, 0, norm);
    CHECK(mean_at(results, 2000, norm) > 13.6);
    CHECK(mean_at(results, 2000, norm) < 14.4);
    const double lowest = std::min(mean_at(results, 30, norm), mean_at(results, 60, norm));
    CHECK(lowest / start > 0.992);
    CHECK(lowest / start < 0.998);
    double previous = lowest;
    for (const std::int64_t step : {100, 200, 300, 500, 700, 1000, 1500, 2000}) {
        CHECK(mean_at(results, step, norm) > previous);
        previous = mean_at(results, step, norm);
    }
    const auto growth = [&](std::size_t l) {
        const auto layer = [l](const TrainingRecord& r) { return r.layer_norms[l]; };
        return mean_at(results, 2000, layer) - mean_at(results, 0, layer);
    };
    for (std::size_t l = 1; l < 10; ++l)
        CHECK(growth(0) > growth(l));
    CHECK(std::abs(mean_at(results, 0, depth_of) - 2.50) < 0.2);
    CHECK(std::abs(mean_at(results, 2000, depth_of) - 2.91) < 0.35);
}

TEST_SUITE_END();

}  // namespace
}  // namespace glasscape
