// The loss of a trained network as a landscape, its Hessian's spectrum and the critical points near it.
#include "experiment/trained_loss.hpp"

#include <cmath>
#include <filesystem>
#include <string>
#include <tuple>

#include <doctest/doctest.h>

#include "glasscape/experiment/loss_hessian_spectrum.hpp"
#include "glasscape/experiment/saddles_near_checkpoint.hpp"
#include "glasscape/sphere/sphere.hpp"
#include "glasscape/table/whole_file.hpp"
#include "glasscape/training/train_seeds.hpp"

#include "scratch.hpp"
#include "states.hpp"
#include "tolerances.hpp"

namespace glasscape {
namespace {

namespace tolerance = testing::tolerance;

constexpr int points = 60;

/// A small trained network, N = 144 weights; its checkpoint.
std::string checkpoint_in(const testing::ScratchFolder& folder) {
    const auto config = parse_training_config(
        "name = 'small'\n[data]\ninputs = 4\nclasses = 3\n[network]\ndepth = 3\nwidth = 6\n"
        "readout = 'trained'\nnormalisation = 'batch_norm'\nprecision = 'double'\n"
        "[training]\nlearning_rate = 0.05\nbatch = 32\nsteps = 60\nlog_steps = [0, 60]\n",
        "test");
    std::filesystem::create_directories(folder.file("out"));
    train_seeds({config, 1, 1, folder.file("out")});
    return folder.file("out/seed1.ckpt");
}

TEST_SUITE_BEGIN("experiment");

TEST_CASE("the loss of a trained network on the sphere of its weights") {
    const testing::ScratchFolder folder;
    auto network = load_trained_network({checkpoint_in(folder)});
    CHECK(network.step == 60);
    auto held = held_out_points(*network.data, points);
    Activations<double> activations;
    const double loss = network.network.forward(held.x, held.labels, NormMode::batch, activations);
    const TrainedLoss landscape(std::move(network), std::move(held));
    const auto& start = landscape.start();
    CHECK(overlap(start, start) == doctest::Approx(1.0).epsilon(tolerance::closed_form));
    const auto values = testing::evaluate(landscape, start);
    CHECK(values.energies[0] == doctest::Approx(loss).epsilon(tolerance::long_sum));
    // Gradient along a direction, and the Hessian's product with another, by differences.
    const auto direction = testing::random_vector(landscape.size(), 3);
    std::vector<double> product(start.size());
    landscape.hessian_vector(start, direction, product);
    std::vector<double> ends[2];
    constexpr double step = 1e-5;
    for (const int side : {0, 1}) {
        ends[side] = start;
        for (std::size_t i = 0; i < start.size(); ++i)
            ends[side][i] += (side == 1 ? step : -step) * direction[i];
    }
    const auto below = testing::evaluate(landscape, ends[0]);
    const auto above = testing::evaluate(landscape, ends[1]);
    CHECK((above.energies[0] - below.energies[0]) / (2 * step) ==
          doctest::Approx(dot(values.gradients, direction)).epsilon(1e-6));  // step^2 and rounding over step
    // Gates are kept: no sample changes one within so small a step here.
    for (std::size_t i = 0; i < start.size(); ++i)
        CHECK((above.gradients[i] - below.gradients[i]) / (2 * step) ==
              doctest::Approx(product[i]).epsilon(1e-6));
}

TEST_CASE("the spectrum of a checkpoint is that of the training that made it") {
    const testing::ScratchFolder folder;
    const auto path = checkpoint_in(folder);
    auto network = load_trained_network({path});
    const auto held = held_out_points(*network.data, points);
    const auto curvature = loss_curvature(network, held, {20, 2, 1});
    HessianRequest request;
    request.configs = {folder.file("out/config.toml")};
    write_whole_file(request.configs[0], to_toml(network.config));
    request.seeds = 1;
    request.steps = {60};
    request.points = points;
    request.lanczos_steps = 20;
    const auto along = curvatures_along_training(request);
    REQUIRE(along.size() == 1);
    CHECK(along[0].loss == doctest::Approx(curvature.loss).epsilon(tolerance::long_sum));
    CHECK(along[0].spectrum.highest == doctest::Approx(curvature.spectrum.highest).epsilon(1e-6));
    CHECK(curvature.step == 60);
    CHECK(hessian_table({curvature}).rows().size() == 1);
}

TEST_CASE("critical points near a checkpoint: the gradient falls, the index is counted") {
    const testing::ScratchFolder folder;
    CheckpointSaddlesRequest request;
    request.source.weights = checkpoint_in(folder);
    request.points = points;
    request.starts = 2;
    const auto saddles = saddles_near_checkpoint(request);
    CHECK(saddles.size == 4 * 6 + 2 * 36 + 6 * 3 + 3 * 12);
    REQUIRE(saddles.points.size() == 2);
    CHECK(saddles.spec.starts_with("layers:"));
    for (const auto& point : saddles.points) {
        CHECK(point.gradient_norm < 0.5 * point.start_gradient_norm);
        CHECK(point.index == std::round(point.index));
        CHECK(point.index_error == 0.0);
        // Energies are linear in losses.
        CHECK((point.energy - point.start_energy) * (point.loss - point.start_loss) >= 0.0);
    }
    const auto& [first, second] = std::tie(saddles.points[0], saddles.points[1]);
    const double slope = (second.start_energy - first.start_energy) / (second.start_loss - first.start_loss);
    CHECK(first.energy - first.start_energy ==
          doctest::Approx(slope * (first.loss - first.start_loss)).epsilon(tolerance::cancelling_terms));
    CHECK(second.overlap < 1.0);
    CHECK(checkpoint_saddles_table(saddles).rows().size() == 2);
}

TEST_SUITE_END();

}  // namespace
}  // namespace glasscape
