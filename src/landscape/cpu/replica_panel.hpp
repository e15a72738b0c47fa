// Replicas in vector lanes: their monomials, and what a run of tiles adds to energies and gradients.
#pragma once

#include <algorithm>
#include <cmath>
#include <mutex>
#include <span>
#include <utility>
#include <vector>

#include "glasscape/core/aligned.hpp"

#include "core/log_gamma.hpp"
#include "landscape/cpu/contract.hpp"
#include "landscape/cpu/monomials.hpp"
#include "landscape/tensor/staircase.hpp"

namespace glasscape::cpu {

/// Columns of W and V worked on at a time, so that they stay in the first-level cache.
template <int Lanes>
constexpr std::int64_t strip_width = Lanes == 1 ? tile_width : 64;
static_assert(tile_width % strip_width<2> == 0);

inline std::size_t index(std::int64_t value) {
    return static_cast<std::size_t>(value);
}

/// Replicas in vector lanes, with the monomials below the top level.
template <class A, int Lanes>
struct ReplicaPanel {
    AlignedVector<A> spins;               // [N][Lanes]
    std::vector<AlignedVector<A>> outer;  // levels 0..a
    std::vector<AlignedVector<A>> inner;  // levels 0..b-1
    AlignedVector<A> below;               // adjoint of a level
};

/// What one chunk adds to one panel, and the strip it is working on.
template <class A, int Lanes>
struct Partial {
    AlignedVector<A> row_sums;       // q, [rows][row_sum_width]
    AlignedVector<A> inner_adjoint;  // of level b-1
    AlignedVector<A> gradient;       // [N][Lanes]
    AlignedVector<A> monomials;      // W of the strip
    AlignedVector<A> adjoint;        // V of the strip
};

/// Memory of one evaluation, kept for the next.
template <class A, int Lanes>
struct Workspace {
    std::vector<ReplicaPanel<A, Lanes>> panels;
    std::vector<std::vector<Partial<A, Lanes>>> partials;  // [panel][chunk]
};

/// Workspaces at rest; evaluations in several threads take one each.
template <class A, int Lanes>
class WorkspacePool {
  public:
    std::unique_ptr<Workspace<A, Lanes>> take() {
        const std::lock_guard lock(mutex_);
        if (resting_.empty()) return std::make_unique<Workspace<A, Lanes>>();
        auto workspace = std::move(resting_.back());
        resting_.pop_back();
        return workspace;
    }
    void give_back(std::unique_ptr<Workspace<A, Lanes>> workspace) {
        const std::lock_guard lock(mutex_);
        resting_.push_back(std::move(workspace));
    }

