// Dynamics on conditional landscapes: against N = infinity, explicit tensors, and one another.
#include "glasscape/explore/path_dynamics.hpp"

#include <cmath>

#include <Eigen/Cholesky>
#include <Eigen/Core>
#include <boost/math/distributions/fisher_f.hpp>
#include <doctest/doctest.h>

#include "glasscape/landscape/hamiltonian.hpp"
#include "glasscape/mixture/spec.hpp"
#include "glasscape/sphere/sphere.hpp"
#include "glasscape/trajectory/anchored_path.hpp"
#include "glasscape/trajectory/dense_path.hpp"
#include "glasscape/trajectory/infinite_size.hpp"

namespace glasscape {
namespace {

Dynamics fixed_step(double step, std::int64_t steps, DynamicsMethod method = DynamicsMethod::gradient) {
    Dynamics dynamics;
    dynamics.method = method;
    dynamics.step = step;
    dynamics.steps = steps;
    dynamics.gradient_tolerance = 0.0;
    return dynamics;
}

std::vector<std::int64_t> every_step(std::int64_t steps) {
    std::vector<std::int64_t> list;
    for (std::int64_t step = 0; step <= steps; ++step)
        list.push_back(step);
    return list;
}

std::vector<PathSnapshot> path_of(ConditionalLandscape& landscape, const Dynamics& dynamics,
                                  const DynamicsRun& run = {}) {
    std::vector<PathSnapshot> snapshots;
    run_path_dynamics(
        landscape, 1, dynamics, every_step(dynamics.steps),
        [&](const PathSnapshot& snapshot) { snapshots.push_back(snapshot); }, run);
    return snapshots;
}

TEST_SUITE_BEGIN("explore");

TEST_CASE("a billion spins follow the path of infinitely many") {
    constexpr double size = 1e9;
    constexpr int steps = 30;
    struct Case {
        const char* spec;
        Dynamics dynamics;
        InfiniteDynamics infinite;
    };
    auto heavy = fixed_step(0.03, steps, DynamicsMethod::momentum);
    heavy.momentum = 0.8;
    auto hot = fixed_step(0.1, steps, DynamicsMethod::langevin);
    hot.temperature = 0.3;
    const Case cases[] = {
        {"pure:3", fixed_step(0.1, steps), {0.1}},
        {"terms:2=0.5,3=0.5", fixed_step(0.12, steps), {0.12}},
        {"resnet:p=100,beta=1,field=drop", fixed_step(0.002, steps), {0.002}},
        {"pure:3", heavy, {0.03, 0.8}},
        {"terms:3=0.5,4=0.5", heavy, {0.03, 0.8}},
        {"pure:3", hot, {0.1, 0.0, 0.3}},
        {"pure:3", fixed_step(0.05, steps, DynamicsMethod::stochastic), {0.05, 0.0, 0.0, 0.5}}};
    for (const auto& one : cases) {
        const auto& dynamics = one.dynamics;
        CAPTURE(one.spec);
        const auto mixture = parse_mixture(one.spec).mixture;
        DynamicsRun run;
        run.batch_deviation = 0.5 * std::sqrt(mixture.nu1());
        AnchoredPath landscape(mixture, size, 3, 0, {1e-10, 1e-6});
        const auto path = path_of(landscape, dynamics, run);
        InfiniteSizePath limit(mixture, one.infinite, steps);
        // Fluctuations of order sqrt(nu') and sqrt(nu'') over sqrt N.
        const double unit = 1.0 / std::sqrt(size);
        const double scale = std::sqrt(mixture.nu1() + mixture.nu2());
        for (const auto& snapshot : path) {
            while (limit.point().step < snapshot.step)
                limit.advance();
            const auto& expected = limit.point();
            CAPTURE(snapshot.step);
            CHECK(std::abs(snapshot.energy - expected.energy) < 5.0 * unit);
            CHECK(std::abs(snapshot.radial - expected.radial) < 5.0 * scale * unit);
            CHECK(std::abs(snapshot.gradient_norm - expected.gradient_norm) < 5.0 * scale * unit);
            CHECK(std::abs(snapshot.overlap_with_start - expected.overlap_with_start) < 5.0 * unit);
        }
    }
}

/// Energies and squared gradient norms at steps 1.., a row a sample, with the start's regressed out.
struct Features {
    Eigen::MatrixXd values;   // samples x features
    Eigen::MatrixXd control;  // samples x 2, of known means
};

Features centred(const Features& features) {
    // E values = mean + slope (control - its mean): the estimate at the control's known mean.
    const auto n = static_cast<double>(features.values.rows());
    const Eigen::RowVectorXd values_mean = features.values.colwise().mean();
    const Eigen::RowVectorXd control_mean = features.control.colwise().mean();
    const Eigen::MatrixXd x = features.control.rowwise() - control_mean;
    const Eigen::MatrixXd y = features.values.rowwise() - values_mean;
    const Eigen::MatrixXd slope = (x.transpose() * x).ldlt().solve(x.transpose() * y);
    Features result;
    result.values = features.values - features.control * slope;
    result.control = Eigen::MatrixXd::Constant(1, 1, n);
    return result;
}

/// Probability of a larger Hotelling T^2 if the means of two samples agreed.
double hotelling(const Eigen::MatrixXd& a, const Eigen::MatrixXd& b) {
    const auto na = static_cast<double>(a.rows());
    const auto nb = static_cast<double>(b.rows());
    const auto k = static_cast<double>(a.cols());
    const Eigen::MatrixXd da = a.rowwise() - a.colwise().mean();
    const Eigen::MatrixXd db = b.rowwise() - b.colwise().mean();
    const Eigen::MatrixXd pooled = (da.transpose() * da + db.transpose() * db) / (na + nb - 2.0);
    const Eigen::VectorXd gap = (a.colwise().mean() - b.colwise().mean()).transpose();
    const double t2 = na * nb / (na + nb) * gap.dot(pooled.ldlt().solve(gap));
    const double f = t2 * (na + nb - k - 1.0) / (k * (na + nb - 2.0));
    return boost::math::cdf(boost::math::complement(boost::math::fisher_f(k, na + nb - k - 1.0), f));
}

constexpr int recorded[] = {1, 2, 4, 8, 12};

template <class MakeLandscape>
Features sampled(const MakeLandscape& make, const Dynamics& dynamics, int samples, double size, double nu1) {
    Features features{Eigen::MatrixXd(samples, 2 * std::size(recorded)), Eigen::MatrixXd(samples, 2)};
    for (int sample = 0; sample < samples; ++sample) {
        auto landscape = make(sample);
        DynamicsRun run;
        run.disorder = static_cast<std::uint64_t>(sample);
        const auto path = path_of(landscape, dynamics, run);
        features.control.row(sample) << path[0].energy,
            path[0].gradient_norm * path[0].gradient_norm - nu1 * (size - 1.0) / size;
        for (std::size_t i = 0; i < std::size(recorded); ++i) {
            const auto& point = path[static_cast<std::size_t>(recorded[i])];
            features.values(sample, static_cast<Eigen::Index>(2 * i)) = point.energy;
            features.values(sample, static_cast<Eigen::Index>(2 * i + 1)) =
                point.gradient_norm * point.gradient_norm;
        }
    }
    return features;
}

Features by_tensors(const Mixture& mixture, int size, const Dynamics& dynamics, int samples) {
    Features features{Eigen::MatrixXd(samples, 2 * std::size(recorded)), Eigen::MatrixXd(samples, 2)};
    const auto n = static_cast<std::size_t>(size);
    CouplingOptions couplings;
    couplings.precision = Precision::double_float;
    for (int sample = 0; sample < samples; ++sample) {
        const auto number = static_cast<std::uint32_t>(sample);
        const Hamiltonian hamiltonian(mixture, size, {11, number}, couplings);
        std::vector<double> start(n);
        RandomStream stream(12, Stream::start, number);
        draw_uniform_point(stream, start);
        std::vector<Snapshot> path;
        std::vector<double> energies;
        std::vector<double> squares;
        DynamicsRun run;
        run.seed = 13;
        run.disorder = number;
        run_dynamics(
            hamiltonian, start, dynamics, every_step(dynamics.steps),
            [&](const Snapshot& snapshot) {
                energies.push_back(snapshot.energies[0]);
                squares.push_back(snapshot.gradient_norms[0] * snapshot.gradient_norms[0]);
            },
            run);
        features.control.row(sample) << energies[0], squares[0] - mixture.nu1() * (size - 1.0) / size;
        for (std::size_t i = 0; i < std::size(recorded); ++i) {
            const auto step = static_cast<std::size_t>(recorded[i]);
            features.values(sample, static_cast<Eigen::Index>(2 * i)) = energies[step];
            features.values(sample, static_cast<Eigen::Index>(2 * i + 1)) = squares[step];
        }
    }
    return features;
}

TEST_CASE("conditional landscapes have the law of explicit tensors" * doctest::test_suite("slow")) {
    struct Case {
        const char* spec;
        int size;
        Dynamics dynamics;
    };
    auto heavy = fixed_step(0.05, 12, DynamicsMethod::momentum);
    heavy.momentum = 0.8;
    auto hot = fixed_step(0.1, 12, DynamicsMethod::langevin);
    hot.temperature = 0.3;
    const Case cases[] = {{"pure:3", 15, fixed_step(0.1, 12)},
                          {"terms:2=0.5,3=0.5", 12, fixed_step(0.12, 12)},
                          {"pure:3", 6, fixed_step(0.1, 12)},
                          {"pure:3", 20, heavy},
                          {"pure:3", 15, hot}};
    constexpr int samples = 4000;
    for (const auto& one : cases) {
        const int size = one.size;
        const auto& dynamics = one.dynamics;
        CAPTURE(one.spec);
        CAPTURE(size);
        const auto mixture = parse_mixture(one.spec).mixture;
        const double nu1 = mixture.nu1();
        const auto tensors = centred(by_tensors(mixture, size, dynamics, samples));
        const auto dense = centred(sampled(
            [&](int sample) { return DensePath(mixture, size, 21, static_cast<std::uint64_t>(sample)); },
            dynamics, samples, size, nu1));
        const auto anchored = centred(sampled(
            [&](int sample) {
                return AnchoredPath(mixture, size, 31, static_cast<std::uint64_t>(sample), {1e-8, 1e-6});
            },
            dynamics, samples, size, nu1));
        // A right program is refused once in ten thousand seeds; this one is fixed.
        constexpr double least = 1e-4;
        CHECK(hotelling(tensors.values, dense.values) > least);
        CHECK(hotelling(tensors.values, anchored.values) > least);
        CHECK(hotelling(dense.values, anchored.values) > least);
    }
}

TEST_CASE("anchored and dense paths have one law at three tolerances" * doctest::test_suite("slow")) {
    const auto mixture = parse_mixture("resnet:p=10,beta=1,field=drop").mixture;
    constexpr int samples = 2000;
    constexpr int size = 40;
    const auto dynamics = fixed_step(0.05, 12);
    const auto dense = centred(
        sampled([&](int sample) { return DensePath(mixture, size, 41, static_cast<std::uint64_t>(sample)); },
                dynamics, samples, size, mixture.nu1()));
    for (const double transverse : {1e-8, 1e-7, 1e-6}) {
        CAPTURE(transverse);
        const auto anchored = centred(sampled(
            [&](int sample) {
                return AnchoredPath(mixture, size, 51, static_cast<std::uint64_t>(sample),
                                    {transverse, 100.0 * transverse});
            },
            dynamics, samples, size, mixture.nu1()));
        CHECK(hotelling(dense.values, anchored.values) > 1e-4);
    }
}

TEST_SUITE_END();

}  // namespace
}  // namespace glasscape
