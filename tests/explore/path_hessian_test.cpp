// The Hessian at the end of a path: against explicit tensors, its own path, and the equation of outliers.
#include <cmath>

#include <Eigen/Core>
#include <doctest/doctest.h>

#include "glasscape/explore/critical_point.hpp"
#include "glasscape/explore/path_dynamics.hpp"
#include "glasscape/landscape/hamiltonian.hpp"
#include "glasscape/mixture/spec.hpp"
#include "glasscape/random_matrix/semicircle.hpp"
#include "glasscape/sphere/sphere.hpp"
#include "glasscape/stats/running_mean.hpp"
#include "glasscape/trajectory/anchored_path.hpp"
#include "glasscape/trajectory/dense_path.hpp"

#include "hotelling.hpp"

namespace glasscape {
namespace {

struct PathEnd {
    std::vector<double> point;  // unit vector in the basis of the path
    double radial = 0.0;
    double gradient_norm = 0.0;
};

Dynamics descent(double step, std::int64_t steps) {
    Dynamics dynamics;
    dynamics.step = step;
    dynamics.steps = steps;
    dynamics.gradient_tolerance = 0.0;
    return dynamics;
}

PathEnd end_of_path(ConditionalLandscape& landscape, const Dynamics& dynamics, std::uint64_t sample) {
    PathEnd end;
    DynamicsRun run;
    run.seed = 5;
    run.disorder = sample;
    const std::int64_t last[] = {dynamics.steps};
    run_path_dynamics(
        landscape, 1, dynamics, last,
        [&](const PathSnapshot& snapshot) {
            end = {{snapshot.state.begin(), snapshot.state.end()}, snapshot.radial, snapshot.gradient_norm};
        },
        run);
    for (double& x : end.point)
        x /= std::sqrt(landscape.size());
    return end;
}

constexpr int size = 25;
constexpr int kept[] = {0, 1, 2, 3, size / 2, size - 3, size - 2};
constexpr int columns = static_cast<int>(std::size(kept)) + 2;

Eigen::MatrixXd by_tensors(const Mixture& mixture, const Dynamics& dynamics, int samples) {
    Eigen::MatrixXd features(samples, columns);
    CouplingOptions couplings;
    couplings.precision = Precision::double_float;
    for (int sample = 0; sample < samples; ++sample) {
        const auto number = static_cast<std::uint32_t>(sample);
        const Hamiltonian hamiltonian(mixture, size, {41, number}, couplings);
        std::vector<double> start(size);
        RandomStream stream(42, Stream::start, number);
        draw_uniform_point(stream, start);
        const std::int64_t last[] = {dynamics.steps};
        const auto end = run_dynamics(hamiltonian, start, dynamics, last, [](const Snapshot&) {});
        const auto spectrum = tangent_spectrum(hamiltonian, end);
        const auto point = describe_point(hamiltonian, end);
        for (int k = 0; k < columns - 2; ++k)
            features(sample, k) = spectrum[static_cast<std::size_t>(kept[k])];
        features(sample, columns - 2) = point.radial;
        features(sample, columns - 1) = point.gradient_norm;
    }
    return features;
}

template <class MakeLandscape>
Eigen::MatrixXd by_path(const MakeLandscape& make, const Dynamics& dynamics, int samples) {
    Eigen::MatrixXd features(samples, columns);
    for (int sample = 0; sample < samples; ++sample) {
        const auto number = static_cast<std::uint64_t>(sample);
        auto landscape = make(number);
        const auto end = end_of_path(landscape, dynamics, number);
        const auto seed = derived_seed(43, Stream::hessian, number);
        BorderedSpectrum spectrum(landscape.tangent_hessian(end.point, seed), seed);
        for (int k = 0; k < columns - 2; ++k)
            features(sample, k) = spectrum.from_below(kept[k]);
        features(sample, columns - 2) = end.radial;
        features(sample, columns - 1) = end.gradient_norm;
    }
    return features;
}

TEST_SUITE_BEGIN("explore");

TEST_CASE("the Hessian after ten steps has the law of explicit tensors" * doctest::test_suite("slow")) {
    constexpr int samples = 3000;
    struct Case {
        const char* spec;
        double step;
    };
    for (const auto& one : {Case{"pure:3", 0.1}, Case{"terms:2=0.5,3=0.5", 0.12}}) {
        CAPTURE(one.spec);
        const auto mixture = parse_mixture(one.spec).mixture;
        const auto dynamics = descent(one.step, 10);
        const auto tensors = by_tensors(mixture, dynamics, samples);
        constexpr double nugget = 1e-10;  // dense_path.hpp: second derivatives ask for more than gradients
        const auto dense =
            by_path([&](std::uint64_t sample) { return DensePath(mixture, size, 51, sample, nugget); },
                    dynamics, samples);
        const auto anchored = by_path(
            [&](std::uint64_t sample) {
                return AnchoredPath(mixture, size, 61, sample, {1e-8, 1e-6});
            },
            dynamics, samples);
        // A right program is refused once in ten thousand seeds; this one is fixed.
        CHECK(hotelling(tensors, dense) > 1e-4);
        CHECK(hotelling(tensors, anchored) > 1e-4);
        CHECK(hotelling(dense, anchored) > 1e-4);
        const auto squares = [](const Eigen::MatrixXd& features) {
            return Eigen::MatrixXd((features.rowwise() - features.colwise().mean()).cwiseAbs2());
        };
        CHECK(hotelling(squares(tensors), squares(dense)) > 1e-4);
        CHECK(hotelling(squares(tensors), squares(anchored)) > 1e-4);
    }
}

TEST_CASE("the Hessian of order 2 is one GOE matrix, whatever the path has seen of it" *
          doctest::test_suite("slow")) {
    const auto mixture = pure_mixture(2);
    constexpr double spins = 1e5;
    constexpr int samples = 100;
    const double radius = 2.0 * std::sqrt(mixture.nu2());
    RunningMean lowest;
    for (std::uint64_t sample = 0; sample < samples; ++sample) {
        AnchoredPath landscape(mixture, spins, 3, sample, tolerances_for(mixture, spins));
        const auto end = end_of_path(landscape, descent(0.3, 20), sample);
        const auto seed = derived_seed(4, Stream::hessian, sample);
        const auto hessian = landscape.tangent_hessian(end.point, seed);
        BorderedSpectrum spectrum(hessian, seed);
        const double unit = 0.5 * radius * std::pow(spins, -2.0 / 3.0);
        lowest.add((spectrum.from_below(0) + end.radial + radius) / unit);
        CHECK(outliers(hessian).below.empty());
    }
    // Tracy and Widom, beta = 1 (Bornemann 2010), upside down.
    CHECK(std::abs(lowest.mean() - 1.2065336) < 4.0 * 1.26798 / std::sqrt(samples));
}

TEST_CASE(
    "descent from a random start ends with no eigenvalue outside the bulk, and an index of its semicircle") {
    for (const auto* spec : {"terms:2=0.5,3=0.5", "resnet:p=100,beta=1,field=drop"}) {
        CAPTURE(spec);
        const auto mixture = parse_mixture(spec).mixture;
        const double unit = std::sqrt(mixture.nu2());
        constexpr double spins = 1e5;
        AnchoredPath landscape(mixture, spins, 3, 0, tolerances_for(mixture, spins));
        const auto end = end_of_path(landscape, descent(0.3 / unit, 40), 0);
        const auto hessian = landscape.tangent_hessian(end.point, 1);
        CHECK(hessian.shift == doctest::Approx(-end.radial));
        CHECK(outliers(hessian).below.empty());
        CHECK(outliers(hessian).above.empty());
        BorderedSpectrum spectrum(hessian, 1);
        CHECK(spectrum.dimension() == spins - 1.0);
        const double edge = 2.0 * unit;
        const double tolerance = 6.0 * unit * std::pow(spins, -2.0 / 3.0);
        CHECK(std::abs(spectrum.from_below(0) + end.radial + edge) < tolerance);
        CHECK(std::abs(spectrum.from_above(0) + end.radial - edge) < tolerance);
        const auto negative = spectrum.count_below(0.0);
        CHECK(negative.error == 0.0);
        // The directions of the path shift the count by a part of their number at most.
        CHECK(std::abs(negative.count - spins * semicircle_mass(end.radial / unit)) < landscape.dimension());
    }
}

TEST_SUITE_END();

}  // namespace
}  // namespace glasscape
