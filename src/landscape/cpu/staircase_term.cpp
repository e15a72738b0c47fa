#include "staircase_term.hpp"

#include <algorithm>
#include <cmath>
#include <type_traits>
#include <utility>
#include <vector>

#include "glasscape/core/threads.hpp"

#include "../aligned.hpp"
#include "../bfloat16.hpp"
#include "contract.hpp"
#include "monomials.hpp"

namespace glasscape::cpu {
namespace {

/// Columns of W and V that a pass keeps in the first-level cache, for panels of replicas.
constexpr std::int64_t panel_columns = 120;
static_assert(tile_width % panel_columns == 0);
/// Rows drawn at a time by generated couplings.
constexpr std::int64_t drawn_rows = 32;

std::size_t index(std::int64_t value) {
    return static_cast<std::size_t>(value);
}

/// Rows of couplings at hand: rows from first_row on, columns from `begin` to the end of the tile.
template <class Store>
struct Piece {
    std::int64_t first_row;
    std::int64_t rows;
    std::int64_t begin;
    std::int64_t pitch;
    const Store* couplings;
};

/// A run of tiles that one task works through, for the panels it is given.
struct Chunk {
    std::size_t first_tile;
    std::size_t last_tile;
    std::int64_t entries;
};

/// Replicas in vector lanes, with the monomials below the top level.
template <class A, int Lanes>
struct Panel {
    AlignedVector<A> spins;                // [N][Lanes]
    std::vector<AlignedVector<A>> outer;   // levels 0..a
    std::vector<AlignedVector<A>> inner;   // levels 0..b-1
};

/// What one chunk adds to one panel.
template <class A, int Lanes>
struct Partial {
    AlignedVector<A> row_sums;       // q, [rows][Lanes]
    AlignedVector<A> inner_adjoint;  // of level b-1
    AlignedVector<A> gradient;       // [N][Lanes]
    AlignedVector<A> tile_monomials;
    AlignedVector<A> tile_adjoint;
};

template <class A, int Lanes>
Panel<A, Lanes> make_panel(const Staircase& shape, std::span<const double> states, std::int64_t replicas) {
    const auto n = static_cast<std::int64_t>(shape.size());
    Panel<A, Lanes> panel;
    panel.spins.assign(index(n * Lanes), A{});
    for (std::int64_t l = 0; l < replicas; ++l)
        for (std::int64_t i = 0; i < n; ++i)
            panel.spins[index(i * Lanes + l)] = static_cast<A>(states[index(l * n + i)]);
    panel.outer.push_back(AlignedVector<A>(Lanes, A{1}));
    for (int d = 1; d <= shape.outer_degree(); ++d) {
        const bool top = d == shape.outer_degree();
        const auto& first = top ? shape.row_first() : shape.outer()[static_cast<std::size_t>(d)].first;
        panel.outer.emplace_back(index(first.back() * Lanes));
        build_outer<Lanes>(shape.outer()[static_cast<std::size_t>(d) - 1], first, panel.spins.data(),
                           panel.outer[static_cast<std::size_t>(d) - 1].data(), panel.outer.back().data());
    }
    panel.inner.push_back(AlignedVector<A>(Lanes, A{1}));
    for (int d = 1; d < shape.inner_degree(); ++d) {
        const auto& first = shape.inner()[static_cast<std::size_t>(d)].first;
        panel.inner.emplace_back(index(first.back() * Lanes));
        build_inner<Lanes>(shape.inner()[static_cast<std::size_t>(d) - 1], first, panel.spins.data(),
                           panel.inner[static_cast<std::size_t>(d) - 1].data(), 0, first.back(),
                           panel.inner.back().data());
    }
    return panel;
}

template <class A, int Lanes>
Partial<A, Lanes> make_partial(const Staircase& shape) {
    Partial<A, Lanes> partial;
    partial.row_sums.assign(index(shape.rows() * Lanes), A{});
    partial.inner_adjoint.assign(index(shape.inner().back().count * Lanes), A{});
    partial.gradient.assign(index(shape.size() * Lanes), A{});
    const auto width = std::min(tile_width, shape.tiles().front().end - shape.tiles().front().begin);
    partial.tile_monomials.assign(index(width * Lanes), A{});
    partial.tile_adjoint.assign(index(width * Lanes), A{});
    return partial;
}

template <class A, int Lanes>
void open_tile(const Staircase& shape, const Tile& tile, const Panel<A, Lanes>& panel, Partial<A, Lanes>& partial) {
    const auto end = std::min(tile.end, shape.columns());
    build_inner<Lanes>(shape.inner().back(), shape.column_first(), panel.spins.data(), panel.inner.back().data(),
                       tile.begin, end, partial.tile_monomials.data());
    std::fill(partial.tile_monomials.begin() + (end - tile.begin) * Lanes, partial.tile_monomials.end(), A{});
    std::fill(partial.tile_adjoint.begin(), partial.tile_adjoint.end(), A{});
}

template <class A, int Lanes>
void close_tile(const Staircase& shape, const Tile& tile, const Panel<A, Lanes>& panel, Partial<A, Lanes>& partial) {
    fold_inner<Lanes>(shape.inner().back(), shape.column_first(), panel.spins.data(), panel.inner.back().data(),
                      partial.tile_adjoint.data(), tile.begin, std::min(tile.end, shape.columns()),
                      partial.inner_adjoint.data(), partial.gradient.data());
}

template <class A, int Lanes, class Store>
void contract_pieces(const Tile& tile, const std::vector<Piece<Store>>& pieces, const Panel<A, Lanes>& panel,
                     Partial<A, Lanes>& partial) {
    constexpr std::int64_t step = Lanes == 1 ? tile_width : panel_columns;
    for (auto column = tile.begin; column < tile.end; column += step) {
        const auto end = std::min(tile.end, column + step);
        for (const auto& piece : pieces) {
            const auto from = std::max(column, piece.begin);
            if (from >= end) continue;
            contract_rows<Lanes>(piece.couplings + (from - piece.begin), piece.rows, piece.pitch, end - from,
                                 partial.tile_monomials.data() + (from - tile.begin) * Lanes,
                                 partial.tile_adjoint.data() + (from - tile.begin) * Lanes,
                                 panel.outer.back().data() + piece.first_row * Lanes,
                                 partial.row_sums.data() + piece.first_row * Lanes);
        }
    }
}

/// Sums the chunks in order, closes the outer levels, adds to energies and gradients.
template <class A, int Lanes>
void finish_panel(const Staircase& shape, double scale, const Panel<A, Lanes>& panel,
                  std::vector<Partial<A, Lanes>>& partials, std::int64_t replicas, std::span<double> energies,
                  std::span<double> gradients) {
    auto& sum = partials.front();
    const auto gather = [](AlignedVector<A>& into, const AlignedVector<A>& from) {
        for (std::size_t i = 0; i < into.size(); ++i)
            into[i] += from[i];
    };
    for (std::size_t c = 1; c < partials.size(); ++c) {
        gather(sum.row_sums, partials[c].row_sums);
        gather(sum.inner_adjoint, partials[c].inner_adjoint);
        gather(sum.gradient, partials[c].gradient);
    }
    double totals[Lanes] = {};
    const auto& monomials = panel.outer.back();
    for (std::int64_t row = 0; row < shape.rows(); ++row)
        for (int l = 0; l < Lanes; ++l)
            totals[l] += static_cast<double>(monomials[index(row * Lanes + l)]) *
                         static_cast<double>(sum.row_sums[index(row * Lanes + l)]);

    AlignedVector<A> adjoint = std::move(sum.inner_adjoint);
    for (int d = shape.inner_degree() - 1; d >= 1; --d) {
        const auto level = static_cast<std::size_t>(d);
        AlignedVector<A> below(index(shape.inner()[level - 1].count * Lanes), A{});
        fold_inner<Lanes>(shape.inner()[level - 1], shape.inner()[level].first, panel.spins.data(),
                          panel.inner[level - 1].data(), adjoint.data(), 0, shape.inner()[level].count, below.data(),
                          sum.gradient.data());
        adjoint = std::move(below);
    }
    adjoint = std::move(sum.row_sums);
    for (int d = shape.outer_degree(); d >= 1; --d) {
        const auto level = static_cast<std::size_t>(d);
        const auto& first = d == shape.outer_degree() ? shape.row_first() : shape.outer()[level].first;
        AlignedVector<A> below(index(shape.outer()[level - 1].count * Lanes), A{});
        fold_outer<Lanes>(shape.outer()[level - 1], first, panel.spins.data(), panel.outer[level - 1].data(),
                          adjoint.data(), below.data(), sum.gradient.data());
        adjoint = std::move(below);
    }
    const auto n = static_cast<std::int64_t>(shape.size());
    for (std::int64_t l = 0; l < replicas; ++l) {
        energies[index(l)] += scale * totals[l];
        for (std::int64_t i = 0; i < n; ++i)
            gradients[index(l * n + i)] += scale * static_cast<double>(sum.gradient[index(i * Lanes + l)]);
    }
}

template <class Store, class A>
class StaircaseTerm final : public Term {
  public:
    StaircaseTerm(std::shared_ptr<const Staircase> shape, const Disorder& disorder, bool keep)
        : shape_(std::move(shape)), disorder_(disorder), keep_(keep) {
        const double r = shape_->order();
        scale_ = std::exp(0.5 * (std::lgamma(r + 1.0) - (r - 1.0) * std::log(static_cast<double>(shape_->size()))));
        if constexpr (std::is_same_v<Store, Bfloat16>) scale_ /= std::sqrt(bfloat16_normal_variance());
        if (keep_) draw_all();
    }

