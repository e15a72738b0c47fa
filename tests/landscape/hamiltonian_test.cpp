// The Hamiltonian against its definition: derivatives, law, numbers written down elsewhere.
#include "glasscape/landscape/hamiltonian.hpp"

#include <cmath>
#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "glasscape/mixture/spec.hpp"
#include "glasscape/sphere/sphere.hpp"
#include "glasscape/stats/running_mean.hpp"

#include "core/linear_algebra.hpp"
#include "landscape/tangent.hpp"
#include "landscape/tensor/multiset.hpp"
#include "landscape/tensor/symmetric_contraction.hpp"
#include "reference.hpp"
#include "states.hpp"
#include "tolerances.hpp"

namespace glasscape {
namespace {

using testing::energy_at;
using testing::evaluate;
using testing::largest_difference;
using testing::random_states;
using testing::random_vector;
namespace tolerance = testing::tolerance;

Hamiltonian drawn(const std::string& spec, int size, const Disorder& disorder,
                  Precision precision = Precision::double_float,
                  CouplingKind kind = CouplingKind::automatic) {
    CouplingOptions options;
    options.precision = precision;
    options.kind = kind;
    return {parse_mixture(spec).mixture, size, disorder, options};
}

std::vector<double> moved(const std::vector<double>& s, const std::vector<double>& v, double t) {
    auto result = s;
    for (std::size_t i = 0; i < s.size(); ++i)
        result[i] += t * v[i];
    return result;
}

/// Packs tensors of the JSON file into the coefficients of sorted multi-indices.
std::vector<double> sorted_coefficients(const nlohmann::json& tensor, int order, int size, double scale) {
    std::vector<double> coefficients(static_cast<std::size_t>(multiset_count(size, order)), 0.0);
    std::vector<int> index(static_cast<std::size_t>(order), 0);
    for (bool more = true; more;) {
        const nlohmann::json* entry = &tensor;
        for (const int i : index)
            entry = &(*entry)[static_cast<std::size_t>(i)];
        auto sorted = index;
        std::sort(sorted.begin(), sorted.end());
        coefficients[static_cast<std::size_t>(colexicographic_rank(sorted))] += scale * entry->get<double>();
        more = false;
        for (auto& i : index) {
            if (++i < size) {
                more = true;
                break;
            }
            i = 0;
        }
    }
    return coefficients;
}

TEST_SUITE("landscape") {
    TEST_CASE("energies differ by the integral of the gradient: central differences, error falling as h^2") {
        for (const auto* spec : {"pure:2", "pure:3", "resnet:p=6,beta=1"}) {
            const auto hamiltonian = drawn(spec, 12, {3, 1});
            const auto s = random_states(12, 1, 1);
            const auto v = random_vector(12, 2);
            const double slope = dot(evaluate(hamiltonian, s).gradients, v);
            const auto error_of = [&](double h) {
                return (energy_at(hamiltonian, moved(s, v, h)) - energy_at(hamiltonian, moved(s, v, -h))) /
                           (2.0 * h) -
                       slope;
            };
            CAPTURE(spec);
            CHECK(std::abs(error_of(1e-4)) < tolerance::central_difference * std::abs(slope));
            // pure p = 2 has no cubic error at all
            if (std::string(spec) == "pure:2")
                CHECK(std::abs(error_of(0.1)) < tolerance::cancelling_terms * std::abs(slope));
            else
                CHECK(error_of(0.02) / error_of(0.01) ==
                      doctest::Approx(4.0).epsilon(tolerance::second_order_ratio));
        }
    }

    TEST_CASE("the Hessian is the derivative of the gradient, by contraction and by differences alike") {
        for (const auto* spec : {"pure:2", "pure:3", "pure:5", "terms:1=0.2,2=0.3,4=0.5"}) {
            const int size = 9;
            const auto hamiltonian = drawn(spec, size, {3, 2});
            const auto s = random_states(size, 1, 1);
            const auto v = random_vector(size, 2);
            std::vector<double> hessian(81);
            hamiltonian.hessian(s, hessian);
            std::vector<double> by_matrix(9, 0.0);
            for (std::size_t i = 0; i < 9; ++i)
                by_matrix[i] = dot(std::span(hessian).subspan(9 * i, 9), v);
            std::vector<double> by_vector(9);
            hamiltonian.hessian_vector(s, v, by_vector);
            CAPTURE(spec);
            const double scale = std::sqrt(dot(by_matrix, by_matrix));
            CHECK(largest_difference(by_matrix, by_vector) < tolerance::long_sum * scale);
            const double h = 1e-4;
            auto difference = evaluate(hamiltonian, moved(s, v, h)).gradients;
            const auto behind = evaluate(hamiltonian, moved(s, v, -h)).gradients;
            for (std::size_t i = 0; i < 9; ++i)
                difference[i] = (difference[i] - behind[i]) / (2.0 * h);
            CHECK(largest_difference(by_matrix, difference) < tolerance::central_difference * scale);
        }
    }

    TEST_CASE("a large system's Hessian times a vector, in single precision, against double") {
        const auto exact = drawn("terms:3=0.6,4=0.4", 40, {3, 2});
        const auto rounded = drawn("terms:3=0.6,4=0.4", 40, {3, 2}, Precision::single);
        const auto s = random_states(40, 1, 1);
        const auto v = random_vector(40, 2);
        std::vector<double> a(40);
        std::vector<double> b(40);
        exact.hessian_vector(s, v, a);
        rounded.hessian_vector(s, v, b);
        CHECK(largest_difference(a, b) < tolerance::single_sums * std::sqrt(dot(a, a)));
    }

    TEST_CASE("homogeneity: s.grad H = r H and (hess H) s = (r - 1) grad H") {
        for (const int order : {1, 2, 3, 4, 7}) {
            const int size = 6;
            const auto hamiltonian = drawn("pure:" + std::to_string(order), size, {5, 0});
            const auto s = random_states(size, 1, 4);
            const auto values = evaluate(hamiltonian, s);
            CHECK(dot(s, values.gradients) ==
                  doctest::Approx(order * values.energies[0]).epsilon(tolerance::long_sum));
            std::vector<double> product(6);
            hamiltonian.hessian_vector(s, s, product);
            for (std::size_t i = 0; i < 6; ++i)
                CHECK(std::abs(product[i] - (order - 1) * values.gradients[i]) <
                      tolerance::cancelling_terms * std::sqrt(dot(values.gradients, values.gradients)));
        }
    }

    TEST_CASE("evaluating twice, alone or in company, gives the same numbers: nothing accumulates") {
        for (const auto kind : {CouplingKind::packed, CouplingKind::generated}) {
            const auto hamiltonian = drawn("terms:2=0.4,3=0.6", 33, {5, 0}, Precision::single, kind);
            const auto states = random_states(33, 20, 4);
            const auto first = evaluate(hamiltonian, states);
            const auto second = evaluate(hamiltonian, states);
            CHECK(first.energies == second.energies);
            CHECK(first.gradients == second.gradients);
            const std::vector<double> alone(states.begin() + 33, states.begin() + 66);
            const auto one = evaluate(hamiltonian, alone);
            CHECK(one.energies[0] == doctest::Approx(first.energies[1]).epsilon(tolerance::single_sums));
        }
    }

    TEST_CASE("written-down tensors: energy, gradient and Riemannian Hessian to 1e-14") {
        std::ifstream in(testing::reference_folder() + "/deterministic_example.json");
        REQUIRE(in);
        const auto example = nlohmann::json::parse(in);
        const int size = example["N"];
        const std::vector<double> s = example["s"];
        SymmetricContraction contraction(size, 3);
        for (int order = 1; order <= 3; ++order) {
            const double weight = example["eps_sq"][std::to_string(order)];
            contraction.add_order(
                order, sorted_coefficients(example["J" + std::to_string(order)], order, size,
                                           std::sqrt(weight) * std::pow(size, -0.5 * (order - 1))));
        }
        double energy = 0.0;
        std::vector<double> gradient(4);
        std::vector<double> hessian(16);
        contraction.evaluate(s, {&energy, 1}, gradient, hessian);
        const auto& expected = example["expected"];
        CHECK(energy == doctest::Approx(expected["H"].get<double>()).epsilon(tolerance::closed_form));
        CHECK(largest_difference(gradient, expected["grad"].get<std::vector<double>>()) <
              tolerance::closed_form);
        std::vector<double> radial(1);
        auto tangential = gradient;
        to_tangent_gradients(size, s, tangential, radial);
        CHECK(radial[0] == doctest::Approx(expected["x"].get<double>()).epsilon(tolerance::closed_form));
        CHECK(std::sqrt(dot(tangential, tangential)) ==
              doctest::Approx(expected["tangent_grad_norm"].get<double>()).epsilon(tolerance::closed_form));
        std::vector<double> riemannian(9);
        tangent_hessian(s, hessian, radial[0], riemannian);
        const Eigen::Map<const Eigen::Matrix3d> matrix(riemannian.data());
        const auto eigenvalues = symmetric_eigenvalues(matrix);
        for (int k = 0; k < 3; ++k)
            CHECK(eigenvalues[k] ==
                  doctest::Approx(expected["riem_hess_eig"][static_cast<std::size_t>(k)].get<double>())
                      .epsilon(tolerance::sum_of_terms));
    }

    TEST_CASE("the covariance over disorders is N nu(q), for every kind of couplings" *
              doctest::test_suite("slow")) {
        struct Kind {
            CouplingKind kind;
            Precision precision;
        };
        const auto mixture = parse_mixture("terms:1=0.1,2=0.3,3=0.4,5=0.2").mixture;
        const int size = 3;  // many multi-indices repeat a spin
        auto states = random_states(size, 2, 9);
        for (const auto& [kind, precision] : {Kind{CouplingKind::packed, Precision::double_float},
                                              Kind{CouplingKind::generated, Precision::single},
                                              Kind{CouplingKind::packed, Precision::half}}) {
            CouplingOptions options;
            options.kind = kind;
            options.precision = precision;
            RunningMean mean;
            RunningMean same;
            RunningMean across;
            RunningMean slopes;  // Cov(H(s), s'.grad H(s')) = N q nu'(q)
            for (std::uint32_t sample = 0; sample < 8'000; ++sample) {
                const Hamiltonian hamiltonian(mixture, size, {21, sample}, options);
                const auto values = evaluate(hamiltonian, states);
                mean.add(values.energies[0]);
                same.add(values.energies[0] * values.energies[0]);
                across.add(values.energies[0] * values.energies[1]);
                slopes.add(values.energies[0] *
                           dot(std::span(states).last(3), std::span(values.gradients).last(3)));
            }
            const double q = overlap(std::span(states).first(3), std::span(states).last(3));
            CHECK(std::abs(q) > 0.2);
            CAPTURE(static_cast<int>(options.kind));
            CAPTURE(static_cast<int>(options.precision));
            CHECK(std::abs(mean.mean()) < tolerance::standard_errors * mean.std_error());
            CHECK(std::abs(same.mean() - size * mixture.nu(1.0)) <
                  tolerance::standard_errors * same.std_error());
            CHECK(std::abs(across.mean() - size * mixture.nu(q)) <
                  tolerance::standard_errors * across.std_error());
            CHECK(std::abs(slopes.mean() - size * q * mixture.nu(q, 1)) <
                  tolerance::standard_errors * slopes.std_error());
        }
    }

    TEST_CASE("p = 2: off-diagonal Hessian entries have variance 2/N, diagonal ones 4/N") {
        RunningMean beside;
        RunningMean on;
        const int size = 5;
        const auto s = random_states(size, 1, 1);
        for (std::uint32_t sample = 0; sample < 8'000; ++sample) {
            std::vector<double> hessian(25);
            drawn("pure:2", size, {23, sample}).hessian(s, hessian);
            beside.add(hessian[1] * hessian[1]);
            on.add(hessian[0] * hessian[0]);
        }
        CHECK(std::abs(beside.mean() - 2.0 / size) < tolerance::standard_errors * beside.std_error());
        CHECK(std::abs(on.mean() - 4.0 / size) < tolerance::standard_errors * on.std_error());
    }

    TEST_CASE("samples, seeds, streams and orders have landscapes of their own") {
        const auto states = random_states(8, 1, 3);
        RunningMean samples;
        RunningMean seeds;
        RunningMean streams;
        RunningMean orders;
        for (std::uint32_t i = 0; i < 5'000; ++i) {
            const double here = energy_at(drawn("pure:3", 8, {i, 0}), states);
            samples.add(here * energy_at(drawn("pure:3", 8, {i, 1}), states));
            seeds.add(here * energy_at(drawn("pure:3", 8, {i + 1, 0}), states));
            streams.add(here * energy_at(drawn("pure:3", 8, {i, 0, Stream::noise}), states));
            orders.add(here * energy_at(drawn("pure:2", 8, {i, 0}), states));
        }
        for (const auto* mean : {&samples, &seeds, &streams, &orders})
            CHECK(std::abs(mean->mean()) < tolerance::standard_errors * mean->std_error());
    }

    TEST_CASE("parity of the orders is the symmetry of the landscape") {
        CHECK(drawn("terms:2=0.5,4=0.5", 4, {1, 0}).symmetry() == Symmetry::even);
        CHECK(drawn("terms:1=0.5,3=0.5", 4, {1, 0}).symmetry() == Symmetry::odd);
        CHECK(drawn("terms:2=0.5,3=0.5", 4, {1, 0}).symmetry() == Symmetry::none);
    }
}

}  // namespace
}  // namespace glasscape
