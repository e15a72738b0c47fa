#include "glasscape/convolution/image_paths.hpp"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include <doctest/doctest.h>

#include "network/all_and_some_paths.hpp"
#include "tolerances.hpp"

namespace glasscape {
namespace {

namespace tolerance = testing::tolerance;

ConvolutionalOptions small_network(BlockKind block, int blocks_per_stage) {
    ConvolutionalOptions options;
    options.image = {1, 4, 4};
    options.widths = {4, 6};
    options.blocks_per_stage = blocks_per_stage;
    options.classes = 3;
    options.block = block;
    return options;
}

TEST_SUITE_BEGIN("convolution");

TEST_CASE("exact norms by length are those of the gradient spectrum; one path is its own sum") {
    const auto x = random_cotangent<double>(16, 9, 3);  // images of 4 x 4
    const auto cotangent = random_cotangent<double>(3, 9, 4);
    for (const auto block : {BlockKind::original, BlockKind::preactivation}) {
        ConvolutionalNetwork<double> network(small_network(block, 2), 2);
        const auto norms = sampled_path_norms(network, x, cotangent, 100, 1);
        const auto parts = input_gradients_by_length(network, x, cotangent, {});
        REQUIRE(norms.size() == parts.size());
        for (std::size_t i = 0; i < norms.size(); ++i) {
            double power = 0.0;
            for (std::size_t k = 0; k < parts[i].size(); ++k)
                power += parts[i].data()[k] * parts[i].data()[k];
            CHECK(norms[i].exact_norm == doctest::Approx(std::sqrt(power)).epsilon(tolerance::long_sum));
            CHECK(norms[i].path_norm_error == 0.0);  // all paths
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

TEST_CASE("sampled paths of images tell what all of them say") {
    const auto x = random_cotangent<double>(16, 5, 3);
    const auto cotangent = random_cotangent<double>(3, 5, 4);
    ConvolutionalNetwork<double> network(small_network(BlockKind::original, 4), 5);
    testing::check_some_against_all(40, 1000, [&](std::int64_t paths, std::uint64_t seed) {
        return sampled_path_norms(network, x, cotangent, paths, seed);
    });
}

TEST_SUITE_END();

}  // namespace
}  // namespace glasscape
