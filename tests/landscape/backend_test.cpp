// One test body over every backend and kind of couplings.
#include <array>
#include <cmath>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "glasscape/core/threads.hpp"
#include "glasscape/landscape/hamiltonian.hpp"
#include "glasscape/mixture/spec.hpp"
#include "glasscape/sphere/sphere.hpp"

namespace glasscape {
namespace {

struct Case {
    std::string name;
    CouplingKind kind;
    Precision precision;
    Backend backend;
    double tolerance;  // of energies and gradients, relative to their scale
};

std::vector<double> random_states(int size, int replicas, std::uint64_t seed) {
    std::vector<double> states;
    for (int m = 0; m < replicas; ++m) {
        RandomStream stream(seed, Stream::start, static_cast<std::uint64_t>(m));
        std::vector<double> s(static_cast<std::size_t>(size));
        draw_uniform_point(stream, s);
        states.insert(states.end(), s.begin(), s.end());
    }
    return states;
}

struct Values {
    std::vector<double> energies;
    std::vector<double> gradients;
};

Values evaluate(const Landscape& landscape, const std::vector<double>& states) {
    const std::size_t replicas = states.size() / static_cast<std::size_t>(landscape.size());
    Values values{std::vector<double>(replicas), std::vector<double>(states.size())};
    landscape.energies_and_gradients(states, values.energies, values.gradients);
    return values;
}

double largest_difference(const std::vector<double>& a, const std::vector<double>& b) {
    double largest = 0.0;
    for (std::size_t i = 0; i < a.size(); ++i)
        largest = std::max(largest, std::abs(a[i] - b[i]));
    return largest;
}

// Single precision: 2^-24 times the square root of the number of terms that meet in one sum.
const std::array<Case, 5> cases{
    Case{"packed single", CouplingKind::packed, Precision::single, Backend::cpu, 5e-6},
    Case{"packed double", CouplingKind::packed, Precision::double_float, Backend::cpu, 1e-13},
    Case{"packed half", CouplingKind::packed, Precision::half, Backend::cpu, 2e-2},
    Case{"generated single", CouplingKind::generated, Precision::single, Backend::cpu, 5e-6},
    Case{"generated double", CouplingKind::generated, Precision::double_float, Backend::cpu, 1e-13}};

const Disorder disorder{7, 3};

void compare_with_reference(const std::string& spec, int size, CouplingKind kind) {
    const auto mixture = parse_mixture(spec).mixture;
    CouplingOptions options;
    options.kind = kind;
    options.backend = Backend::reference;
    options.features = kind == CouplingKind::sketched ? 37 : 0;
    options.max_excess_kurtosis = 1e6;
    const Hamiltonian reference(mixture, size, disorder, options);
    for (const int replicas : {1, 3, 65}) {
        const auto states = random_states(size, replicas, 5);
        const auto expected = evaluate(reference, states);
        double scale = std::sqrt(static_cast<double>(size));
        for (const double g : expected.gradients)
            scale = std::max(scale, std::abs(g));
        for (const auto& test : cases) {
            if ((test.kind == kind) != (kind == CouplingKind::sketched)) {
                if (kind == CouplingKind::sketched && test.kind != CouplingKind::packed) continue;
                if (kind == CouplingKind::sketched && test.precision == Precision::half) continue;
            }
            CAPTURE(spec);
            CAPTURE(size);
            CAPTURE(replicas);
            CAPTURE(test.name);
            auto used = options;
            used.kind = kind == CouplingKind::sketched ? kind : test.kind;
            used.precision = test.precision;
            used.backend = test.backend;
            const auto values = evaluate(Hamiltonian(mixture, size, disorder, used), states);
            CHECK(largest_difference(values.energies, expected.energies) < test.tolerance * scale);
            CHECK(largest_difference(values.gradients, expected.gradients) < test.tolerance * scale);
        }
    }
}

TEST_SUITE("landscape") {
    TEST_CASE("every backend and kind of tensor couplings agrees with the reference") {
        for (const int size : {1, 2, 3, 31, 33})
            for (const auto* spec : {"pure:1", "pure:2", "pure:3", "terms:1=0.2,2=0.3,3=0.5"})
                compare_with_reference(spec, size, CouplingKind::packed);
        for (const int size : {1, 2, 3, 13})
            for (const auto* spec : {"pure:4", "pure:5", "pure:6", "resnet:p=7,beta=1"})
                compare_with_reference(spec, size, CouplingKind::packed);
        compare_with_reference("pure:4", 31, CouplingKind::packed);
        compare_with_reference("pure:10", 5, CouplingKind::packed);
    }

    TEST_CASE("sketches agree with the reference") {
        for (const int size : {1, 2, 31})
            for (const auto* spec : {"pure:2", "pure:3", "resnet:p=6,beta=1"})
                compare_with_reference(spec, size, CouplingKind::sketched);
    }

    TEST_CASE("packed and generated couplings are the same numbers at N = 97") {
        const auto mixture = parse_mixture("terms:2=0.3,3=0.7").mixture;
        for (const int replicas : {1, 3, 65}) {
            const auto states = random_states(97, replicas, 6);
            CouplingOptions options;
            options.precision = Precision::double_float;
            options.kind = CouplingKind::packed;
            const auto packed = evaluate(Hamiltonian(mixture, 97, disorder, options), states);
            options.kind = CouplingKind::generated;
            const auto generated = evaluate(Hamiltonian(mixture, 97, disorder, options), states);
            CHECK(largest_difference(packed.energies, generated.energies) < 1e-12 * 97.0);
            CHECK(largest_difference(packed.gradients, generated.gradients) < 1e-13 * 97.0);
        }
    }

    TEST_CASE("results do not depend on the number of threads") {
        const auto mixture = parse_mixture("terms:3=0.5,4=0.5").mixture;
        for (const auto kind : {CouplingKind::packed, CouplingKind::generated}) {
            CouplingOptions options;
            options.kind = kind;
            const Hamiltonian hamiltonian(mixture, 60, disorder, options);
            for (const int replicas : {1, 65}) {
                const auto states = random_states(60, replicas, 8);
                set_thread_count(1);
                const auto one = evaluate(hamiltonian, states);
                set_thread_count(3);
                const auto three = evaluate(hamiltonian, states);
                set_thread_count(0);
                CHECK(one.energies == three.energies);
                CHECK(one.gradients == three.gradients);
            }
        }
    }
}

}  // namespace
}  // namespace glasscape
