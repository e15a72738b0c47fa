// Training: the same bytes for a seed however it is run, checkpoints, data files.
#include "glasscape/training/training_run.hpp"

#include <cmath>
#include <cstring>
#include <numeric>
#include <string>

#include <doctest/doctest.h>

#include "glasscape/network/dataset.hpp"
#include "glasscape/table/csv.hpp"
#include "glasscape/training/training_config.hpp"

#include "reference.hpp"
#include "scratch.hpp"
#include "tolerances.hpp"
#include "training/checkpoint.hpp"
#include "training/safetensors.hpp"

namespace glasscape {
namespace {

namespace tolerance = testing::tolerance;

NetworkOptions small_network(NormKind kind) {
    NetworkOptions options;
    options.inputs = 6;
    options.width = 10;
    options.depth = 4;
    options.classes = 5;
    options.readout = Readout::trained;
    options.norm.kind = kind;
    return options;
}

TrainingOptions short_training() {
    TrainingOptions options;
    options.batch = 24;
    options.steps = 40;
    options.log_steps = {0, 15, 40};
    options.test_points = 60;
    options.spectrum_points = 40;
    options.gradient_points = 20;
    return options;
}

std::shared_ptr<const Dataset> small_data(std::int64_t stored = 0) {
    return make_gaussian_classes({6, 5, 0.5, true, stored}, 4);
}

template <class T>
std::string trained_bytes(NormKind kind, OptimiserKind optimiser, std::int64_t stop_at) {
    auto options = short_training();
    options.optimiser.kind = optimiser;
    TrainingRun<T> run(small_network(kind), options, small_data(), 4);
    const auto until = [&](std::int64_t step) { return run.run([&] { return run.step() >= step; }); };
    if (stop_at == 0) {
        CHECK(until(1000) == TrainingEnd::finished);
        return encode_checkpoint(run, {"text", "content", {}});
    }
    CHECK(until(stop_at) == TrainingEnd::stopped);
    const auto bytes = encode_checkpoint(run, {"text", "content", {}});
    TrainingRun<T> second(small_network(kind), options, small_data(), 4);
    decode_checkpoint(bytes, "memory", second);
    CHECK(second.step() == stop_at);
    CHECK(second.run([] { return false; }) == TrainingEnd::finished);
    return encode_checkpoint(second, {"text", "content", {}});
}

TEST_SUITE_BEGIN("training");

TEST_CASE("a run restored from its checkpoint ends in the same bytes") {
    for (const auto kind : {NormKind::paper_scale, NormKind::batch_norm, NormKind::kalman_norm,
                            NormKind::swbn_kl, NormKind::weight_norm, NormKind::none})
        for (const auto optimiser : {OptimiserKind::sgd, OptimiserKind::adam, OptimiserKind::rmsprop}) {
            CAPTURE(norm_name(kind));
            const auto whole = trained_bytes<float>(kind, optimiser, 0);
            CHECK(whole == trained_bytes<float>(kind, optimiser, 0));
            CHECK(whole == trained_bytes<float>(kind, optimiser, 15));
            CHECK(whole == trained_bytes<float>(kind, optimiser, 22));
        }
    CHECK(trained_bytes<double>(NormKind::paper_scale, OptimiserKind::sgd, 0) ==
          trained_bytes<double>(NormKind::paper_scale, OptimiserKind::sgd, 7));
}

TEST_CASE("damaged and foreign checkpoints are refused") {
    TrainingRun<float> run(small_network(NormKind::batch_norm), short_training(), small_data(), 4);
    const auto bytes = encode_checkpoint(run, {"text", "content", {}});
    CHECK(checkpoint_head(bytes, "c").origin.config == "text");
    for (std::size_t at = 0; at < bytes.size(); at += 97) {
        auto damaged = bytes;
        damaged[at] = static_cast<char>(damaged[at] ^ 1);
        CHECK_THROWS_AS(checkpoint_head(damaged, "c"), std::invalid_argument);
        CHECK_THROWS_AS(checkpoint_head(bytes.substr(0, at), "c"), std::invalid_argument);
    }
    CHECK_THROWS_WITH_AS(checkpoint_head("hello, this is no checkpoint at all", "c"),
                         doctest::Contains("not a checkpoint"), std::invalid_argument);
    TrainingRun<float> other(small_network(NormKind::layer_norm), short_training(), small_data(), 4);
    CHECK_THROWS_WITH_AS(decode_checkpoint(bytes, "c", other), doctest::Contains("another configuration"),
                         std::invalid_argument);
    TrainingRun<double> wider(small_network(NormKind::batch_norm), short_training(), small_data(), 4);
    CHECK_THROWS_AS(decode_checkpoint(bytes, "c", wider), std::invalid_argument);
}

TEST_CASE("a checkpoint is a safetensors file of the network's arrays") {
    TrainingRun<float> run(small_network(NormKind::batch_norm), short_training(), small_data(), 4);
    run.train_step();
    const auto bytes = encode_checkpoint(run, {"text", "content", {}});
    const auto stored = decode_safetensors(bytes, "c");
    const auto& first = stored.arrays.front();
    const auto weights = run.network().parameters().front();
    CHECK(first.name == "W1");
    CHECK(first.rows == weights.rows);
    CHECK(first.columns == weights.columns);
    float entry = 0.0F;  // row 1, column 2
    std::memcpy(&entry, first.bytes.data() + sizeof(float) * static_cast<std::size_t>(first.columns + 2),
                sizeof entry);
    CHECK(entry == weights.values[weights.stride + 2]);
    CHECK(encode_safetensors(stored) == bytes);

    ResidualNetwork<double> network(small_network(NormKind::batch_norm), 5);
    read_weights(bytes, "c", network.parameters(), network.buffers());
    for (std::size_t p = 0; p < network.parameters().size(); ++p) {
        const auto to = network.parameters()[p];
        const auto from = run.network().parameters()[p];
        for (int i = 0; i < to.rows; ++i)
            for (int j = 0; j < to.columns; ++j)
                CHECK(to.values[i * to.stride + j] == static_cast<double>(from.values[i * from.stride + j]));
    }
    auto fewer = stored;
    fewer.arrays.erase(fewer.arrays.begin());
    CHECK_THROWS_WITH_AS(
        read_weights(encode_safetensors(fewer), "w", network.parameters(), network.buffers()),
        doctest::Contains("needs an array 'W1' of"), std::invalid_argument);
    CHECK_THROWS_WITH_AS(decode_safetensors("too short", "w"), doctest::Contains("no safetensors"),
                         std::invalid_argument);
}

TEST_CASE("checkpoints of version 2 are still read") {
    const std::string path = GLASSCAPE_SOURCE_DIR "/data/checkpoints/version2.ckpt";
    const auto bytes = read_file(path);
    const auto head = checkpoint_head(bytes, path);
    CHECK(head.seed == 1);
    CHECK(head.step == 20);
    auto config = parse_training_config(head.origin.config, path);
    const auto data = open_data(config, head.seed);  // fills what the data decide
    TrainingRun<float> run(config.network, config.training, data, head.seed);
    decode_checkpoint(bytes, path, run);
    // What the program of then printed.
    CHECK(run.records().back().test_loss == doctest::Approx(0.9656).epsilon(1e-4));
    const auto now = run.record(0.0, config.training);
    // in single precision, by another processor
    CHECK(now.test_loss == doctest::Approx(run.records().back().test_loss).epsilon(1e-5));
    for (std::size_t r = 0; r < 2; ++r)
        CHECK(now.output->shares[r] == doctest::Approx(run.records().back().output->shares[r]).epsilon(1e-5));
}

TEST_CASE("the log tells what the running statistics give beside those of the batch") {
    auto options = short_training();
    options.test_points = 400;
    const auto differs = [&](NormKind kind, std::size_t record) {
        TrainingRun<float> run(small_network(kind), options, small_data(), 4);
        CHECK(run.run([] { return false; }) == TrainingEnd::finished);
        return run.records().at(record).running_accuracy != run.records().at(record).test_accuracy;
    };
    CHECK(differs(NormKind::batch_norm, 0));  // mean 0 and variance 1 are not what the batch has
    CHECK(differs(NormKind::batch_norm, 2));
    CHECK_FALSE(differs(NormKind::none, 2));
    CHECK_FALSE(differs(NormKind::layer_norm, 2));
}

TEST_CASE("divergence stops the run and keeps what was logged") {
    auto options = short_training();
    options.optimiser.learning_rate = 1e6;
    TrainingRun<float> run(small_network(NormKind::none), options, small_data(), 4);
    CHECK(run.run([] { return false; }) == TrainingEnd::diverged);
    CHECK(run.step() < options.steps);
    REQUIRE(!run.records().empty());
    CHECK(run.records().front().step == 0);
}

TEST_CASE("training lowers the loss with either optimiser and every schedule") {
    for (const auto kind : {OptimiserKind::sgd, OptimiserKind::adam})
        for (const auto schedule : {Schedule::constant, Schedule::cosine, Schedule::steps}) {
            auto options = short_training();
            options.steps = 300;
            options.log_steps = {0, 300};
            options.optimiser.kind = kind;
            options.optimiser.schedule = schedule;
            options.optimiser.learning_rate = 0.01;
            options.optimiser.warmup = 20;
            TrainingRun<float> run(small_network(NormKind::batch_norm), options, small_data(), 4);
            run.run([] { return false; });
            CHECK(run.records().back().test_loss < 0.7 * run.records().front().test_loss);
        }
}

TEST_CASE("learning rates follow their schedules") {
    OptimiserOptions options;
    options.learning_rate = 2.0;
    CHECK(learning_rate(options, 77, 100) == 2.0);
    options.warmup = 10;
    CHECK(learning_rate(options, 4, 100) == 1.0);
    options.schedule = Schedule::cosine;
    CHECK(learning_rate(options, 50, 100) == doctest::Approx(1.0));
    options.schedule = Schedule::steps;
    CHECK(learning_rate(options, 49, 100) == 2.0);
    CHECK(learning_rate(options, 50, 100) == doctest::Approx(0.2));
    CHECK(learning_rate(options, 75, 100) == doctest::Approx(0.02));
}

TEST_CASE("Gaussian classes have the moments they should") {
    const auto data = make_gaussian_classes({8, 4, 0.5, true, 0}, 12);
    Batch batch;
    data->test_batch(40000, batch);
    // E|x|^2 = inputs (spread^2 + 1) over draws of means and factors; over the points of one draw, the total
    // variance is that of its own means and factors, so the tolerance is theirs: 4 classes of 8 + 64 numbers.
    double square = 0.0;
    for (int i = 0; i < 8; ++i)
        for (int b = 0; b < 40000; ++b)
            square += static_cast<double>(batch.x(i, b)) * static_cast<double>(batch.x(i, b));
    CHECK(square / 40000 / 8 == doctest::Approx(1.25).epsilon(0.35));
    std::vector<int> counts(4);
    for (const int label : batch.labels)
        ++counts[static_cast<std::size_t>(label)];
    for (const int count : counts)
        CHECK(std::abs(count - 10000) < tolerance::standard_errors_of_many * std::sqrt(7500));
    Batch one;
    Batch again;
    data->training_batch(3, 16, one);
    data->training_batch(3, 16, again);
    CHECK(one.labels == again.labels);
    CHECK(one.x(2, 5) == again.x(2, 5));
    data->training_batch(4, 16, again);
    CHECK(one.x(2, 5) != again.x(2, 5));
}

TEST_CASE("stored points: split, standardised, every point once an epoch") {
    StoredPoints points{2, 3, {}, {}, {"rising", "constant"}};
    for (int i = 0; i < 30; ++i) {
        points.values.push_back(static_cast<float>(i));
        points.values.push_back(5.0F);  // no variance
        points.labels.push_back(i % 3);
    }
    const auto data = make_stored_dataset(points, {}, 1.0 / 6.0, 3);
    CHECK(data->training_points() == 25);
    CHECK(data->test_points() == 5);
    CHECK(data->description() ==
          "25 training and 5 test points, 2 features, 3 classes; 1 features are constant over the training "
          "points: constant");
    Batch batch;
    std::vector<float> seen;
    double sum = 0.0;
    double squares = 0.0;
    for (int step = 0; step < 5; ++step) {
        data->training_batch(step, 5, batch);
        for (int b = 0; b < 5; ++b) {
            seen.push_back(batch.x(0, b));
            sum += static_cast<double>(batch.x(0, b));
            squares += static_cast<double>(batch.x(0, b)) * static_cast<double>(batch.x(0, b));
            CHECK(batch.x(1, b) == 0.0F);
        }
    }
    std::sort(seen.begin(), seen.end());
    CHECK(std::unique(seen.begin(), seen.end()) == seen.end());
    CHECK(std::abs(sum) < tolerance::single_sums);
    CHECK(squares / 25 == doctest::Approx(1.0));
}

TEST_SUITE_END();

}  // namespace
}  // namespace glasscape
