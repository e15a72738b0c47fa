#include "shared_weights/path_groups.hpp"

#include <cmath>

#include <doctest/doctest.h>

#include "states.hpp"
#include "tolerances.hpp"

namespace glasscape {
namespace {

namespace tolerance = testing::tolerance;

TEST_SUITE_BEGIN("shared_weights");

TEST_CASE("sums over paths are the output of networks with given gates") {
    for (const int unique : {2, 5}) {
        SharedNetworkOptions options;
        options.unique = unique;
        options.inputs = 3;
        const auto edges = draw_assignment(options, 4, 0);
        const auto w = testing::random_states(unique, 1, 1);
        const auto x = testing::random_states(3, 1, 2);
        const std::vector<double> gates(static_cast<std::size_t>(options.depth * options.width),
                                        options.openness);
        const auto groups = group_paths(options, edges, x, gates);
        double paths = 0.0;
        for (const auto& group : groups)
            paths += group.paths;
        CHECK(paths == 300);  // 12 + 96 + 192
        const double sum = path_sum(groups, w);
        CHECK(sum ==
              doctest::Approx(gated_output(options, edges, w, x, gates)).epsilon(tolerance::sum_of_terms));
        // A third route: the polynomial in the unique weights.
        const auto landscape = combine_features(draw_features(options, edges, 4, 0), x);
        double energy = 0.0;
        std::vector<double> gradient(w.size());
        landscape->energies_and_gradients(w, {&energy, 1}, gradient);
        CHECK(sum == doctest::Approx(energy).epsilon(tolerance::long_sum));
    }
}

TEST_CASE("paths of a group are counted whether their gates are open or not") {
    SharedNetworkOptions options;
    options.unique = 3;
    options.inputs = 4;
    const auto edges = draw_assignment(options, 4, 1);
    const auto x = testing::random_states(4, 1, 2);
    const std::vector<double> open(static_cast<std::size_t>(options.depth * options.width), 1.0);
    auto some = open;
    for (std::size_t i = 0; i < some.size(); i += 3)
        some[i] = 0.0;
    const auto all = group_paths(options, edges, x, open);
    const auto gated = group_paths(options, edges, x, some);
    REQUIRE(all.size() == gated.size());
    for (std::size_t g = 0; g < all.size(); ++g) {
        CHECK(all[g].starts == gated[g].starts);
        double coupling = 0.0;
        for (std::size_t i = 0; i < 4; ++i)
            coupling += x[i] * all[g].starts[i];
        CHECK(all[g].coupling == doctest::Approx(coupling).epsilon(tolerance::sum_of_terms));
    }
}

TEST_CASE("balanced edges make equal groups") {
    SharedNetworkOptions options;
    options.unique = 2;
    options.inputs = 3;
    const auto edges = outgoing_balanced_assignment(options);
    const std::vector<double> x{1.0, -2.0, 0.5};
    const std::vector<double> gates(12, 1.0);
    for (const auto& group : group_paths(options, edges, x, gates)) {
        CHECK(group.paths == (group.weights.size() == 1 ? 6 : 24));
        for (const double starts : group.starts)
            CHECK(starts == group.paths / 3);
        CHECK(group.coupling == doctest::Approx(-0.5 * group.paths / 3).epsilon(tolerance::closed_form));
    }
    options.unique = 3;
    CHECK_THROWS_WITH_AS(outgoing_balanced_assignment(options), doctest::Contains("no multiple"),
                         std::invalid_argument);
}

TEST_CASE("rectified units are open where their input is positive") {
    SharedNetworkOptions options;
    options.depth = 2;
    options.width = 1;
    options.inputs = 1;
    options.unique = 2;
    const EdgeAssignment edges{{0, 1}, {1, 1}};
    const std::vector<double> x{2.0};
    auto pass = rectified_pass(options, edges, std::vector<double>{0.5, -3.0}, x);
    CHECK(pass.output == 1.0);
    CHECK(pass.gates == std::vector<double>{1.0, 0.0});
    pass = rectified_pass(options, edges, std::vector<double>{0.5, 3.0}, x);
    CHECK(pass.output == 4.0);
}

TEST_SUITE_END();

}  // namespace
}  // namespace glasscape
