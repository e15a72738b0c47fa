// How the couplings of a staircase are shared out among blocks of threads: a function of the shape and of the
// number of blocks alone.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace glasscape::cuda {

/// Tiles [tile_begin, tile_end) and rows [row_begin, row_end) for one block of threads, but the first tile
/// from `first_row` on and the last one up to `last_row`. Row sums go to `slot`; column sums to `split`,
/// those of the first tile to `first_split`.
struct WorkItem {
    std::int64_t tile_begin;
    std::int64_t tile_end;
    std::int64_t row_begin;
    std::int64_t row_end;
    std::int64_t first_row;
    std::int64_t last_row;
    std::int64_t slot;
    std::int64_t split;
    std::int64_t first_split;
};

struct WorkPlan {
    std::vector<WorkItem> items;
    std::int64_t slots = 0;                  ///< of row sums
    std::int64_t splits = 0;                 ///< of column sums
    std::vector<std::uint8_t> split_is_met;  ///< [tile][split]
};

struct WorkWish {
    std::int64_t items;       ///< at most
    std::int64_t row_unit;    ///< rows are cut at multiples of it
    std::int64_t start_rows;  ///< what beginning and ending a tile costs, in rows
};

/// Items of equal work. Rows are cut into bands of equal work and each band, tile after tile, into pieces of
/// equal work: so many of each that the partial sums of rows and columns take little room together.
/// `tile_rows` rises.
WorkPlan share_out(const std::vector<std::int64_t>& tile_rows, std::int64_t columns, const WorkWish& wish);

}  // namespace glasscape::cuda
