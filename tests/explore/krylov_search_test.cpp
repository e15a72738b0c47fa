#include "glasscape/explore/krylov_search.hpp"

#include <doctest/doctest.h>

#include "glasscape/landscape/hamiltonian.hpp"
#include "glasscape/mixture/spec.hpp"
#include "glasscape/sphere/sphere.hpp"

#include "states.hpp"

namespace glasscape {
namespace {

CouplingOptions exact_couplings() {
    CouplingOptions options;
    options.precision = Precision::double_float;
    return options;
}

TEST_SUITE_BEGIN("explore");

TEST_CASE("a search by products ends where Newton's search stays") {
    const auto mixture = parse_mixture("terms:2=0.4,3=0.4,4=0.2").mixture;
    constexpr int size = 30;
    const Hamiltonian landscape(mixture, size, {3, 0}, exact_couplings());
    int converged = 0;
    for (std::uint64_t start = 0; start < 12; ++start) {
        std::vector<double> state(size);
        RandomStream stream(5, Stream::start, start);
        draw_uniform_point(stream, state);
        const auto found = search_by_products(landscape, state);
        if (found.status != SearchStatus::converged) continue;  // the gradient may have a minimum of its own
        ++converged;
        CHECK(found.gradient_norm < 1e-7);  // a share of 1e-8 of where it started, which is of order 1
        const auto again = search_critical_points(landscape, found.state).front();
        CHECK(again.status == SearchStatus::converged);
        // The error of the state is that of the gradient over the softest eigenvalue.
        CHECK(overlap(found.state, again.state) > 1.0 - 1e-9);
    }
    CHECK(converged >= 3);
}

TEST_CASE("a search by products in the whole space and in a smaller one reach critical points alike") {
    const auto mixture = parse_mixture("pure:3").mixture;
    constexpr int size = 12;
    const Hamiltonian landscape(mixture, size, {8, 0}, exact_couplings());
    std::vector<double> state(size);
    RandomStream stream(2, Stream::start, 0);
    draw_uniform_point(stream, state);
    const auto minimum = search_critical_points(landscape, state).front().state;
    // From beside a critical point both come back to it.
    std::vector<double> step(size);
    draw_normal(stream, step);
    project_to_tangent(minimum, step);
    auto beside = minimum;
    for (double& value : step)
        value *= 0.02;
    move_along_geodesic(beside, step);
    for (const int subspace : {6, 50}) {
        KrylovSearchOptions options;
        options.subspace = subspace;
        const auto found = search_by_products(landscape, beside, options);
        CHECK(found.status == SearchStatus::converged);
        CHECK(overlap(found.state, minimum) > 1.0 - 1e-9);
    }
    CHECK_THROWS_AS(search_by_products(landscape, std::vector<double>(size, 0.0)), std::invalid_argument);
}

TEST_SUITE_END();

}  // namespace
}  // namespace glasscape
