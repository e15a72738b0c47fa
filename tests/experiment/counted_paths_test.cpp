// The measure of Veit, Wilber and Belongie 2016 and the exact one, on networks of both kinds.
#include "experiment/counted_paths.hpp"

#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "glasscape/network/depth_spectrum.hpp"
#include "glasscape/table/csv.hpp"
#include "glasscape/training/trained_network.hpp"

#include "experiment/normalised_path_lengths.hpp"
#include "tolerances.hpp"

namespace glasscape {
namespace {

namespace tolerance = testing::tolerance;

TrainingConfig small_images() {
    auto config = load_training_config("conv_r8");
    config.data = "digits";
    config.epochs = 0;
    config.training.steps = 2;
    config.training.batch = 16;
    config.convolutional->widths = {4, 4, 4};
    return config;
}

TEST_SUITE_BEGIN("experiment");

TEST_CASE("shares of lengths by count times norm, and by the norm of the sum, by hand") {
    std::vector<PathNorms> lengths(2);
    lengths[0] = {1, 0.0, 1, 3.0, 0.0, 9.0, 0.0, 3.0};
    lengths[1] = {2, std::log(4.0), 4, 0.5, 0.0, 0.25, 0.0, 1.0};
    CHECK(counted_shares(lengths)[0] == doctest::Approx(0.6).epsilon(tolerance::few_roundings));
    CHECK(counted_shares(lengths)[1] == doctest::Approx(0.4).epsilon(tolerance::few_roundings));
    CHECK(exact_shares(lengths)[0] == doctest::Approx(0.75).epsilon(tolerance::few_roundings));
}

TEST_CASE("single paths are counted in dense and in convolutional networks, the law where there is one") {
    const CountedPathsRequest request{3, 2, 16, 8};
    const auto dense = count_paths(normalised_stack(8, 30, 2), request);
    const auto images = count_paths(small_images(), request);
    CHECK(dense.gains.size() == 7);
    CHECK(images.gains.empty());
    for (const auto* counted : {&dense, &images})
        for (const auto& seed : counted->seeds)
            for (const auto* lengths : {&seed.start, &seed.end}) {
                REQUIRE(lengths->size() == (counted == &dense ? 8 : 4));
                // one path alone is its own sum
                CHECK(lengths->front().path_norm ==
                      doctest::Approx(lengths->front().exact_norm).epsilon(tolerance::single_sums));
            }
    const auto means = texts_of(counted_means_table({dense, images}));
    REQUIRE(means.rows.size() == 8);
    for (std::size_t row = 0; row < means.rows.size(); ++row) {
        CHECK(means.at(row, "law").empty() == (means.at(row, "config") == "conv_r8"));
        CHECK(means.at(row, "excess").empty() == (means.at(row, "measure") == "norm of the sum"));
    }
    // 2 ends x 2 measures x lengths, and both laws at the start
    CHECK(counted_shares_table({dense, images}).rows().size() == 4 * 8 + 2 * 8 + 4 * 4);
    CHECK(counted_norms_table({dense, images}).rows().size() == 2 * 2 * (8 + 4));
}

TEST_CASE("squares of the exact norms of a dense network are the shares of its gradient") {
    auto config = normalised_stack(6, 20, 1);
    const auto counted = count_paths(config, {4, 1, 32, 2, false});
    CHECK(counted.seeds.front().end.empty());
    const auto data = open_data(config, 4);
    const auto held = held_out_points(*data, 32);
    ResidualNetwork<double> network(config.network, 4);
    const auto spectrum = gradient_spectrum(network, held.x, held.annotations());
    double power = 0.0;
    for (const auto& length : counted.seeds.front().start)
        power += length.exact_norm * length.exact_norm;
    for (std::size_t i = 0; i < 6; ++i) {
        const double norm = counted.seeds.front().start[i].exact_norm;
        CHECK(norm * norm / power ==
              doctest::Approx(spectrum.input.shares[i]).epsilon(tolerance::single_sums));
    }
}

TEST_SUITE_END();

}  // namespace
}  // namespace glasscape
