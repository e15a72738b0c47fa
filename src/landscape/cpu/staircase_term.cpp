#include "landscape/cpu/staircase_term.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <mutex>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "glasscape/core/aligned.hpp"
#include "glasscape/core/threads.hpp"

#include "core/log_gamma.hpp"
#include "landscape/cpu/contract.hpp"
#include "landscape/cpu/monomials.hpp"
#include "landscape/cpu/replica_panel.hpp"
#include "landscape/cpu/thread_team.hpp"
#include "landscape/tensor/bfloat16.hpp"

namespace glasscape::cpu {
namespace {

/// Rows drawn at a time by generated couplings.
constexpr std::int64_t drawn_rows = 2 * bundle_rows;
/// Stores of more bytes are taken to lie beyond this cache.
constexpr std::int64_t second_level_cache = 1 << 21;
/// Couplings times replicas from which threads are worth waking.
constexpr double smallest_parallel_work = 1e6;

/// A run of tiles that one task works through, for the panels it is given.
struct Chunk {
    std::size_t first_tile;
    std::size_t last_tile;
};

template <class Store, class A>
class StaircaseTerm final : public Term {
  public:
    StaircaseTerm(std::shared_ptr<const Staircase> shape, const Disorder& disorder, bool keep)
        : shape_(std::move(shape)), disorder_(disorder), keep_(keep) {
        const double r = shape_->order();
        scale_ =
            std::exp(0.5 * (log_gamma(r + 1.0) - (r - 1.0) * std::log(static_cast<double>(shape_->size()))));
        if constexpr (std::is_same_v<Store, Bfloat16>) scale_ /= std::sqrt(bfloat16_normal_variance());
        if (keep_) draw_all();
    }

    std::int64_t bytes() const override {
        return static_cast<std::int64_t>(couplings_.size() * sizeof(Store));
    }

    void add(double weight, std::span<const double> states, std::span<double> energies,
             std::span<double> gradients) const override {
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
            AlignedVector<float> drawn(index(drawn_rows * tile_width));
            const auto& tile = tiles[index(t)];
            for (const auto& block : tile.blocks)
                for (std::int64_t row = 0; row < block.rows; row += drawn_rows) {
                    const auto rows = std::min(drawn_rows, block.rows - row);
                    shape_->draw(disorder_, block.first_row + row, rows, block.begin, tile.end, drawn.data());
                    bundle(drawn.data(), rows, block.pitch,
                           couplings_.data() + block.offset + row * block.pitch);
                }
        });
    }

    /// Runs of tiles of about equal work; a function of the problem alone, not of the number of threads.
    std::vector<Chunk> chunks(std::int64_t lanes, std::int64_t panels) const {
        constexpr std::int64_t smallest = 1 << 18;  // couplings worth a task, of a whole panel's replicas
        constexpr std::int64_t tasks = 16;
        constexpr std::int64_t row_sum_limit = 1 << 24;
        const auto& tiles = shape_->tiles();
        std::int64_t wanted = std::min((tasks + panels - 1) / panels,
                                       shape_->stored() * std::max<std::int64_t>(1, lanes / wide) / smallest);
        wanted =
            std::min(wanted, row_sum_limit / (shape_->rows() * std::max<std::int64_t>(lanes, narrow)) + 1);
        wanted = std::clamp<std::int64_t>(wanted, 1, static_cast<std::int64_t>(tiles.size()));
        std::vector<Chunk> list;
        std::int64_t done = 0;
        for (std::size_t t = 0; t < tiles.size(); ++t) {
            std::int64_t entries = 0;
            for (const auto& block : tiles[t].blocks)
                entries += block.rows * block.pitch;
            const auto target = shape_->stored() * static_cast<std::int64_t>(list.size()) / wanted;
            if (list.empty() || done >= target) list.push_back({t, t});
            list.back().last_tile = t + 1;
            done += entries;
        }
        return list;
    }

    template <int Lanes>
    void run_chunk(const Chunk& chunk, std::span<const ReplicaPanel<A, Lanes>> panels,
                   const std::vector<Partial<A, Lanes>*>& partials) const {
        AlignedVector<float> drawn(keep_ ? 0 : index(drawn_rows * strip_width<Lanes>));
        AlignedVector<Store> bundled(drawn.size());
        for (auto t = chunk.first_tile; t < chunk.last_tile; ++t) {
            const auto& tile = shape_->tiles()[t];
            for (auto begin = tile.begin; begin < tile.end; begin += strip_width<Lanes>) {
                const auto end = std::min(tile.end, begin + strip_width<Lanes>);
                for (std::size_t p = 0; p < panels.size(); ++p)
                    open_strip(*shape_, begin, end, panels[p], *partials[p]);
                for (const auto& block : tile.blocks)
                    contract_block<Lanes>(block, begin, end, panels, partials, drawn, bundled);
                for (std::size_t p = 0; p < panels.size(); ++p)
                    close_strip(*shape_, begin, end, panels[p], *partials[p]);
            }
        }
    }

