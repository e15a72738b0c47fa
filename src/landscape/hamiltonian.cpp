#include "glasscape/landscape/hamiltonian.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <mutex>
#include <stdexcept>
#include <utility>

#include "glasscape/sphere/sphere.hpp"

#include "core/log_gamma.hpp"
#include "landscape/backends.hpp"
#include "landscape/tensor/staircase.hpp"
#include "landscape/tensor/symmetric_contraction.hpp"
#include "landscape/term.hpp"

namespace glasscape {

struct Hamiltonian::Parts {
    Mixture mixture;
    int size;
    Disorder disorder;
    CouplingPlan plan;
    std::vector<double> epsilons;
    std::vector<std::unique_ptr<Term>> terms;
    std::once_flag contraction_made;  // made when the first Hessian is asked for
    std::unique_ptr<SymmetricContraction> contraction;

    const SymmetricContraction* find_contraction();
};

namespace {

std::unique_ptr<Term> make_term(const OrderPlan& plan, int size, const Disorder& disorder,
                                const CouplingOptions& options) {
    const auto& backend = row_of(options.backend);
    return backend.make_tensor(std::make_shared<const Staircase>(plan.order, size), disorder, plan.kind,
                               options.precision);
}

// It needs every coupling and a moderate number of operations.
std::unique_ptr<SymmetricContraction> make_contraction(const Mixture& mixture, int size,
                                                       const Disorder& disorder, const CouplingPlan& plan) {
    double operations = 0.0;
    for (const auto& order : plan.orders)
        operations += SymmetricContraction::operations(order.order, size);
    if (operations > SymmetricContraction::max_operations) return nullptr;
    auto contraction = std::make_unique<SymmetricContraction>(size, mixture.terms().back().order);
    for (const auto& term : mixture.terms()) {
        const Staircase shape(term.order, size);
        const double scale = term.epsilon * std::pow(static_cast<double>(size), -0.5 * (term.order - 1));
        std::vector<double> couplings(static_cast<std::size_t>(shape.couplings()));
        std::vector<int> index(static_cast<std::size_t>(term.order), 0);
        do {
            couplings[static_cast<std::size_t>(colexicographic_rank(index))] =
                scale * coupling_at(shape, disorder, index);
        } while (next_multiset(index, size));
        contraction->add_order(term.order, couplings);
    }
    return contraction;
}

}  // namespace

Hamiltonian::Hamiltonian(const Mixture& mixture, int size, const Disorder& disorder,
                         const CouplingOptions& options)
    : parts_(
          new Parts{mixture, size, disorder, plan_couplings(mixture, size, options), {}, {}, {}, nullptr}) {
    row_of(options.backend).require();
    for (const auto& term : mixture.terms())
        parts_->epsilons.push_back(term.epsilon);
    for (const auto& order : parts_->plan.orders)
        parts_->terms.push_back(make_term(order, size, disorder, options));
}

const SymmetricContraction* Hamiltonian::Parts::find_contraction() {
    std::call_once(contraction_made,
                   [this] { contraction = make_contraction(mixture, size, disorder, plan); });
    return contraction.get();
}

Hamiltonian::~Hamiltonian() = default;
Hamiltonian::Hamiltonian(Hamiltonian&&) noexcept = default;
Hamiltonian& Hamiltonian::operator=(Hamiltonian&&) noexcept = default;

int Hamiltonian::size() const {
    return parts_->size;
}

const CouplingPlan& Hamiltonian::plan() const {
    return parts_->plan;
}

void Hamiltonian::energies_and_gradients(std::span<const double> states, std::span<double> energies,
                                         std::span<double> gradients) const {
    std::fill(energies.begin(), energies.end(), 0.0);
    std::fill(gradients.begin(), gradients.end(), 0.0);
    for (std::size_t t = 0; t < parts_->terms.size(); ++t)
        parts_->terms[t]->add(parts_->epsilons[t], states, energies, gradients);
}

void Hamiltonian::hessian_vector(std::span<const double> state, std::span<const double> vector,
                                 std::span<double> result) const {
    // Gradients on a line are polynomials of degree r - 1: 2 m points, m = floor(r/2), give the derivative
    // exactly. Beyond order 16 eight pairs leave an error below rounding.
    const int pairs = std::clamp(parts_->mixture.terms().back().order / 2, 1, 8);
    const std::size_t n = state.size();
    const double length = std::sqrt(dot(vector, vector));
    std::fill(result.begin(), result.end(), 0.0);
    if (length == 0.0) return;
    const double reach = parts_->mixture.terms().back().order <= 17 ? 0.5 : 0.1;
    const double step = reach * std::sqrt(dot(state, state)) / (length * pairs);
    const auto points = 2 * static_cast<std::size_t>(pairs);
    std::vector<double> states(points * n);
    std::vector<double> energies(points);
    std::vector<double> gradients(points * n);
    const auto place = [](std::size_t j) {
        const std::size_t steps_away = j / 2 + 1;
        return (j % 2 == 0 ? 1.0 : -1.0) * static_cast<double>(steps_away);
    };
    for (std::size_t j = 0; j < points; ++j)
        for (std::size_t i = 0; i < n; ++i)
            states[j * n + i] = state[i] + place(j) * step * vector[i];
    energies_and_gradients(states, energies, gradients);
    for (std::size_t j = 0; j < points; ++j) {
        // (-1)^(k+1) m!^2 / (k (m-k)! (m+k)!) for the point k steps away
        const int k = static_cast<int>(j / 2) + 1;
        const double size =
            std::exp(2.0 * log_gamma(pairs + 1.0) - log_gamma(pairs - k + 1.0) - log_gamma(pairs + k + 1.0)) /
            k;
        const double weight = (k % 2 == 1 ? size : -size) * (j % 2 == 0 ? 1.0 : -1.0) / step;
        for (std::size_t i = 0; i < n; ++i)
            result[i] += weight * gradients[j * n + i];
    }
}

void Hamiltonian::energies_gradients_hessians(std::span<const double> states, std::span<double> energies,
                                              std::span<double> gradients, std::span<double> hessians) const {
    if (const auto* contraction = parts_->find_contraction())
        contraction->evaluate(states, energies, gradients, hessians);
    else
        Landscape::energies_gradients_hessians(states, energies, gradients, hessians);
}

void Hamiltonian::hessian(std::span<const double> state, std::span<double> hessian) const {
    const auto* contraction = parts_->find_contraction();
    if (contraction == nullptr) {
        Landscape::hessian(state, hessian);
        return;
    }
    double energy = 0.0;
    std::vector<double> gradient(state.size());
    contraction->evaluate(state, {&energy, 1}, gradient, hessian);
}

Symmetry Hamiltonian::symmetry() const {
    const auto terms = parts_->mixture.terms();
    const auto all_of_parity = [&](int parity) {
        return std::all_of(terms.begin(), terms.end(),
                           [&](const auto& term) { return term.order % 2 == parity; });
    };
    return all_of_parity(0) ? Symmetry::even : all_of_parity(1) ? Symmetry::odd : Symmetry::none;
}

double Hamiltonian::coupling(const std::vector<int>& index) const {
    return coupling_at(Staircase(static_cast<int>(index.size()), parts_->size), parts_->disorder, index);
}

}  // namespace glasscape
