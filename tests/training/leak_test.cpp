// What is to be predicted reaches no normaliser: with labels drawn at random nobody does better than chance.
#include <cmath>
#include <memory>
#include <string>

#include <boost/random/uniform_int_distribution.hpp>
#include <doctest/doctest.h>
#include <fmt/format.h>

#include "glasscape/core/random.hpp"
#include "glasscape/table/whole_file.hpp"
#include "glasscape/training/train_seeds.hpp"
#include "glasscape/training/training_run.hpp"

#include "scratch.hpp"
#include "tolerances.hpp"

namespace glasscape {
namespace {

namespace tolerance = testing::tolerance;

/// The digits with labels and conditions that are drawn at random.
std::shared_ptr<const Dataset> shuffled_digits(std::uint64_t seed) {
    auto digits = built_in_digits();
    RandomStream stream(seed, Stream::data, 77);
    boost::random::uniform_int_distribution<int> label(0, 9);
    boost::random::uniform_int_distribution<int> condition(0, 3);
    for (auto* part : {&digits.training, &digits.test}) {
        part->condition_count = 4;
        for (auto& value : part->labels) {
            value = label(stream);
            part->conditions.push_back(Condition{condition(stream)});
        }
    }
    return make_stored_dataset(std::move(digits.training), std::move(digits.test), 0.0, seed);
}

TEST_SUITE_BEGIN("training");

TEST_CASE("digits with random labels: every normalisation stays at chance on held-out points") {
    NetworkOptions network;
    network.inputs = 64;
    network.classes = 10;
    network.conditions = 4;
    network.depth = 3;
    network.width = 20;
    network.readout = Readout::trained;
    TrainingOptions training;
    training.batch = 64;
    training.steps = 100;
    training.log_steps = {100};
    training.spectrum_points = 0;
    training.gradient_points = 0;
    training.optimiser.learning_rate = 0.02;
    const double deviation = std::sqrt(0.1 * 0.9 / 299.0);
    const auto data = shuffled_digits(3);
    for (const auto name : norm_names()) {
        CAPTURE(std::string(name));
        network.norm = default_options(norm_kind(name));
        network.norm.groups = network.norm.kind == NormKind::cond_group_norm ? 4 : 1;
        TrainingRun<float> run(network, training, data, 3);
        CHECK(run.run([] { return false; }) == TrainingEnd::finished);
        const auto& record = run.records().back();
        CHECK(std::abs(record.test_accuracy - 0.1) < tolerance::standard_errors_of_many * deviation);
        CHECK(std::abs(record.running_accuracy - 0.1) < tolerance::standard_errors_of_many * deviation);
    }
}

/// Points of two groups whose features are turned: the class is the sign of the first number in one, its
/// opposite in the other.
std::string points_of_two_domains(int count) {
    std::string text = "a,b,site,kind\n";
    for (int i = 0; i < count; ++i) {
        const double a = std::sin(1.7 * i);
        const bool north = i % 2 == 0;
        text += fmt::format("{},{},{},{}\n", a, std::cos(2.3 * i), north ? "north" : "south",
                            (a > 0.0) == north ? "yes" : "no");
    }
    return text;
}

TEST_CASE("a column of conditions is no feature, and a conditional normalisation uses it") {
    const testing::ScratchFolder folder;
    write_whole_file(folder.file("points.csv"), points_of_two_domains(600));
    TrainingConfig config;
    config.data = "csv:" + folder.file("points.csv") + ",kind,condition=site";
    config.network.depth = 3;
    config.network.width = 24;
    config.network.readout = Readout::trained;
    config.network.readout_scale = 1.0;
    config.training.batch = 50;
    config.training.steps = 800;
    config.training.log_steps = {0, 800};
    config.training.optimiser.learning_rate = 0.03;
    const auto accuracy_of = [&](NormKind kind) {
        config.network.norm = default_options(kind);
        return train_seeds({config, 1, 1, ""})[0].records.back().running_accuracy;
    };
    CHECK(open_data(config, 1)->inputs() == 2);
    CHECK(open_data(config, 1)->conditions() == 2);
    CHECK(accuracy_of(NormKind::batch_norm) < 0.65);
    CHECK(accuracy_of(NormKind::cond_batch_norm) > 0.9);
    CHECK(accuracy_of(NormKind::sandwich_bn) > 0.9);
    CHECK(accuracy_of(NormKind::sandwich_aux_bn) > 0.9);
}

TEST_CASE("conditions that are the answer are refused, and so are conditional kinds without any") {
    const testing::ScratchFolder folder;
    const auto file = folder.file("points.csv");
    write_whole_file(file, "a,kind,copy,site\n1,x,1,7\n2,y,2,7\n3,x,3,8\n4,y,2,8\n");
    const auto refused = [&](const std::string& rest, const char* why) {
        TrainingConfig config;
        config.data = "csv:" + file + "," + rest;
        CHECK_THROWS_WITH_AS(open_data(config, 1), doctest::Contains(why), std::invalid_argument);
    };
    refused("kind,condition=copy", "column 'copy' tells the class of every point");
    refused("kind,condition=kind", "column 'kind' cannot be both label and condition");
    refused("kind,condition=cite", "has no column 'cite': its columns are a, kind, copy, site");
    write_whole_file(file, "a,kind,site\n1,x,7\n2,y,\n");
    refused("kind,condition=site", "line 3: the condition in column 'site' is empty");
    refused("kind,condition=", "is not understood");
    TrainingConfig config;
    config.network.norm = default_options(NormKind::sandwich_bn);
    open_data(config, 1);
    CHECK_THROWS_WITH_AS(
        require_sensible(config.network),
        doctest::Contains("sandwich_bn needs a condition of each sample, and the data have none"),
        std::invalid_argument);
}

TEST_SUITE_END();

}  // namespace
}  // namespace glasscape