    /// The part of a block in columns [begin, end).
    template <int Lanes>
    void contract_block(const RowBlock& block, std::int64_t begin, std::int64_t end,
                        std::span<const ReplicaPanel<A, Lanes>> panels,
                        const std::vector<Partial<A, Lanes>*>& partials, AlignedVector<float>& drawn,
                        AlignedVector<Store>& bundled) const {
        const auto from = std::max(begin, block.begin);
        if (from >= end) return;
        const auto contract = [&](const Store* couplings, std::int64_t first_row, std::int64_t rows,
                                  std::int64_t pitch, std::int64_t skip) {
            const auto pass = [&]<bool Streamed>(std::bool_constant<Streamed>) {
                for (std::size_t p = 0; p < panels.size(); ++p)
                    contract_rows<Lanes, Streamed>(
                        couplings, rows, pitch, skip, end - from,
                        partials[p]->monomials.data() + (from - begin) * Lanes,
                        partials[p]->adjoint.data() + (from - begin) * Lanes,
                        panels[p].outer.back().data() + first_row * Lanes,
                        partials[p]->row_sums.data() + first_row * row_sum_width<Lanes, A>);
            };
            if constexpr (Lanes == 1)
                if (bytes() > second_level_cache) return pass(std::true_type{});
            pass(std::false_type{});
        };
        if (keep_) {
            contract(couplings_.data() + block.offset, block.first_row, block.rows, block.pitch,
                     from - block.begin);
            return;
        }
        for (std::int64_t row = 0; row < block.rows; row += drawn_rows) {
            const auto rows = std::min(drawn_rows, block.rows - row);
            shape_->draw(disorder_, block.first_row + row, rows, from, end, drawn.data());
            bundle(drawn.data(), rows, end - from, bundled.data());
            contract(bundled.data(), block.first_row + row, rows, end - from, 0);
        }
    }

    /// In this thread alone if there is too little to do for the replicas.
    void run_tasks(std::int64_t replicas, std::int64_t tasks,
                   const std::function<void(std::int64_t)>& task) const {
        if (static_cast<double>(shape_->stored()) * static_cast<double>(replicas) >= smallest_parallel_work)
            return team_for(tasks, task);
        for (std::int64_t i = 0; i < tasks; ++i)
            task(i);
    }

    template <int Lanes>
    void add_panels(double weight, std::span<const double> states, std::span<double> energies,
                    std::span<double> gradients) const {
        const auto n = static_cast<std::int64_t>(shape_->size());
        const auto replicas = static_cast<std::int64_t>(energies.size());
        const auto count = (replicas + Lanes - 1) / Lanes;
        const auto in_panel = [&](std::int64_t p) {
            return std::min<std::int64_t>(Lanes, replicas - p * Lanes);
        };
        // Drawing serves all panels at once, so generated couplings are not split by panel.
        const auto groups = keep_ ? count : 1;
        const auto parts = chunks(Lanes * count / groups, groups);
        auto work = std::get<WorkspacePool<A, Lanes>>(pools_).take();
        work->panels.resize(index(count));
        work->partials.resize(index(count));
        run_tasks(replicas, count, [&](std::int64_t p) {
            load_panel<A, Lanes>(*shape_, states.subspan(index(p * Lanes * n), index(in_panel(p) * n)),
                                 in_panel(p), work->panels[index(p)]);
            work->partials[index(p)].resize(std::max(parts.size(), work->partials[index(p)].size()));
        });
        run_tasks(replicas, static_cast<std::int64_t>(parts.size()) * groups, [&](std::int64_t i) {
            const auto c = index(i / groups);
            const auto first = index(i % groups);
            const auto panel_count = keep_ ? std::size_t{1} : work->panels.size();
            std::vector<Partial<A, Lanes>*> mine;
            for (std::size_t p = first; p < first + panel_count; ++p) {
                mine.push_back(&work->partials[p][c]);
                clear_partial(*shape_, *mine.back());
            }
            run_chunk<Lanes>(
                parts[c], std::span<const ReplicaPanel<A, Lanes>>(work->panels).subspan(first, panel_count),
                mine);
        });
        run_tasks(replicas, count, [&](std::int64_t p) {
            finish_panel<A, Lanes>(*shape_, weight * scale_, work->panels[index(p)],
                                   std::span(work->partials[index(p)]).first(parts.size()), in_panel(p),
                                   energies.subspan(index(p * Lanes), index(in_panel(p))),
                                   gradients.subspan(index(p * Lanes * n), index(in_panel(p) * n)));
        });
        std::get<WorkspacePool<A, Lanes>>(pools_).give_back(std::move(work));
    }

    // Vector lanes of one replica run over columns; below half a panel that is faster than lanes over
    // replicas.
    static constexpr int narrow = static_cast<int>(vector_lanes<A>);
    static constexpr int wide = 2 * narrow;

    std::shared_ptr<const Staircase> shape_;
    Disorder disorder_;
    bool keep_;
    double scale_ = 0.0;
    AlignedVector<Store> couplings_;
    mutable std::tuple<WorkspacePool<A, 1>, WorkspacePool<A, narrow>, WorkspacePool<A, wide>> pools_;
};

}  // namespace

std::unique_ptr<Term> make_packed(const std::shared_ptr<const Staircase>& shape, const Disorder& disorder,
                                  Precision precision) {
    switch (precision) {
        case Precision::half:
            return std::make_unique<StaircaseTerm<Bfloat16, float>>(shape, disorder, true);
        case Precision::single:
            return std::make_unique<StaircaseTerm<float, float>>(shape, disorder, true);
        case Precision::double_float:
            break;
    }
    return std::make_unique<StaircaseTerm<double, double>>(shape, disorder, true);
}

std::unique_ptr<Term> make_generated(const std::shared_ptr<const Staircase>& shape, const Disorder& disorder,
                                     Precision precision) {
    if (precision == Precision::double_float)
        return std::make_unique<StaircaseTerm<double, double>>(shape, disorder, false);
    return std::make_unique<StaircaseTerm<float, float>>(shape, disorder, false);
}

}  // namespace glasscape::cpu
