// Dynamics: what they must lower, where they must rest, what law they must keep.
#include "glasscape/explore/dynamics.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "glasscape/explore/critical_point.hpp"
#include "glasscape/landscape/hamiltonian.hpp"
#include "glasscape/mixture/spec.hpp"
#include "glasscape/stats/running_mean.hpp"

#include "core/linear_algebra.hpp"
#include "own_landscapes.hpp"
#include "states.hpp"
#include "tolerances.hpp"

namespace glasscape {
namespace {

using testing::random_states;
using testing::Slope;
namespace tolerance = testing::tolerance;

Hamiltonian drawn(const char* spec, int size) {
    CouplingOptions options;
    options.precision = Precision::double_float;
    return {parse_mixture(spec).mixture, size, {51, 0}, options};
}

std::string refusal(const Dynamics& options, std::vector<double> starts = {1.0, 2.0, 2.0}) {
    const Slope slope({1.0, 0.0, 0.0});
    try {
        run_dynamics(slope, starts, options, {}, [](const Snapshot&) {});
    } catch (const std::invalid_argument& error) {
        return error.what();
    }
    return "";
}

// Mean of H/N under exp(-H/T) on the sphere of three spins, by quadrature in z and angle.
double boltzmann_energy(const Landscape& landscape, double temperature) {
    const int heights = 200;
    const int turns = 200;
    double weights = 0.0;
    double energies = 0.0;
    for (int i = 0; i < heights; ++i)
        for (int j = 0; j < turns; ++j) {
            const double z = -1.0 + (2.0 * i + 1.0) / heights;
            const double angle = 2.0 * 3.14159265358979324 * j / turns;
            const double r = std::sqrt(3.0 * (1.0 - z * z));
            const double h =
                testing::energy_at(landscape, {r * std::cos(angle), r * std::sin(angle), std::sqrt(3.0) * z});
            const double weight = std::exp(-h / temperature);
            weights += weight;
            energies += weight * h / 3.0;
        }
    return energies / weights;
}

TEST_SUITE("explore") {
    TEST_CASE("recorded steps: dense at first, then ten to a decade, the last included") {
        CHECK(log_spaced_steps(0) == std::vector<std::int64_t>{0});
        CHECK(log_spaced_steps(1) == std::vector<std::int64_t>{0, 1});
        const auto steps = log_spaced_steps(1000);
        CHECK(steps.front() == 0);
        CHECK(steps[1] == 1);
        CHECK(steps.back() == 1000);
        CHECK(steps.size() < 32);
        CHECK(std::adjacent_find(steps.begin(), steps.end(), std::greater_equal<>()) == steps.end());
    }

    TEST_CASE("line search: energies never rise, replicas rest in minima") {
        const int size = 15;
        const auto hamiltonian = drawn("pure:3", size);
        Dynamics options;
        options.steps = 5000;
        options.gradient_tolerance = 1e-7;
        std::vector<double> last(8, HUGE_VAL);
        std::int64_t steps = 0;
        const auto states =
            run_dynamics(hamiltonian, random_states(size, 8, 1), options, log_spaced_steps(5000),
                         [&](const Snapshot& snapshot) {
                             for (std::size_t m = 0; m < 8; ++m) {
                                 CHECK(snapshot.energies[m] <= last[m] + tolerance::rounding_slack);
                                 last[m] = snapshot.energies[m];
                                 if (snapshot.last)
                                     CHECK(snapshot.gradient_norms[m] < options.gradient_tolerance);
                             }
                             steps = snapshot.step;
                         });
        CHECK(steps < 5000);
        for (std::size_t m = 0; m < 8; ++m) {
            const std::vector<double> state(states.begin() + static_cast<std::ptrdiff_t>(15 * m),
                                            states.begin() + static_cast<std::ptrdiff_t>(15 * m + 15));
            const auto point = describe_point(hamiltonian, state);
            CHECK(point.index == 0);
            CHECK(point.energy == doctest::Approx(last[m]).epsilon(tolerance::energy_at_rest));
        }
    }

    TEST_CASE("p = 2: descent of every kind ends in the ground state, half the lowest eigenvalue") {
        const int size = 10;
        const auto hamiltonian = drawn("pure:2", size);
        std::vector<double> matrix(100);
        hamiltonian.hessian(random_states(size, 1, 1), matrix);
        const double lowest =
            0.5 * symmetric_eigenvalues(Eigen::Map<Eigen::MatrixXd>(matrix.data(), 10, 10))[0];
        for (const auto method : {DynamicsMethod::gradient, DynamicsMethod::momentum}) {
            Dynamics options;
            options.method = method;
            options.step = 0.05;
            options.steps = 20'000;
            options.gradient_tolerance = 1e-9;
            run_dynamics(hamiltonian, random_states(size, 5, 2), options, {}, [&](const Snapshot& snapshot) {
                for (const double energy : snapshot.energies)
                    CHECK(energy == doctest::Approx(lowest).epsilon(tolerance::found_energy));
            });
        }
    }

    TEST_CASE("small steps of gradient descent follow the gradient flow: the error falls as h") {
        // on a slope of length a the angle to the minimum obeys tan(angle/2) = tan(angle_0/2) exp(-a t/sqrt
        // N)
        const Slope slope({3.0, 0.0, 0.0, 0.0});
        const std::vector<double> start{0.0, 2.0, 0.0, 0.0};
        const auto error_of = [&](double h) {
            Dynamics options;
            options.step = h;
            options.steps = std::llround(1.0 / h);
            double energy = 0.0;
            run_dynamics(slope, start, options, {}, [&](const Snapshot& snapshot) {
                energy = snapshot.energies[0];
                CHECK(snapshot.times[0] == doctest::Approx(1.0));
            });
            return energy - (-1.5 * std::cos(2.0 * std::atan(std::exp(-1.5))));
        };
        CHECK(std::abs(error_of(0.001)) < tolerance::euler_error);
        CHECK(error_of(0.01) / error_of(0.005) == doctest::Approx(2.0).epsilon(tolerance::first_order_ratio));
    }

    TEST_CASE("Langevin dynamics of p = 2 keep the Boltzmann law, to their error of order h") {
        const auto hamiltonian = drawn("pure:2", 3);
        const double temperature = 0.5;
        const double expected = boltzmann_energy(hamiltonian, temperature);
        const int replicas = 1500;
        const auto error_of = [&](double h, RunningMean& mean) {
            Dynamics options;
            options.method = DynamicsMethod::langevin;
            options.temperature = temperature;
            options.step = h;
            options.steps = std::llround(8.0 / h);
            std::vector<std::int64_t> recorded;
            for (std::int64_t k = options.steps / 2; k < options.steps; k += options.steps / 16)
                recorded.push_back(k);
            std::vector<RunningMean> each(replicas);
            run_dynamics(hamiltonian, random_states(3, replicas, 3), options, recorded,
                         [&](const Snapshot& snapshot) {
                             for (std::size_t m = 0; m < each.size(); ++m)
                                 each[m].add(snapshot.energies[m]);
                         });
            for (const auto& replica : each)
                mean.add(replica.mean());
            return mean.mean() - expected;
        };
        RunningMean fine;
        const double error = error_of(0.01, fine);
        CHECK(std::abs(expected) > 0.2);
        CHECK(std::abs(error) <
              tolerance::standard_errors * fine.std_error() + tolerance::euler_bias * std::abs(expected));
        RunningMean coarse;
        error_of(0.2, coarse);
        // the bias of a coarse step must be seen, or the test above could not fail
        CHECK(std::abs(coarse.mean() - expected) > tolerance::standard_errors * coarse.std_error());
    }

    TEST_CASE("at infinite temperature states are uniform: <s_i^4>/<s_i^2>^2 = 3 N/(N + 2)") {
        const int size = 4;
        const Slope nothing(std::vector<double>(4, 0.0));
        Dynamics options;
        options.method = DynamicsMethod::langevin;
        options.temperature = 1.0;
        options.step = 0.05;
        options.steps = 200;
        std::vector<double> starts;
        for (int m = 0; m < 4000; ++m)
            starts.insert(starts.end(), {2.0, 0.0, 0.0, 0.0});
        const auto states = run_dynamics(nothing, starts, options, {}, [](const Snapshot&) {});
        RunningMean fourth;
        RunningMean second;
        for (std::size_t m = 0; m < 4000; ++m) {
            fourth.add(std::pow(states[4 * m], 4));
            second.add(states[4 * m] * states[4 * m]);
        }
        CHECK(std::abs(second.mean() - 1.0) < tolerance::standard_errors * second.std_error());
        CHECK(std::abs(fourth.mean() - 3.0 * size / (size + 2.0)) <
              tolerance::standard_errors * fourth.std_error());
    }

    TEST_CASE("replicas have noise of their own, apart from the disorder of the same seed") {
        const Slope nothing(std::vector<double>(50, 0.0));
        Dynamics options;
        options.method = DynamicsMethod::langevin;
        options.temperature = 1.0;
        options.steps = 1;
        std::vector<double> starts;
        const auto one = random_states(50, 1, 1);
        for (int m = 0; m < 2; ++m)
            starts.insert(starts.end(), one.begin(), one.end());
        const auto states = run_dynamics(nothing, starts, options, {}, [](const Snapshot&) {});
        CHECK(std::vector<double>(states.begin(), states.begin() + 50) !=
              std::vector<double>(states.begin() + 50, states.end()));
        const auto states_of = [&](std::uint64_t disorder) {
            return run_dynamics(nothing, starts, options, {}, [](const Snapshot&) {}, {1, disorder, {}, {}});
        };
        CHECK(states_of(1) != states);
        CHECK(states_of(0) == states);
    }

    TEST_CASE("momentum: the velocity is projected to the tangent space of where it has come to") {
        const Slope slope({1.5, 0.0, 0.7});
        Dynamics options;
        options.method = DynamicsMethod::momentum;
        options.momentum = 0.8;
        options.step = 0.3;
        options.steps = 12;
        std::vector<double> s{0.3, -1.2, 0.9};
        const auto rescale = [&] {
            const double length = std::sqrt((s[0] * s[0] + s[1] * s[1] + s[2] * s[2]) / 3.0);
            for (double& x : s)
                x /= length;
        };
        const auto tangent = [&](std::vector<double> v) {
            const double along = (v[0] * s[0] + v[1] * s[1] + v[2] * s[2]) / 3.0;
            for (std::size_t i = 0; i < 3; ++i)
                v[i] -= along * s[i];
            return v;
        };
        const auto states = run_dynamics(slope, s, options, {}, [](const Snapshot&) {});
        rescale();
        std::vector<double> v(3, 0.0);
        for (int step = 0; step < 12; ++step) {
            const auto g = tangent({1.5, 0.0, 0.7});
            for (std::size_t i = 0; i < 3; ++i) {
                v[i] = 0.8 * v[i] - 0.3 * g[i];
                s[i] += v[i];
            }
            rescale();
            v = tangent(v);
        }
        for (std::size_t i = 0; i < 3; ++i)
            CHECK(states[i] == doctest::Approx(s[i]).epsilon(tolerance::long_sum));
    }

    TEST_CASE("line search: time is the sum of the steps that were made, before each grows") {
        const Slope slope({1.0, 0.0, 0.0, 0.0});
        std::vector<double> times;
        Dynamics options;
        options.steps = 3;
        const std::vector<std::int64_t> recorded{0, 1, 2, 3};
        run_dynamics(slope, std::vector<double>{0.0, 2.0, 0.0, 0.0}, options, recorded,
                     [&](const Snapshot& snapshot) { times.push_back(snapshot.times[0]); });
        REQUIRE(times.size() == 4);
        CHECK(times[1] == doctest::Approx(0.02).epsilon(tolerance::closed_form));
        CHECK(times[2] == doctest::Approx(0.02 + 0.032).epsilon(tolerance::closed_form));
        CHECK(times[3] == doctest::Approx(0.02 + 0.032 + 0.0512).epsilon(tolerance::closed_form));
    }

    TEST_CASE("options that make no sense are refused in a sentence") {
        Dynamics options;
        options.steps = 0;
        CHECK(refusal(options).find("at least one step") != std::string::npos);
        options = {};
        options.temperature = -1.0;
        CHECK(refusal(options).find("temperature = -1") != std::string::npos);
        options = {};
        options.step = 0.0;
        CHECK(refusal(options).find("must be positive") != std::string::npos);
        options = {};
        options.momentum = 1.0;
        CHECK(refusal(options).find("[0, 1)") != std::string::npos);
        CHECK(refusal({}, {}).find("no starts") != std::string::npos);
        CHECK(refusal({}, {1.0, 2.0}).find("3") != std::string::npos);
        CHECK_FALSE(refusal({}, {1.0, std::numeric_limits<double>::quiet_NaN(), 0.0}).empty());
        CHECK(refusal({}).empty());
    }
}

}  // namespace
}  // namespace glasscape
