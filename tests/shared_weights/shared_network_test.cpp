// Networks of shared weights as landscapes: committed vectors, exact Kac-Rice against exact counts, the
// measured mixture of a field whose mixture is known.
#include "glasscape/shared_weights/shared_network.hpp"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <numeric>
#include <string>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "glasscape/complexity/finite_size.hpp"
#include "glasscape/explore/census.hpp"
#include "glasscape/mixture/spec.hpp"
#include "glasscape/shared_weights/anisotropic_kac_rice.hpp"
#include "glasscape/shared_weights/measured_mixture.hpp"

#include "landscape/tensor/multiset.hpp"
#include "reference.hpp"
#include "shared_weights/polynomial_landscape.hpp"
#include "states.hpp"
#include "tolerances.hpp"

namespace glasscape {
namespace {

using nlohmann::json;
using testing::close;
namespace tolerance = testing::tolerance;

SharedNetworkOptions options_of(const json& vectors) {
    SharedNetworkOptions options;
    options.unique = vectors.at("Lambda");
    options.depth = vectors.at("p");
    options.width = vectors.at("n");
    options.inputs = vectors.at("d");
    options.openness = vectors.at("rho");
    options.sharing = vectors.at("signed") == 1 ? EdgeSharing::signed_edges : EdgeSharing::plain;
    return options;
}

void check_coefficients(const Landscape& landscape, const json& monomials) {
    const auto& polynomial = dynamic_cast<const PolynomialLandscape&>(landscape);
    for (const auto& monomial : monomials) {
        const auto tuple = monomial.at("vars").get<std::vector<int>>();
        CHECK(close(
            polynomial.coefficients()[tuple.size()][static_cast<std::size_t>(colexicographic_rank(tuple))],
            monomial.at("c"), tolerance::long_sum));
    }
}

void check_points(const Landscape& landscape, const json& points) {
    const auto census = take_census(landscape);
    CHECK(census.complete);
    REQUIRE(census.total() == static_cast<std::int64_t>(points.size()));
    for (const auto& expected : points) {
        const auto w = expected.at("w").get<std::vector<double>>();
        bool found = false;
        for (const auto& point : census.points) {
            double distance = 0.0;
            for (std::size_t i = 0; i < w.size(); ++i)
                distance = std::max(distance, std::abs(point.state[i] - w[i]));
            if (distance > 1e-6) continue;
            found = true;
            CHECK(point.index == expected.at("index").get<int>());
            CHECK(close(point.energy * landscape.size(), expected.at("E"), tolerance::found_energy));
            CHECK(close(point.radial, expected.at("mu"), tolerance::found_energy));
        }
        CHECK(found);
    }
}

/// Features of an isotropic field of one order: every monomial, times the root of its number of orderings.
std::vector<std::unique_ptr<Landscape>> isotropic_features(int size, int order, double scale) {
    std::vector<std::unique_ptr<Landscape>> features;
    std::vector<int> tuple(static_cast<std::size_t>(order), 0);
    do {
        Coefficients coefficients;
        for (int d = 0; d <= order; ++d)
            coefficients.emplace_back(static_cast<std::size_t>(multiset_count(size, d)));
        coefficients.back()[static_cast<std::size_t>(colexicographic_rank(tuple))] =
            scale * std::sqrt(std::tgamma(order + 1.0) / multiplicity_factorials(tuple));
        features.push_back(std::make_unique<PolynomialLandscape>(size, std::move(coefficients)));
    } while (next_multiset(tuple, size));
    return features;
}

TEST_SUITE_BEGIN("shared_weights");

TEST_CASE("networks of committed assignments have the committed coefficients and critical points") {
    std::ifstream file(testing::reference_folder() + "/net/critical_point_vectors.json");
    for (const auto& vectors : json::parse(file)) {
        const EdgeAssignment assignment{vectors.at("edge_weight_index").get<std::vector<int>>(),
                                        vectors.at("edge_sign").get<std::vector<int>>()};
        const auto x = vectors.at("x").get<std::vector<double>>();
        const auto network = combine_features(draw_features(options_of(vectors), assignment, 1, 0), x);
        check_coefficients(*network, vectors.at("monomials"));
        check_points(*network, vectors.at("critical_points"));
    }
}

TEST_CASE("assignments are balanced, signs as asked for") {
    SharedNetworkOptions options;
    const auto edges = draw_assignment(options, 3, 7);
    CHECK(edges.weight.size() == 80);
    for (int k = 0; k < options.unique; ++k) {
        const auto count = std::count(edges.weight.begin(), edges.weight.end(), k);
        CHECK(count >= 13);
        CHECK(count <= 14);
    }
    CHECK(std::count(edges.sign.begin(), edges.sign.end(), -1) > 20);
    CHECK(draw_assignment(options, 3, 8).weight != edges.weight);
    options.sharing = EdgeSharing::plain;
    const auto plain = draw_assignment(options, 3, 7);
    CHECK(plain.weight == edges.weight);
    CHECK(std::count(plain.sign.begin(), plain.sign.end(), 1) == 80);
    options.openness = 0.0;
    CHECK_THROWS_AS(require_sensible(options), std::invalid_argument);
}

TEST_CASE("gradients and Hessians of every kind of gates agree with differences") {
    for (const auto gates : {Gates::mean, Gates::bernoulli, Gates::softplus}) {
        SharedNetworkOptions options;
        options.gates = gates;
        options.averaged_inputs = gates == Gates::mean ? 1 : 5;
        const auto network = draw_shared_network(options, 5, 2);
        const auto states = testing::random_states(options.unique, 1, 3);
        double energy = 0.0;
        std::vector<double> gradient(states.size());
        network->energies_and_gradients(states, std::span(&energy, 1), gradient);
        for (std::size_t i = 0; i < states.size(); ++i) {
            constexpr double step = 1e-5;
            double ends[2];
            for (const int side : {0, 1}) {
                auto moved = states;
                moved[i] += side == 1 ? step : -step;
                std::vector<double> ignored(states.size());
                network->energies_and_gradients(moved, std::span(&ends[side], 1), ignored);
            }
            CHECK(close((ends[1] - ends[0]) / (2 * step), gradient[i], tolerance::fine_difference));
        }
    }
}

TEST_CASE("anisotropic Kac-Rice meets exact counts on isotropic fields") {
    AnisotropicOptions options;
    options.disorders = 300;
    options.points = 20;
    struct Case {
        int size;
        int order;
        const char* spec;
    };
    for (const Case& c : {Case{4, 2, "pure:2"}, Case{3, 3, "pure:3"}, Case{4, 3, "pure:3"}}) {
        CAPTURE(c.spec);
        CAPTURE(c.size);
        const auto estimate = anisotropic_kac_rice(
            [&c](std::uint64_t) { return isotropic_features(c.size, c.order, 0.7); }, options);
        const double exact = std::exp(log_mean_total(parse_mixture(c.spec).mixture, c.size));
        CHECK(estimate.std_error < 0.03 * exact);
        CHECK(std::abs(estimate.total - exact) < tolerance::standard_errors * estimate.std_error);
        CHECK(std::accumulate(estimate.by_index.begin(), estimate.by_index.end(), 0.0) ==
              doctest::Approx(estimate.total));
        if (c.order == 2)
            for (std::size_t k = 0; k < estimate.by_index.size(); ++k)
                CHECK(std::abs(estimate.by_index[k] - 2.0) <
                      tolerance::standard_errors * estimate.index_errors[k]);
    }
    const auto too_few = [](std::uint64_t) {
        auto features = isotropic_features(4, 1, 1.0);
        features.pop_back();
        return features;
    };
    CHECK_THROWS_WITH_AS(anisotropic_kac_rice(too_few, options), doctest::Contains("3 features of 4 spins"),
                         std::invalid_argument);
}

TEST_CASE("the measured mixture of a known field is that field's") {
    const auto two_orders = [](std::uint64_t) {
        auto features = isotropic_features(6, 2, std::sqrt(0.3 / 6.0));
        for (auto& feature : isotropic_features(6, 4, std::sqrt(0.7 / 216.0)))
            features.push_back(std::move(feature));
        return features;
    };
    const auto mixture = measure_mixture(two_orders, 5, 20, 21, 1);
    const std::vector<double> expected{0.0, 0.3, 0.0, 0.7, 0.0};
    for (std::size_t r = 0; r < expected.size(); ++r)
        CHECK(std::abs(mixture.weights[r] - expected[r]) <
              tolerance::least_squares);  // the average over x is exact
    const auto fit = non_negative_fit({1, 0, 0, 1, 1, 1}, {1, -1, 0}, 2);
    CHECK(close(fit[0], 0.5, tolerance::long_sum));
    CHECK(fit[1] == 0.0);
}

TEST_CASE("leaving out a block leaves out its disorders, and no more") {
    // Disorder i has the covariance of the first i + 1 units of a field: one disorder a block.
    constexpr int blocks = 20;
    const auto growing = [](std::uint64_t disorder) {
        return isotropic_features(6, 2, std::sqrt(static_cast<double>(disorder + 1) / 6.0));
    };
    const auto mixture = measure_mixture(growing, 3, blocks, 21, 1);
    REQUIRE(mixture.leave_one_out.size() == blocks);
    const double sum = blocks * (blocks + 1) / 2.0;
    CHECK(close(mixture.weights[1], sum / blocks, tolerance::least_squares));
    for (std::size_t b = 0; b < blocks; ++b)
        CHECK(close(mixture.leave_one_out[b][1], (sum - static_cast<double>(b + 1)) / (blocks - 1),
                    tolerance::least_squares));
    // The error of a mean of 1 .. 20.
    CHECK(close(mixture.std_errors[1], std::sqrt(35.0 / blocks), tolerance::least_squares));
}

TEST_SUITE_END();

}  // namespace
}  // namespace glasscape
