#include "landscape/cuda/work_items.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace glasscape::cuda {
namespace {

struct Band {
    std::int64_t begin;
    std::int64_t end;
};

/// Where a cut falls: before this row of this tile.
struct Cut {
    std::size_t tile;
    std::int64_t row;
};

std::int64_t couplings_above(const std::vector<std::int64_t>& tile_rows, std::int64_t row) {
    std::int64_t sum = 0;
    for (const auto rows : tile_rows)
        sum += std::min(rows, row);
    return sum;
}

std::vector<Band> cut_rows(const std::vector<std::int64_t>& tile_rows, std::int64_t bands,
                           std::int64_t unit) {
    const std::int64_t rows = tile_rows.back();
    const std::int64_t all = couplings_above(tile_rows, rows);
    std::vector<Band> list;
    for (std::int64_t band = 1, begin = 0; band <= bands && begin < rows; ++band) {
        std::int64_t low = begin / unit + 1;
        std::int64_t high = (rows + unit - 1) / unit;
        while (low < high) {
            const std::int64_t middle = (low + high) / 2;
            if (couplings_above(tile_rows, middle * unit) * bands >= all * band)
                high = middle;
            else
                low = middle + 1;
        }
        const std::int64_t end = band == bands ? rows : std::min(rows, low * unit);
        list.push_back({begin, end});
        begin = end;
    }
    return list;
}

/// `pieces` + 1 cuts of a band, tile after tile.
std::vector<Cut> cut_band(const std::vector<std::int64_t>& tile_rows, const Band& band, std::int64_t pieces,
                          const WorkWish& wish) {
    std::vector<std::int64_t> work{0};
    for (const auto rows : tile_rows) {
        const std::int64_t here = std::clamp<std::int64_t>(rows - band.begin, 0, band.end - band.begin);
        work.push_back(work.back() + (here > 0 ? here + wish.start_rows : 0));
    }
    std::vector<Cut> cuts;
    for (std::int64_t piece = 0; piece < pieces; ++piece) {
        const std::int64_t target = work.back() * piece / pieces;
        const auto next = std::upper_bound(work.begin(), work.end(), target);
        Cut cut{static_cast<std::size_t>(next - work.begin()) - 1, band.begin};
        const std::int64_t into = target - work[cut.tile] - wish.start_rows;
        cut.row += std::max<std::int64_t>(0, into) / wish.row_unit * wish.row_unit;
        cuts.push_back(cut);
    }
    cuts.push_back({tile_rows.size(), band.begin});
    return cuts;
}

}  // namespace

WorkPlan share_out(const std::vector<std::int64_t>& tile_rows, std::int64_t columns, const WorkWish& wish) {
    const std::int64_t rows = tile_rows.back();
    const std::size_t tiles = tile_rows.size();
    WorkPlan plan;
    const double even =
        std::sqrt(static_cast<double>(wish.items) * static_cast<double>(columns) / static_cast<double>(rows));
    const std::int64_t most_slots = std::clamp<std::int64_t>(std::llround(even), 1, wish.items);
    const auto bands = cut_rows(tile_rows, (wish.items + most_slots - 1) / most_slots, wish.row_unit);
    plan.slots = std::max<std::int64_t>(1, wish.items / static_cast<std::int64_t>(bands.size()));
    std::vector<std::vector<std::int64_t>> met(bands.size(), std::vector<std::int64_t>(tiles, 0));
    std::int64_t most = 1;
    for (std::size_t b = 0; b < bands.size(); ++b) {
        const auto cuts = cut_band(tile_rows, bands[b], plan.slots, wish);
        for (std::size_t piece = 0; piece + 1 < cuts.size(); ++piece) {
            const Cut& from = cuts[piece];
            const Cut& to = cuts[piece + 1];
            const bool cut_inside = to.row > bands[b].begin;
            const std::size_t tile_end = to.tile + (cut_inside ? 1 : 0);
            if (from.tile >= tile_end || (from.tile == to.tile && from.row >= to.row)) continue;
            plan.items.push_back({static_cast<std::int64_t>(from.tile), static_cast<std::int64_t>(tile_end),
                                  bands[b].begin, bands[b].end, from.row, cut_inside ? to.row : bands[b].end,
                                  static_cast<std::int64_t>(piece), static_cast<std::int64_t>(b),
                                  met[b][from.tile]});
            for (std::size_t tile = from.tile; tile < tile_end; ++tile)
                most = std::max(most, ++met[b][tile]);
        }
    }
    plan.splits = most * static_cast<std::int64_t>(bands.size());
    for (auto& item : plan.items) {
        item.split *= most;
        item.first_split += item.split;
    }
    for (std::size_t tile = 0; tile < tiles; ++tile)
        for (std::size_t b = 0; b < bands.size(); ++b)
            for (std::int64_t s = 0; s < most; ++s)
                plan.split_is_met.push_back(s < met[b][tile] ? 1 : 0);
    return plan;
}

}  // namespace glasscape::cuda
