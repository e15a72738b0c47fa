#include "landscape/tensor/symmetric_contraction.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "core/simd.hpp"
#include "landscape/tensor/multiset.hpp"

namespace glasscape {

namespace {

constexpr std::size_t lanes = vector_lanes<double>;
using Lanes = Vector<double>;

// out_I = sum_i A_(I + i) s_i for every I one degree lower; entry(at) is A at a place.
template <class Entry>
void contract_level(const std::vector<std::int32_t>& place, std::size_t n, const double* spins,
                    const Entry& entry, double* out) {
    const std::int32_t* from = place.data();
    for (std::size_t at = 0; at < place.size() / n; ++at, from += n) {
        Lanes even{};
        Lanes odd{};
        std::size_t i = 0;
        for (; i + 1 < n; i += 2) {
            even += entry(static_cast<std::size_t>(from[i])) * load(spins + i * lanes);
            odd += entry(static_cast<std::size_t>(from[i + 1])) * load(spins + (i + 1) * lanes);
        }
        if (i < n) even += entry(static_cast<std::size_t>(from[i])) * load(spins + i * lanes);
        even += odd;
        store<double>(even, out + at * lanes);
    }
}

}  // namespace

struct SymmetricContraction::Workspace {
    AlignedVector<double> spins;  // [N][lanes]
    AlignedVector<double> here;   // A^(d), [I][lanes]
    AlignedVector<double> next;
    AlignedVector<double> energies;  // [lanes]
    AlignedVector<double> gradients;
    AlignedVector<double> hessians;
};

double SymmetricContraction::operations(int order, int size) {
    double sum = 0.0;
    for (int d = 0; d < order; ++d)
        sum += static_cast<double>(size) * static_cast<double>(multiset_count(size, d));
    return sum;
}

SymmetricContraction::SymmetricContraction(int size, int max_order)
    : size_(size), place_(static_cast<std::size_t>(max_order) + 1) {
    std::vector<int> larger;
    for (int d = 1; d <= max_order; ++d) {
        auto& table = place_[static_cast<std::size_t>(d)];
        const auto below = multiset_count(size, d - 1);
        table.resize(static_cast<std::size_t>(below * size));
        std::vector<int> tuple(static_cast<std::size_t>(d) - 1, 0);
        do {
            const auto at = colexicographic_rank(tuple);
            for (int i = 0; i < size; ++i) {
                larger = tuple;
                larger.insert(std::upper_bound(larger.begin(), larger.end(), i), i);
                table[static_cast<std::size_t>(at * size + i)] =
                    static_cast<std::int32_t>(colexicographic_rank(larger));
            }
        } while (next_multiset(tuple, size));
    }
}

void SymmetricContraction::add_order(int order, std::span<const double> couplings) {
    Order term{order, std::vector<double>(couplings.begin(), couplings.end())};
    const double permutations = std::tgamma(order + 1.0);
    std::vector<int> tuple(static_cast<std::size_t>(order), 0);
    do {
        term.tensor[static_cast<std::size_t>(colexicographic_rank(tuple))] *=
            multiplicity_factorials(tuple) / permutations;
    } while (next_multiset(tuple, size_));
    orders_.push_back(std::move(term));
}

void SymmetricContraction::contract_order(const Order& term, Workspace& work) const {
    const auto n = static_cast<std::size_t>(size_);
    const double r = term.order;
    for (int d = term.order; d >= 0; --d) {
        // work.here holds A^(d), except at the top where all replicas share the tensor.
        const bool top = d == term.order;
        const auto entry = [&](std::size_t at, std::size_t l) {
            return top ? term.tensor[at] : work.here[at * lanes + l];
        };
        if (d == 2) {
            for (std::size_t i = 0; i < n; ++i)
                for (std::size_t j = 0; j < n; ++j) {
                    const auto at = static_cast<std::size_t>(place_[2][i * n + j]);
                    for (std::size_t l = 0; l < lanes; ++l)
                        work.hessians[(i * n + j) * lanes + l] += r * (r - 1.0) * entry(at, l);
                }
        } else if (d == 1) {
            for (std::size_t i = 0; i < n; ++i)
                for (std::size_t l = 0; l < lanes; ++l)
                    work.gradients[i * lanes + l] += r * entry(i, l);
        } else if (d == 0) {
            for (std::size_t l = 0; l < lanes; ++l)
                work.energies[l] += entry(0, l);
            break;
        }
        const auto& place = place_[static_cast<std::size_t>(d)];
        if (top)
            contract_level(
                place, n, work.spins.data(), [&](std::size_t at) { return Lanes{} + term.tensor[at]; },
                work.next.data());
        else
            contract_level(
                place, n, work.spins.data(), [&](std::size_t at) { return load(&work.here[at * lanes]); },
                work.next.data());
        std::swap(work.here, work.next);
    }
}

void SymmetricContraction::evaluate(std::span<const double> states, std::span<double> energies,
                                    std::span<double> gradients, std::span<double> hessians) const {
    const auto n = static_cast<std::size_t>(size_);
    thread_local Workspace work;  // too large to ask the system for at each call
    std::size_t widest = 1;
    for (const auto& table : place_)
        widest = std::max(widest, table.size() / n);
    work.here.resize(std::max(work.here.size(), widest * lanes));
    work.next.resize(work.here.size());
    for (std::size_t first = 0; first < energies.size(); first += lanes) {
        const std::size_t count = std::min(lanes, energies.size() - first);
        work.spins.assign(n * lanes, 0.0);
        for (std::size_t l = 0; l < count; ++l)
            for (std::size_t i = 0; i < n; ++i)
                work.spins[i * lanes + l] = states[(first + l) * n + i];
        work.energies.assign(lanes, 0.0);
        work.gradients.assign(n * lanes, 0.0);
        work.hessians.assign(n * n * lanes, 0.0);
        for (const auto& term : orders_)
            contract_order(term, work);
        for (std::size_t l = 0; l < count; ++l) {
            energies[first + l] = work.energies[l];
            for (std::size_t i = 0; i < n; ++i)
                gradients[(first + l) * n + i] = work.gradients[i * lanes + l];
            for (std::size_t i = 0; i < n * n; ++i)
                hessians[(first + l) * n * n + i] = work.hessians[i * lanes + l];
        }
    }
}

}  // namespace glasscape
