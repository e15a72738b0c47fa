// One test body over every backend and kind of couplings.
#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "glasscape/core/devices.hpp"
#include "glasscape/core/threads.hpp"
#include "glasscape/landscape/hamiltonian.hpp"
#include "glasscape/mixture/spec.hpp"

#include "states.hpp"
#include "tolerances.hpp"

namespace glasscape {
namespace {

using testing::evaluate;
using testing::largest_difference;
using testing::random_states;
namespace tolerance = testing::tolerance;

struct Case {
    std::string name;
    CouplingKind kind;
    Precision precision;
    double tolerance;  // of energies and gradients, relative to their scale
};

const std::vector<Case> tensor_cases{
    {"packed single", CouplingKind::packed, Precision::single, tolerance::single_kernels},
    {"packed double", CouplingKind::packed, Precision::double_float, tolerance::double_kernels},
    {"packed half", CouplingKind::packed, Precision::half, tolerance::half_kernels},
    {"generated single", CouplingKind::generated, Precision::single, tolerance::single_kernels},
    {"generated double", CouplingKind::generated, Precision::double_float, tolerance::double_kernels}};
const Disorder disorder{7, 3};

CouplingOptions options_of(const Case& test, Backend backend) {
    CouplingOptions options;
    options.kind = test.kind;
    options.precision = test.precision;
    options.backend = backend;
    return options;
}

void compare_with_reference(const std::string& spec, int size, const std::vector<Case>& cases,
                            Backend backend) {
    const auto mixture = parse_mixture(spec).mixture;
    const Hamiltonian reference(mixture, size, disorder, options_of(cases.front(), Backend::reference));
    for (const int replicas : {1, 3, 65}) {
        const auto states = random_states(size, replicas, 5);
        const auto expected = evaluate(reference, states);
        double scale = std::sqrt(static_cast<double>(size));
        for (const double g : expected.gradients)
            scale = std::max(scale, std::abs(g));
        for (const auto& test : cases) {
            CAPTURE(spec);
            CAPTURE(size);
            CAPTURE(replicas);
            CAPTURE(test.name);
            const auto values =
                evaluate(Hamiltonian(mixture, size, disorder, options_of(test, backend)), states);
            CHECK(largest_difference(values.energies, expected.energies) < test.tolerance * scale);
            CHECK(largest_difference(values.gradients, expected.gradients) < test.tolerance * scale);
        }
    }
}

void compare_tensors(Backend backend) {
    for (const int size : {1, 2, 3, 31, 33})
        for (const auto* spec : {"pure:1", "pure:2", "pure:3", "terms:1=0.2,2=0.3,3=0.5"})
            compare_with_reference(spec, size, tensor_cases, backend);
    for (const int size : {1, 2, 3, 13})
        for (const auto* spec : {"pure:4", "pure:5", "pure:6", "resnet:p=7,beta=1"})
            compare_with_reference(spec, size, tensor_cases, backend);
    compare_with_reference("pure:4", 31, tensor_cases, backend);
    compare_with_reference("pure:10", 5, tensor_cases, backend);
}

TEST_SUITE("landscape") {
    TEST_CASE("processor: every kind of tensor couplings agrees with the reference") {
        compare_tensors(Backend::cpu);
    }

    TEST_CASE("a device is refused in a sentence where there is none" *
              doctest::skip(!cuda_devices().names.empty())) {
        CouplingOptions options;
        options.backend = Backend::cuda;
        CHECK_THROWS_WITH_AS(Hamiltonian(parse_mixture("pure:3").mixture, 5, disorder, options),
                             doctest::Contains("the CUDA backend cannot be used: "), std::runtime_error);
    }

    TEST_CASE("packed and generated couplings are the same numbers, in the second-level cache and beyond") {
        const auto mixture = parse_mixture("terms:2=0.3,3=0.7").mixture;
        for (const int size : {97, 150})  // 1.2 and 4.6 MB packed
            for (const int replicas : {1, 3, 65}) {
                CAPTURE(size);
                CAPTURE(replicas);
                const auto states = random_states(size, replicas, 6);
                CouplingOptions options;
                options.precision = Precision::double_float;
                options.kind = CouplingKind::packed;
                const auto packed = evaluate(Hamiltonian(mixture, size, disorder, options), states);
                options.kind = CouplingKind::generated;
                const auto generated = evaluate(Hamiltonian(mixture, size, disorder, options), states);
                CHECK(largest_difference(packed.energies, generated.energies) < tolerance::long_sum * size);
                CHECK(largest_difference(packed.gradients, generated.gradients) <
                      tolerance::double_kernels * size);
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

TEST_SUITE("device") {
    TEST_CASE("every kind of tensor couplings agrees with the reference" *
              doctest::skip(cuda_devices().names.empty())) {
        compare_tensors(Backend::cuda);
    }
}

}  // namespace
}  // namespace glasscape
