#include "glasscape/network/sampled_paths.hpp"

#include <cmath>
#include <cstdint>

#include <doctest/doctest.h>

#include "glasscape/network/dataset.hpp"
#include "glasscape/network/depth_spectrum.hpp"

#include "network/all_and_some_paths.hpp"
#include "tolerances.hpp"

namespace glasscape {
namespace {

namespace tolerance = testing::tolerance;

struct Points {
    Panel<double> x;
    std::vector<int> labels;
};

Points some_points(int inputs, int classes, int count) {
    Batch batch;
    make_gaussian_classes({inputs, classes, 0.5, true, 0}, 3)->test_batch(count, batch);
    Points points{Panel<double>(inputs, count), batch.labels};
    for (int i = 0; i < inputs; ++i)
        std::copy_n(batch.x.row(i), count, points.x.row(i));
    return points;
}

NetworkOptions network_of(int depth, NormKind kind) {
    NetworkOptions options;
    options.inputs = 6;
    options.width = 9;
    options.depth = depth;
    options.classes = 4;
    options.readout = Readout::trained;
    options.norm.kind = kind;
    return options;
}

TEST_SUITE_BEGIN("network");

TEST_CASE("exact norms by length are those of the gradient spectrum; one path is its own sum") {
    const auto points = some_points(6, 4, 17);
    for (const auto kind : {NormKind::batch_norm, NormKind::none, NormKind::layer_norm}) {
        ResidualNetwork<double> network(network_of(5, kind), 2);
        const auto norms = sampled_path_norms(network, points.x, points.labels, 100, 1);
        const auto spectrum = gradient_spectrum(network, points.x, points.labels);
        REQUIRE(norms.size() == 5);
        double power = 0.0;
        for (const auto& length : norms)
            power += length.exact_norm * length.exact_norm;
        for (std::size_t i = 0; i < norms.size(); ++i) {
            CHECK(norms[i].exact_norm * norms[i].exact_norm / power ==
                  doctest::Approx(spectrum.input.shares[i]).epsilon(tolerance::long_sum));
            CHECK(norms[i].path_norm_error == 0.0);  // all paths
            // The triangle inequality, with equality for one path.
            const double count = std::exp(norms[i].log_paths);
            CHECK(norms[i].exact_norm <= count * norms[i].path_norm * (1.0 + tolerance::rounding_slack));
        }
        for (const auto& alone : {norms.front(), norms.back()}) {
            CHECK(alone.sampled == 1);
            CHECK(alone.path_norm == doctest::Approx(alone.exact_norm).epsilon(tolerance::long_sum));
        }
        CHECK(norms[2].sampled == 6);
    }
}

TEST_CASE("sampled paths tell what all of them say") {
    const auto points = some_points(6, 4, 11);
    ResidualNetwork<double> network(network_of(13, NormKind::batch_norm), 5);
    testing::check_some_against_all(40, 1000, [&](std::int64_t paths, std::uint64_t seed) {
        return sampled_path_norms(network, points.x, points.labels, paths, seed);
    });
}

TEST_CASE("a network without its layers is the shallow one") {
    const auto points = some_points(6, 4, 23);
    ResidualNetwork<double> network(network_of(4, NormKind::batch_norm), 7);
    ResidualNetwork<double> shallow(network_of(1, NormKind::batch_norm), 7);
    Activations<double> state;
    const auto rows = lesion_losses(network, points.x, points.labels, NormMode::batch, 10, 1);
    REQUIRE(rows.size() == 4);
    CHECK(rows[0].loss == network.evaluate(points.x, points.labels, NormMode::batch, state));
    // Layer and readout are drawn from streams of their own.
    CHECK(rows[3].loss == shallow.evaluate(points.x, points.labels, NormMode::batch, state));
    CHECK(rows[1].draws == 3);
    double sum = 0.0;
    for (const auto& out : {std::vector<char>{1, 0, 0}, {0, 1, 0}, {0, 0, 1}})
        sum += network.evaluate_without(out, points.x, points.labels, NormMode::batch, state);
    CHECK(rows[1].loss == doctest::Approx(sum / 3.0).epsilon(tolerance::few_roundings));
}

TEST_SUITE_END();

}  // namespace
}  // namespace glasscape