    std::int64_t bytes() const override {
        return static_cast<std::int64_t>(couplings_.size() * sizeof(Store));
    }

    void add(double weight, std::span<const double> states, std::span<double> energies,
             std::span<double> gradients) const override {
        // Below half a panel, lanes over columns are faster than lanes over replicas.
        constexpr int narrow = static_cast<int>(vector_lanes<A>);
        constexpr int wide = 2 * narrow;
        const auto replicas = static_cast<std::int64_t>(energies.size());
        if (replicas < narrow / 2)
            add_panels<1>(weight, states, energies, gradients);
        else if (replicas <= narrow)
            add_panels<narrow>(weight, states, energies, gradients);
        else
            add_panels<wide>(weight, states, energies, gradients);
    }

  private:
    void draw_all() {
        couplings_.resize(index(shape_->stored()));
        const auto& tiles = shape_->tiles();
        parallel_for(static_cast<std::int64_t>(tiles.size()), [&](std::int64_t t) {
            std::vector<float> buffer(index(drawn_rows * tile_width));
            const auto& tile = tiles[index(t)];
            for (const auto& block : tile.blocks)
                for (std::int64_t row = 0; row < block.rows; row += drawn_rows) {
                    const auto rows = std::min(drawn_rows, block.rows - row);
                    shape_->draw(disorder_.seed, disorder_.sample, tile, block, block.first_row + row, rows,
                                 buffer.data());
                    Store* out = couplings_.data() + block.offset + row * block.pitch;
                    for (std::int64_t i = 0; i < rows * block.pitch; ++i)
                        out[i] = narrowed<Store>(buffer[index(i)]);
                }
        });
    }

