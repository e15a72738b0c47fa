// The layout of one order's couplings on the device, and its work shared out among blocks of threads.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/cuda/device_memory.cuh"
#include "landscape/cuda/contraction.cuh"
#include "landscape/cuda/device_term.hpp"
#include "landscape/cuda/monomial_levels.cuh"
#include "landscape/cuda/work_items.hpp"

namespace glasscape::cuda {

/// Blocks of contract_tiles, and warps of contract_panel, for each multiprocessor: two rounds of what it can
/// hold of the former, one of the latter.
constexpr std::int64_t tile_items = 14;
constexpr std::int64_t panel_items = 8;
/// Warps of a block of contract_panel.
constexpr int small_panel = 2;
constexpr int large_panel = 8;

struct DeviceLevel {
    explicit DeviceLevel(const LevelArrays& arrays)
        : count(arrays.count),
          below_count(arrays.below_count),
          appended(arrays.appended),
          first(arrays.first),
          low_begin(arrays.low_begin),
          end_spin(arrays.end_spin),
          below_end_spin(arrays.below_end_spin),
          below_run(arrays.below_run) {
        for (std::size_t u = 0; u + 1 < arrays.first.size(); ++u)
            most_entries = std::max(most_entries, arrays.first[u + 1] - arrays.first[u]);
    }

    /// Threads that share the entries of one spin: a power of two, no more than there is work for.
    int spin_threads(int shares) const {
        int threads = 32 * shares;
        while (threads < fold_threads && threads < most_entries * shares)
            threads *= 2;
        return threads;
    }

    LevelView view() const {
        return {count,          below_count,          first.get(),     low_begin.get(),
                end_spin.get(), below_end_spin.get(), below_run.get(), appended};
    }

    std::int64_t count;
    std::int64_t below_count;
    bool appended;
    std::int64_t most_entries = 0;  // of a spin
    DeviceArray<std::int64_t> first;
    DeviceArray<std::int64_t> low_begin;
    DeviceArray<std::uint16_t> end_spin;
    DeviceArray<std::uint16_t> below_end_spin;
    DeviceArray<std::uint8_t> below_run;
};

inline int multiprocessors() {
    int count = 0;
    require(cudaDeviceGetAttribute(&count, cudaDevAttrMultiProcessorCount, 0), "counting multiprocessors");
    return count;
}

/// Warps that share the slots of one sum, a power of two.
inline int slot_runs(std::int64_t slots) {
    constexpr std::int64_t slots_worth_a_warp = 16;
    int runs = 1;
    while (runs < slot_threads / 32 && runs * slots_worth_a_warp < slots)
        runs *= 2;
    return runs;
}

/// Work shared out among blocks of threads, on the device; pieces are tiles or halves of them.
struct DevicePlan {
    DevicePlan(const std::vector<std::int64_t>& piece_rows, std::int64_t columns, int columns_of_piece,
               std::int64_t blocks_wanted)
        : piece_columns(columns_of_piece) {
        constexpr std::int64_t row_unit = 16;
        constexpr std::int64_t start_rows = 32;
        const WorkPlan plan = share_out(piece_rows, columns, {blocks_wanted, row_unit, start_rows});
        items = DeviceArray<WorkItem>(plan.items);
        split_is_met = DeviceArray<std::uint8_t>(plan.split_is_met);
        slots = plan.slots;
        splits = plan.splits;
        pieces = static_cast<std::int64_t>(piece_rows.size());
    }
    std::int64_t blocks() const { return static_cast<std::int64_t>(items.count()); }

    DeviceArray<WorkItem> items;
    DeviceArray<std::uint8_t> split_is_met;
    std::int64_t slots;
    std::int64_t splits;
    std::int64_t pieces;
    int piece_columns;
};

inline std::vector<std::int64_t> offsets_of(const std::vector<std::int64_t>& tile_rows) {
    std::vector<std::int64_t> offsets;
    std::int64_t total = 0;
    for (const auto rows : tile_rows) {
        offsets.push_back(total);
        total += rows * tile_columns;
    }
    return offsets;
}

class DeviceShape {
  public:
    explicit DeviceShape(const ShapeArrays& arrays)
        : order_(arrays.order),
          size_(arrays.size),
          rows_(arrays.rows),
          columns_(arrays.columns),
          row_last_(arrays.row_last),
          row_run_(arrays.row_run),
          junction_factors_(arrays.junction_factors),
          tile_rows_(arrays.tile_rows),
          half_rows_(arrays.half_rows),
          unrepeated_rows_(arrays.unrepeated_rows),
          tile_offset_(offsets_of(arrays.tile_rows)),
          tile_plan_(arrays.tile_rows, arrays.columns, tile_columns, multiprocessors() * tile_items),
          small_panel_plan_(panel_plan(arrays, small_panel)),
          large_panel_plan_(panel_plan(arrays, large_panel)) {
        for (const auto& level : arrays.outer)
            outer_.emplace_back(level);
        for (const auto& level : arrays.inner)
            inner_.emplace_back(level);
        for (const auto rows : arrays.tile_rows)
            stored_ += rows * tile_columns;
    }

    ShapeView view() const {
        return {order_,
                size_,
                static_cast<int>(inner_.size()),
                rows_,
                columns_,
                row_last_.get(),
                row_run_.get(),
                inner_.back().first.get(),
                junction_factors_.get(),
                inner_.back().view(),
                tile_rows_.get(),
                half_rows_.get(),
                unrepeated_rows_.get(),
                tile_offset_.get()};
    }
    int order() const { return order_; }
    int size() const { return size_; }
    std::int64_t rows() const { return rows_; }
    std::int64_t columns() const { return columns_; }
    std::int64_t stored() const { return stored_; }
    const std::vector<DeviceLevel>& outer() const { return outer_; }
    const std::vector<DeviceLevel>& inner() const { return inner_; }
    const DevicePlan& tile_plan() const { return tile_plan_; }
    const DevicePlan& panel_plan(int warps) const {
        return warps == small_panel ? small_panel_plan_ : large_panel_plan_;
    }

  private:
    static DevicePlan panel_plan(const ShapeArrays& arrays, int warps) {
        return {arrays.half_rows, arrays.columns, tile_columns / 2, multiprocessors() * panel_items / warps};
    }

    int order_;
    int size_;
    std::int64_t rows_;
    std::int64_t columns_;
    std::int64_t stored_ = 0;
    DeviceArray<std::uint16_t> row_last_;
    DeviceArray<std::uint8_t> row_run_;
    DeviceArray<float> junction_factors_;
    DeviceArray<std::int64_t> tile_rows_;
    DeviceArray<std::int64_t> half_rows_;
    DeviceArray<std::int64_t> unrepeated_rows_;
    DeviceArray<std::int64_t> tile_offset_;
    DevicePlan tile_plan_;
    DevicePlan small_panel_plan_;
    DevicePlan large_panel_plan_;
    std::vector<DeviceLevel> outer_;
    std::vector<DeviceLevel> inner_;
};

}  // namespace glasscape::cuda
