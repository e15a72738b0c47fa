// How the tiles of a staircase are shared out among blocks of threads: a function of the shape alone.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace glasscape::cuda {

struct WorkItem {
    std::int64_t tile_begin;
    std::int64_t tile_end;
    std::int64_t row_begin;
    std::int64_t row_end;
    std::int64_t slot;
    std::int64_t split;
};

struct WorkPlan {
    std::vector<WorkItem> items;
    std::int64_t slots = 0;           ///< runs of tiles, each with row sums of its own
    std::int64_t splits = 0;          ///< runs of rows, each with column sums of its own
    std::int64_t rows_per_split = 0;  ///< a multiple of `row_unit`
};

/// About `wanted` items of equal work: first runs of tiles, then, where tiles are few, runs of rows.
inline WorkPlan share_out(const std::vector<std::int64_t>& tile_rows, std::int64_t rows, std::int64_t wanted,
                          std::int64_t row_unit) {
    const auto tiles = static_cast<std::int64_t>(tile_rows.size());
    const std::int64_t units = (rows + row_unit - 1) / row_unit;
    WorkPlan plan;
    plan.splits = std::clamp<std::int64_t>((wanted + tiles - 1) / tiles, 1, units);
    plan.rows_per_split = (units + plan.splits - 1) / plan.splits * row_unit;
    plan.splits = (rows + plan.rows_per_split - 1) / plan.rows_per_split;
    plan.slots = std::clamp<std::int64_t>((wanted + plan.splits - 1) / plan.splits, 1, tiles);
    std::int64_t work = 0;
    for (const auto count : tile_rows)
        work += count;
    std::int64_t tile = 0;
    std::int64_t done = 0;
    for (std::int64_t slot = 0; slot < plan.slots; ++slot) {
        const std::int64_t begin = tile;
        const std::int64_t target = work / plan.slots * (slot + 1);
        const std::int64_t last_allowed = tiles - (plan.slots - 1 - slot);
        do {
            done += tile_rows[static_cast<std::size_t>(tile++)];
        } while (tile < last_allowed && (done < target || slot + 1 == plan.slots));
        for (std::int64_t split = 0; split < plan.splits; ++split)
            if (split * plan.rows_per_split < tile_rows[static_cast<std::size_t>(tile - 1)])
                plan.items.push_back({begin, tile, split * plan.rows_per_split,
                                      std::min(rows, (split + 1) * plan.rows_per_split), slot, split});
    }
    return plan;
}

}  // namespace glasscape::cuda
