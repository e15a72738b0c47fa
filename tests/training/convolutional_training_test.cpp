// Trainings of convolutional networks: configurations, images, checkpoints.
#include <algorithm>
#include <cmath>
#include <fstream>
#include <string>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "glasscape/training/checkpoint_depth.hpp"
#include "glasscape/training/datasets.hpp"
#include "glasscape/training/train_seeds.hpp"
#include "glasscape/training/training_changes.hpp"

#include "scratch.hpp"
#include "tolerances.hpp"
#include "training/checkpoint.hpp"

namespace glasscape {
namespace {

/// Images of 8 x 8 whose class is the direction of their stripes, with noise, as a CSV file.
void write_stripes(const std::string& path, int count) {
    std::ofstream file(path);
    for (int i = 0; i < 64; ++i)
        file << fmt::format("pixel{},", i);
    file << "class\n";
    for (int n = 0; n < count; ++n) {
        const int kind = n % 3;
        for (int i = 0; i < 64; ++i) {
            const int x = i % 8;
            const int y = i / 8;
            const int along = kind == 0 ? x : kind == 1 ? y : x + y;
            file << fmt::format("{:.4f},",
                                std::sin(1.6 * along + 0.7 * n) + 0.5 * std::sin(12.9 * i * n + n));
        }
        file << kind << "\n";
    }
}

std::string configuration(const std::string& csv, const std::string& network) {
    return fmt::format(
        "name = \"stripes\"\n[data]\nsource = \"csv:{},class\"\nimage = [1, 8, 8]\n[convolutional]\nwidths = "
        "[4, 8]\nblocks = 1\n{}\n[training]\nlearning_rate = 0.1\nschedule = \"cosine\"\nbatch = 30\nsteps = "
        "90\nlog_steps = [0, 45, 90]\ntest_points = 60\nspectrum_points = 16\ngradient_points = 16\n",
        csv, network);
}

TEST_SUITE_BEGIN("training");

TEST_CASE("a convolutional network learns stripes and logs its path lengths") {
    testing::ScratchFolder folder;
    write_stripes(folder.file("stripes.csv"), 300);
    for (const char* network : {"", "block = \"preactivation\"", "normalisation = \"paper_scale\""}) {
        CAPTURE(network);
        const auto config =
            parse_training_config(configuration(folder.file("stripes.csv"), network), "stripes");
        CHECK(to_toml(parse_training_config(to_toml(config), "again")) == to_toml(config));
        const auto result = train_seeds({config, 1, 1, "", false}).front();
        CHECK(result.end == TrainingEnd::finished);
        REQUIRE(result.records.size() == 3);
        const auto& last = result.records.back();
        CHECK(last.test_accuracy > 0.9);
        CHECK(last.running_accuracy > 0.9);
        REQUIRE(last.output);
        CHECK(last.output->shares.size() == 3);
        CHECK(last.output->residual < 1e-4);
        CHECK(last.output->layers.size() == 3);
        CHECK(last.layer_norms.size() == 3);
        REQUIRE(last.gradient);
        CHECK(result.records[1].gradient->weight_shares.empty());
        double sum = 0.0;
        for (const double share : last.gradient->weight_shares)
            sum += share;
        CHECK(sum == doctest::Approx(1.0));
        REQUIRE(last.output->centred.shares.size() == 3);
        CHECK(mean_depth(last.output->centred.shares) > 1.0);
        CHECK(last.gradient->input.cross > 0.0);
        CHECK(depth_table(config, {result}).rows().size() == 9);
    }
}

TEST_CASE("a convolutional training goes on from its checkpoint with the same bytes") {
    testing::ScratchFolder folder;
    write_stripes(folder.file("stripes.csv"), 120);
    auto config = parse_training_config(configuration(folder.file("stripes.csv"), ""), "stripes");
    config.training.augmentation = {1, true};
    const auto data = open_data(config, 1);
    TrainingRun<float> whole(config.choice(), config.training, data, 1);
    CHECK(whole.run([] { return false; }) == TrainingEnd::finished);
    TrainingRun<float> first(config.choice(), config.training, data, 1);
    CHECK(first.run([&] { return first.step() >= 46; }) == TrainingEnd::stopped);
    TrainingRun<float> second(config.choice(), config.training, data, 1);
    decode_checkpoint(encode_checkpoint(first, {"c", "d", {}}), "memory", second);
    CHECK(second.run([] { return false; }) == TrainingEnd::finished);
    CHECK(encode_checkpoint(second, {"c", "d", {}}) == encode_checkpoint(whole, {"c", "d", {}}));
    CHECK_THROWS_AS(whole.network(), std::logic_error);
}

TEST_CASE("the depth of a convolutional checkpoint is told, its single paths are not") {
    testing::ScratchFolder folder;
    write_stripes(folder.file("stripes.csv"), 120);
    const auto config = parse_training_config(configuration(folder.file("stripes.csv"), ""), "stripes");
    train_seeds({config, 1, 1, folder.path(), false});
    const NetworkSource source{folder.file("seed1.ckpt")};
    const auto spectrum = spectrum_of_checkpoint(source, 16, 16);
    CHECK(spectrum.record.step == 90);
    CHECK(spectrum_table(spectrum).rows().size() == 3);
    CHECK(measured_spec(*spectrum.record.output).starts_with("layers:"));
    CHECK_THROWS_WITH_AS(load_trained_network(source), doctest::Contains("convolutional"),
                         std::invalid_argument);
}

TEST_CASE("lengths of a checkpoint are counted in layers and on running statistics where that is asked for") {
    testing::ScratchFolder folder;
    write_stripes(folder.file("stripes.csv"), 120);
    const auto text = configuration(folder.file("stripes.csv"), "precision = \"double\"");
    train_seeds({parse_training_config(text, "stripes"), 1, 1, folder.path(), false});
    const NetworkSource source{folder.file("seed1.ckpt")};
    const auto usual = spectrum_of_checkpoint(source, 16, 16);
    CHECK(usual.record.gradient->weight_shares.size() == 3);

    ImageDepthOptions layers;
    layers.spectrum.count = LengthCount::layers;
    const auto counted = spectrum_of_checkpoint(source, 16, 16, layers);
    REQUIRE(counted.record.output->shares.size() == 5);
    for (std::size_t blocks = 0; blocks < 3; ++blocks)
        CHECK(counted.record.output->shares[2 * blocks] ==
              doctest::Approx(usual.record.output->shares[blocks]).epsilon(testing::tolerance::long_sum));
    CHECK(counted.record.output->shares[1] == 0.0);
    CHECK(spectrum_table(counted).rows().size() == 5);
    CHECK(spectrum_summary(counted).rows().size() == 1);

    for (const auto statistics : {FrozenStatistics::running, FrozenStatistics::centred}) {
        ImageDepthOptions options;
        options.spectrum.statistics = statistics;
        options.cotangent = Cotangent::random;
        const auto found = spectrum_of_checkpoint(source, 16, 16, options);
        CHECK(found.record.output->residual < testing::tolerance::long_sum);
        CHECK(mean_depth(found.record.output->shares) !=
              doctest::Approx(mean_depth(usual.record.output->shares)));
        CHECK(mean_depth(found.record.gradient->input.shares) !=
              doctest::Approx(mean_depth(usual.record.gradient->input.shares)));
    }
}

TEST_CASE("single paths start at the logits that are asked for, and words of the options are read") {
    testing::ScratchFolder folder;
    write_stripes(folder.file("stripes.csv"), 120);
    const auto text = configuration(folder.file("stripes.csv"), "precision = \"double\"");
    train_seeds({parse_training_config(text, "stripes"), 1, 1, folder.path(), false});
    const NetworkSource source{folder.file("seed1.ckpt")};
    auto options = image_depth_options("batch", "blocks", "random");
    options.spectrum.seed = 7;
    const auto shares = spectrum_of_checkpoint(source, 16, 16, options).record.gradient->input.shares;
    const auto paths = path_norms_of_checkpoint(source, 16, 8, 7, Cotangent::random);
    REQUIRE(paths.size() == shares.size());
    double sum = 0.0;
    for (const auto& length : paths)
        sum += length.exact_norm * length.exact_norm;
    for (std::size_t r = 0; r < paths.size(); ++r)
        CHECK(paths[r].exact_norm * paths[r].exact_norm / sum ==
              doctest::Approx(shares[r]).epsilon(testing::tolerance::long_sum));
    CHECK(path_norms_of_checkpoint(source, 16, 8, 7).front().exact_norm != paths.front().exact_norm);

    CHECK(image_depth_options("centred", "layers", "loss").spectrum.statistics == FrozenStatistics::centred);
    CHECK_THROWS_WITH_AS(image_depth_options("bach", "blocks", "loss"),
                         "statistics: 'bach' is none of batch, running, centred", std::invalid_argument);
    CHECK_THROWS_WITH_AS(lesions_of_checkpoint(source, 16, 3, 1), doctest::Contains("dense networks"),
                         std::invalid_argument);
}

TEST_CASE("changes for dense networks are refused where a convolutional one is trained") {
    auto config = parse_training_config("[convolutional]\nblocks = 1", "mine.toml");
    TrainingChanges changes;
    changes.steps = 40;
    changes.batch = 16;
    apply(changes, config);
    CHECK(config.training.log_steps == default_log_steps(40));
    CHECK(config.training.batch == 16);
    changes.ghost = 8;
    apply(changes, config);
    CHECK(config.convolutional->ghost == 8);
    changes.width = 20;
    CHECK_THROWS_WITH_AS(apply(changes, config), doctest::Contains("is a convolutional network"),
                         std::invalid_argument);
}

TEST_CASE("questions that dense networks do not answer are refused by name") {
    testing::ScratchFolder folder;
    auto config = load_training_config("paper_bn");
    config.training.steps = 1;
    config.training.log_steps = {0, 1};
    config.training.spectrum_points = 8;
    config.training.gradient_points = 0;
    config.training.test_points = 8;
    train_seeds({config, 1, 1, folder.path(), false});
    ImageDepthOptions options;
    options.cotangent = Cotangent::random;
    CHECK_THROWS_WITH_AS(spectrum_of_checkpoint({folder.file("seed1.ckpt")}, 8, 8, options),
                         doctest::Contains("--cotangent is for convolutional networks"),
                         std::invalid_argument);
}

TEST_CASE("images are scaled by channel, and points that are none are refused") {
    testing::ScratchFolder folder;
    write_stripes(folder.file("stripes.csv"), 60);
    const auto source = parse_data_source(fmt::format("csv:{},class", folder.file("stripes.csv")));
    const auto images = open_dataset(source, 1, {1, 8, 8});
    CHECK(images->image() == ImageShape{1, 8, 8});
    Batch batch;
    images->training_batch(0, static_cast<int>(images->training_points()), batch);
    double sum = 0.0;
    double squares = 0.0;
    for (int i = 0; i < 64; ++i)
        for (int b = 0; b < batch.x.samples(); ++b) {
            const auto value = static_cast<double>(batch.x(i, b));
            sum += value;
            squares += value * value;
        }
    const double count = 64.0 * batch.x.samples();
    CHECK(std::abs(sum / count) < 1e-6);
    CHECK(squares / count == doctest::Approx(1.0).epsilon(1e-5));

    CHECK_THROWS_WITH_AS(open_dataset(source, 1, {1, 8, 9}), doctest::Contains("no images of 1 x 8 x 9"),
                         std::invalid_argument);
}

TEST_CASE("faults of a convolutional configuration are named") {
    const auto refused = [](const std::string& text, const char* why) {
        CHECK_THROWS_WITH_AS(
            [&] {
                auto config = parse_training_config(text, "mine.toml");
                open_data(config, 1);
            }(),
            doctest::Contains(why), std::invalid_argument);
    };
    refused("[network]\nwidth = 3\n[convolutional]\nblocks = 1", "a training is of one of them");
    refused("[convolutional]\nblocks = 1", "gaussian holds none");
    refused("[convolutional]\nnormalisation = \"layer_norm\"", "no normalisation 'layer_norm' of images");
    refused("[convolutional]\nwidht = 1", "unknown key 'widht'");
    refused("[data]\nimage = [8, 8]", "channels, height and width");
    const auto refused_network = [](const std::string& keys, const char* why) {
        auto config = parse_training_config(
            "[data]\nsource = \"digits\"\n[convolutional]\n" + keys + "\n[training]\nsteps = 1", "mine.toml");
        open_data(config, 1);
        CHECK_THROWS_WITH_AS(require_sensible(config), doctest::Contains(why), std::invalid_argument);
    };
    refused_network("widths = [8, 8, 8, 8, 8]",
                    "images of 1 x 8 x 8 are a single pixel after 4: give at most 4 widths");
    refused_network("normalisation = \"group_norm\"\nwidths = [8, 20]", "20 channels are not divided by 8");
    refused_network("widths = [16, 8]", "not fall from stage to stage");
    const auto refused_move = [](const std::string& text, const char* why) {
        auto config = parse_training_config(text, "mine.toml");
        const auto data = open_data(config, 1);
        CHECK_THROWS_WITH_AS(TrainingRun<float>(config.choice(), config.training, data, 1),
                             doctest::Contains(why), std::invalid_argument);
    };
    refused_move("[network]\nwidth = 50\n[training]\nmirror = true", "the data hold none");
    refused_move("[data]\nsource = \"digits\"\n[convolutional]\nblocks = 1\n[training]\nshift = 8",
                 "leaves nothing of images of 1 x 8 x 8");
    TrainingOptions options;
    options.batch = 1;
    options.log_steps = {};
    CHECK_THROWS_WITH_AS(require_sensible(options, ConvolutionalOptions{}),
                         doctest::Contains("a batch of 1 with batch_norm"), std::invalid_argument);
}

TEST_SUITE_END();

}  // namespace
}  // namespace glasscape
