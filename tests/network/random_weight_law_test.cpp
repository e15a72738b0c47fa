#include "glasscape/network/random_weight_law.hpp"

#include <cmath>
#include <numbers>
#include <numeric>

#include <doctest/doctest.h>

#include "glasscape/network/dataset.hpp"
#include "glasscape/network/depth_spectrum.hpp"
#include "glasscape/network/sampled_paths.hpp"

#include "tolerances.hpp"

namespace glasscape {
namespace {

namespace tolerance = testing::tolerance;

NetworkOptions stack(int depth, NormKind kind, Placement placement) {
    NetworkOptions options;
    options.width = 100;
    options.depth = depth;
    options.readout = Readout::trained;
    options.norm = default_options(kind);
    options.placement = placement;
    return options;
}

/// Shares under the gradient by the inputs of a network at random weights on Gaussian classes, mean over seeds.
std::vector<double> measured_shares(const NetworkOptions& options, int points, int seeds) {
    std::vector<double> mean(static_cast<std::size_t>(options.depth));
    for (int seed = 1; seed <= seeds; ++seed) {
        Batch batch;
        make_gaussian_classes({options.inputs, options.classes, 0.5, true, 0},
                              static_cast<std::uint64_t>(seed))
            ->test_batch(points, batch);
        Panel<float> x(options.inputs, points);
        for (int i = 0; i < options.inputs; ++i)
            for (int b = 0; b < points; ++b)
                x(i, b) = batch.x.row(i)[b];
        ResidualNetwork<float> network(options, static_cast<std::uint64_t>(seed));
        const auto norms = exact_path_norms(network, x, batch.labels);
        const double power = std::inner_product(norms.begin(), norms.end(), norms.begin(), 0.0);
        for (std::size_t i = 0; i < norms.size(); ++i)
            mean[i] += norms[i] * norms[i] / power / seeds;
    }
    return mean;
}

std::vector<double> law_of(const NetworkOptions& options) {
    return law_shares(DepthLaw::incoherent, *random_weight_gains(options));
}

TEST_SUITE_BEGIN("network");

TEST_CASE("the law of random weights is the Poisson-binomial of its chances, with the mean that they have") {
    constexpr double c2 = std::numbers::pi / (std::numbers::pi - 1.0);
    for (const int p : {2, 5, 80}) {
        std::vector<double> expected{1.0};
        double mean = 1.0;
        for (int m = 1; m < p; ++m) {
            const double chance = c2 / (m + c2);
            mean += chance;
            expected.push_back(0.0);
            for (std::size_t r = expected.size() - 1; r >= 1; --r)
                expected[r] = expected[r] * (1.0 - chance) + expected[r - 1] * chance;
            expected[0] *= 1.0 - chance;
        }
        const auto shares = law_of(stack(p, NormKind::batch_norm, Placement::after_gate));
        REQUIRE(shares.size() == expected.size());
        for (std::size_t r = 0; r < shares.size(); ++r)
            CHECK(std::abs(shares[r] - expected[r]) < tolerance::long_sum);
        CHECK(std::abs(mean_depth(shares) - mean) < tolerance::long_sum);
    }
    // Counts times norms: 1 + sum b/(1 + b) and its variance.
    const auto gains = *random_weight_gains(stack(55, NormKind::batch_norm, Placement::after_gate));
    const auto counted = count_norm_shares(gains);
    double mean = 1.0;
    double variance = 0.0;
    for (const double b : gains) {
        mean += b / (1.0 + b);
        variance += b / (1.0 + b) / (1.0 + b);
    }
    double square = 0.0;
    for (std::size_t r = 0; r < counted.size(); ++r)
        square += std::pow(static_cast<double>(r + 1) - mean, 2.0) * counted[r];
    CHECK(std::abs(mean_depth(counted) - mean) < tolerance::long_sum);
    CHECK(std::abs(square - variance) < tolerance::cancelling_terms);
}

// At width 100 the means of networks scatter by some .05, and differ by as much from n = infinity.
TEST_CASE("networks of 5 and 10 normalised layers have the law's path lengths at random weights") {
    struct Case {
        NormKind kind;
        Placement placement;
    };
    for (const auto& [kind, placement] : {Case{NormKind::batch_norm, Placement::after_gate},
                                          Case{NormKind::batch_norm, Placement::before_gate},
                                          Case{NormKind::layer_norm, Placement::after_gate}})
        for (const int p : {5, 10}) {
            const auto options = stack(p, kind, placement);
            const auto law = law_of(options);
            const auto measured = measured_shares(options, 128, 3);
            CHECK(std::abs(mean_depth(measured) - mean_depth(law)) < 0.15);
            double variation = 0.0;
            for (std::size_t r = 0; r < law.size(); ++r)
                variation += 0.5 * std::abs(measured[r] - law[r]);
            CHECK(variation < 0.05);
        }
}

TEST_CASE("networks without centred branches of equal variance have no law of random weights") {
    auto options = stack(5, NormKind::batch_norm, Placement::after_gate);
    CHECK(random_weight_gains(options).has_value());
    options.readout = Readout::sum;
    CHECK_FALSE(random_weight_gains(options).has_value());
    CHECK_FALSE(random_weight_gains(stack(5, NormKind::layer_norm, Placement::before_gate)).has_value());
    for (const auto kind : {NormKind::none, NormKind::rms_norm, NormKind::paper_scale, NormKind::group_norm})
        CHECK_FALSE(random_weight_gains(stack(5, kind, Placement::after_gate)).has_value());
}

TEST_CASE("networks of 20 and 40 normalised layers have the law's path lengths" *
          doctest::test_suite("slow")) {
    for (const int p : {20, 40}) {
        const auto options = stack(p, NormKind::batch_norm, Placement::after_gate);
        CHECK(std::abs(mean_depth(measured_shares(options, 128, 4)) - mean_depth(law_of(options))) < 0.25);
    }
}

TEST_SUITE_END();

}  // namespace
}  // namespace glasscape