    /// Runs of tiles of about equal work; a function of the problem alone, not of the number of threads.
    std::vector<Chunk> chunks(std::int64_t lanes, std::int64_t panels) const {
        constexpr std::int64_t smallest = 1 << 18;  // couplings times lanes/4 worth a task
        constexpr std::int64_t tasks = 16;
        constexpr std::int64_t row_sum_limit = 1 << 24;
        const auto& tiles = shape_->tiles();
        std::int64_t wanted = std::min((tasks + panels - 1) / panels, shape_->stored() * std::max<std::int64_t>(1, lanes / 4) / smallest);
        wanted = std::min(wanted, row_sum_limit / (shape_->rows() * lanes) + 1);
        wanted = std::clamp<std::int64_t>(wanted, 1, static_cast<std::int64_t>(tiles.size()));
        std::vector<Chunk> list;
        std::int64_t done = 0;
        for (std::size_t t = 0; t < tiles.size(); ++t) {
            std::int64_t entries = 0;
            for (const auto& block : tiles[t].blocks)
                entries += block.rows * block.pitch;
            const auto target = shape_->stored() * static_cast<std::int64_t>(list.size()) / wanted;
            if (list.empty() || done >= target) list.push_back({t, t, 0});
            list.back().last_tile = t + 1;
            list.back().entries += entries;
            done += entries;
        }
        return list;
    }

    template <int Lanes>
    void run_chunk(const Chunk& chunk, std::span<const Panel<A, Lanes>> panels,
                   const std::vector<Partial<A, Lanes>*>& partials) const {
        AlignedVector<float> drawn(keep_ ? 0 : index(drawn_rows * tile_width));
        AlignedVector<Store> converted(keep_ || std::is_same_v<Store, float> ? 0 : drawn.size());
        std::vector<Piece<Store>> pieces;
        for (auto t = chunk.first_tile; t < chunk.last_tile; ++t) {
            const auto& tile = shape_->tiles()[t];
            for (std::size_t p = 0; p < panels.size(); ++p)
                open_tile(*shape_, tile, panels[p], *partials[p]);
            const auto contract = [&] {
                for (std::size_t p = 0; p < panels.size(); ++p)
                    contract_pieces(tile, pieces, panels[p], *partials[p]);
                pieces.clear();
            };
            for (const auto& block : tile.blocks) {
                if (keep_) {
                    pieces.push_back(
                        {block.first_row, block.rows, block.begin, block.pitch, couplings_.data() + block.offset});
                    continue;
                }
                for (std::int64_t row = 0; row < block.rows; row += drawn_rows) {
                    const auto rows = std::min(drawn_rows, block.rows - row);
                    shape_->draw(disorder_.seed, disorder_.sample, tile, block, block.first_row + row, rows,
                                 drawn.data());
                    pieces.push_back({block.first_row + row, rows, block.begin, block.pitch,
                                      converted_view(drawn, converted, rows * block.pitch)});
                    contract();
                }
            }
            if (keep_) contract();
            for (std::size_t p = 0; p < panels.size(); ++p)
                close_tile(*shape_, tile, panels[p], *partials[p]);
        }
    }