  private:
    std::mutex mutex_;
    std::vector<std::unique_ptr<Workspace<A, Lanes>>> resting_;
};

/// Monomials of degree one.
template <int Lanes, class A>
void copy_spins(const AlignedVector<A>& spins, AlignedVector<A>& level) {
    level.resize(with_room<Lanes>(static_cast<std::int64_t>(spins.size()) / Lanes));
    std::copy(spins.begin(), spins.end(), level.begin());
}

template <class A, int Lanes>
void load_panel(const Staircase& shape, std::span<const double> states, std::int64_t replicas,
                ReplicaPanel<A, Lanes>& panel) {
    const auto n = static_cast<std::int64_t>(shape.size());
    panel.spins.assign(index(n * Lanes), A{});
    for (std::int64_t l = 0; l < replicas; ++l)
        for (std::int64_t i = 0; i < n; ++i)
            panel.spins[index(i * Lanes + l)] = static_cast<A>(states[index(l * n + i)]);
    panel.outer.resize(static_cast<std::size_t>(shape.outer_degree()) + 1);
    panel.outer.front().assign(with_room<Lanes>(1), A{1});
    if (panel.outer.size() > 1) copy_spins<Lanes>(panel.spins, panel.outer[1]);
    for (std::size_t d = 2; d < panel.outer.size(); ++d) {
        const auto& first = d + 1 == panel.outer.size() ? shape.row_first() : shape.outer()[d].first;
        panel.outer[d].resize(with_room<Lanes>(first.back()));
        build_outer<Lanes>(shape.outer()[d - 1], first, panel.spins.data(), panel.outer[d - 1].data(),
                           panel.outer[d].data());
    }
    panel.inner.resize(static_cast<std::size_t>(shape.inner_degree()));
    panel.inner.front().assign(with_room<Lanes>(1), A{1});
    if (panel.inner.size() > 1) copy_spins<Lanes>(panel.spins, panel.inner[1]);
    for (std::size_t d = 2; d < panel.inner.size(); ++d) {
        const auto& first = shape.inner()[d].first;
        panel.inner[d].resize(with_room<Lanes>(first.back()));
        build_inner<Lanes>(shape.inner()[d - 1], first, panel.spins.data(), panel.inner[d - 1].data(), 0,
                           first.back(), panel.inner[d].data());
    }
}

template <class A, int Lanes>
void clear_partial(const Staircase& shape, Partial<A, Lanes>& partial) {
    partial.row_sums.assign(index(shape.rows() * row_sum_width<Lanes, A>), A{});
    partial.inner_adjoint.assign(with_room<Lanes>(shape.inner().back().count), A{});
    partial.gradient.assign(index(std::int64_t{shape.size()} * Lanes), A{});
    partial.monomials.resize(with_room<Lanes>(strip_width<Lanes>));
    partial.adjoint.resize(with_room<Lanes>(strip_width<Lanes>));
}

/// W of columns [begin, end), zero beyond the last column; V = 0.
template <class A, int Lanes>
void open_strip(const Staircase& shape, std::int64_t begin, std::int64_t end,
                const ReplicaPanel<A, Lanes>& panel, Partial<A, Lanes>& partial) {
    const auto stop = std::min(end, shape.columns());
    build_inner<Lanes>(shape.inner().back(), shape.column_first(), panel.spins.data(),
                       panel.inner.back().data(), begin, stop, partial.monomials.data());
    std::fill_n(partial.monomials.begin() + (stop - begin) * Lanes, (end - stop) * Lanes, A{});
    clear(partial.adjoint.data(), (end - begin) * Lanes);
}

template <class A, int Lanes>
void close_strip(const Staircase& shape, std::int64_t begin, std::int64_t end,
                 const ReplicaPanel<A, Lanes>& panel, Partial<A, Lanes>& partial) {
    fold_inner<Lanes>(shape.inner().back(), shape.column_first(), panel.spins.data(),
                      panel.inner.back().data(), partial.adjoint.data(), begin,
                      std::min(end, shape.columns()), partial.inner_adjoint.data(), partial.gradient.data());
}

/// Sums the chunks in order, closes the outer levels, adds to energies and gradients.
template <class A, int Lanes>
void finish_panel(const Staircase& shape, double scale, ReplicaPanel<A, Lanes>& panel,
                  std::span<Partial<A, Lanes>> partials, std::int64_t replicas, std::span<double> energies,
                  std::span<double> gradients) {
    auto& sum = partials.front();
    auto& below = panel.below;
    const auto gather = [](AlignedVector<A>& into, const AlignedVector<A>& from) {
        for (std::size_t i = 0; i < into.size(); ++i)
            into[i] += from[i];
    };
    for (std::size_t c = 1; c < partials.size(); ++c) {
        gather(sum.row_sums, partials[c].row_sums);
        gather(sum.inner_adjoint, partials[c].inner_adjoint);
        gather(sum.gradient, partials[c].gradient);
    }
    if constexpr (Lanes == 1) {
        for (std::int64_t row = 0; row < shape.rows(); ++row)
            sum.row_sums[index(row)] =
                sum_of_lanes<A>(load<A>(sum.row_sums.data() + row * row_sum_width<1, A>));
        sum.row_sums.resize(with_room<1>(shape.rows()));
    }
    double totals[Lanes] = {};
    const auto& monomials = panel.outer.back();
    for (std::int64_t row = 0; row < shape.rows(); ++row)
        for (int l = 0; l < Lanes; ++l)
            totals[l] += static_cast<double>(monomials[index(row * Lanes + l)]) *
                         static_cast<double>(sum.row_sums[index(row * Lanes + l)]);

    AlignedVector<A>& adjoint = sum.inner_adjoint;
    for (int d = shape.inner_degree() - 1; d >= 2; --d) {
        const auto level = static_cast<std::size_t>(d);
        below.assign(with_room<Lanes>(shape.inner()[level - 1].count), A{});
        fold_inner<Lanes>(shape.inner()[level - 1], shape.inner()[level].first, panel.spins.data(),
                          panel.inner[level - 1].data(), adjoint.data(), 0, shape.inner()[level].count,
                          below.data(), sum.gradient.data());
        std::swap(adjoint, below);
    }
    if (shape.inner_degree() > 1) gather(sum.gradient, adjoint);
    std::swap(adjoint, sum.row_sums);
    for (int d = shape.outer_degree(); d >= 2; --d) {
        const auto level = static_cast<std::size_t>(d);
        const auto& first = d == shape.outer_degree() ? shape.row_first() : shape.outer()[level].first;
        below.assign(with_room<Lanes>(shape.outer()[level - 1].count), A{});
        fold_outer<Lanes>(shape.outer()[level - 1], first, panel.spins.data(), panel.outer[level - 1].data(),
                          adjoint.data(), below.data(), sum.gradient.data());
        std::swap(adjoint, below);
    }
    if (shape.outer_degree() > 0) gather(sum.gradient, adjoint);
    const auto n = static_cast<std::int64_t>(shape.size());
    for (std::int64_t l = 0; l < replicas; ++l) {
        energies[index(l)] += scale * totals[l];
        for (std::int64_t i = 0; i < n; ++i)
            gradients[index(l * n + i)] += scale * static_cast<double>(sum.gradient[index(i * Lanes + l)]);
    }
}

}  // namespace glasscape::cpu