    static const Store* converted_view(const AlignedVector<float>& drawn, AlignedVector<Store>& converted,
                                       std::int64_t count) {
        if constexpr (std::is_same_v<Store, float>) {
            return drawn.data();
        } else {
            for (std::int64_t i = 0; i < count; ++i)
                converted[index(i)] = narrowed<Store>(drawn[index(i)]);
            return converted.data();
        }
    }

    template <int Lanes>
    void add_panels(double weight, std::span<const double> states, std::span<double> energies,
                    std::span<double> gradients) const {
        const auto n = static_cast<std::int64_t>(shape_->size());
        const auto replicas = static_cast<std::int64_t>(energies.size());
        const auto count = (replicas + Lanes - 1) / Lanes;
        const auto in_panel = [&](std::int64_t p) { return std::min<std::int64_t>(Lanes, replicas - p * Lanes); };
        std::vector<Panel<A, Lanes>> panels;
        for (std::int64_t p = 0; p < count; ++p)
            panels.push_back(
                make_panel<A, Lanes>(*shape_, states.subspan(index(p * Lanes * n), index(in_panel(p) * n)), in_panel(p)));
        // Drawing serves all panels at once, so generated couplings are not split by panel.
        const auto parts = chunks(Lanes * (keep_ ? 1 : count), keep_ ? count : 1);
        std::vector<std::vector<Partial<A, Lanes>>> partials(index(count));
        for (auto& of_panel : partials)
            for (std::size_t c = 0; c < parts.size(); ++c)
                of_panel.push_back(make_partial<A, Lanes>(*shape_));
        const auto groups = keep_ ? count : 1;
        const auto tasks = static_cast<std::int64_t>(parts.size()) * groups;
        const auto task = [&](std::int64_t i) {
            const auto c = index(i / groups);
            const auto first = index(i % groups);
            const auto panel_count = keep_ ? std::size_t{1} : panels.size();
            std::vector<Partial<A, Lanes>*> mine;
            for (std::size_t p = first; p < first + panel_count; ++p)
                mine.push_back(&partials[p][c]);
            run_chunk<Lanes>(parts[c], std::span<const Panel<A, Lanes>>(panels).subspan(first, panel_count), mine);
        };
        if (tasks == 1)
            task(0);
        else
            parallel_for(tasks, task);
        for (std::int64_t p = 0; p < count; ++p)
            finish_panel<A, Lanes>(*shape_, weight * scale_, panels[index(p)], partials[index(p)], in_panel(p),
                                   energies.subspan(index(p * Lanes), index(in_panel(p))),
                                   gradients.subspan(index(p * Lanes * n), index(in_panel(p) * n)));
    }

    std::shared_ptr<const Staircase> shape_;
    Disorder disorder_;
    bool keep_;
    double scale_ = 0.0;
    AlignedVector<Store> couplings_;
};

}  // namespace

std::unique_ptr<Term> make_packed(std::shared_ptr<const Staircase> shape, const Disorder& disorder,
                                  Precision precision) {
    switch (precision) {
        case Precision::half: return std::make_unique<StaircaseTerm<Bfloat16, float>>(shape, disorder, true);
        case Precision::single: return std::make_unique<StaircaseTerm<float, float>>(shape, disorder, true);
        case Precision::double_float: break;
    }
    return std::make_unique<StaircaseTerm<double, double>>(shape, disorder, true);
}

std::unique_ptr<Term> make_generated(std::shared_ptr<const Staircase> shape, const Disorder& disorder,
                                     Precision precision) {
    if (precision == Precision::double_float)
        return std::make_unique<StaircaseTerm<double, double>>(shape, disorder, false);
    return std::make_unique<StaircaseTerm<float, float>>(shape, disorder, false);
}

}  // namespace glasscape::cpu
