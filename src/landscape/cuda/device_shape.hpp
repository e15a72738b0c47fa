// A staircase in the arrays that device kernels read.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "landscape/cuda/device_term.hpp"
#include "landscape/tensor/staircase.hpp"

namespace glasscape::cuda {

/// Columns of a tile on the device.
constexpr std::int64_t device_tile_columns = 512;

/// The end spin of each entry, spin u's entries being those from first[u] on.
inline std::vector<std::uint16_t> end_spins_of(const std::vector<std::int64_t>& first) {
    std::vector<std::uint16_t> end_spins(static_cast<std::size_t>(first.back()));
    for (std::size_t u = 0; u + 1 < first.size(); ++u)
        std::fill(end_spins.begin() + first[u], end_spins.begin() + first[u + 1],
                  static_cast<std::uint16_t>(u));
    return end_spins;
}

/// Spins prepended to lexicographic tuples, or appended to colexicographic ones.
template <class Below>
LevelArrays level_of(const Below& below, const std::vector<std::int64_t>& first, bool appended) {
    LevelArrays level;
    level.count = first.back();
    level.below_count = below.count;
    level.first = first;
    if (appended)
        level.low_begin.assign(first.size() - 1, 0);
    else
        level.low_begin.assign(below.first.begin(), below.first.end() - 1);
    level.end_spin = end_spins_of(first);
    level.below_end_spin = end_spins_of(below.first);
    // the empty tuple has no end spin, and no spin has this number
    if (level.below_end_spin.empty())
        level.below_end_spin.assign(1, std::numeric_limits<std::uint16_t>::max());
    level.below_run = below.run;
    level.appended = appended;
    return level;
}

inline ShapeArrays arrays_of(const Staircase& shape) {
    ShapeArrays arrays;
    arrays.order = shape.order();
    arrays.size = shape.size();
    arrays.rows = shape.rows();
    arrays.columns = shape.columns();
    for (std::size_t d = 0; d < shape.outer().size(); ++d)
        arrays.outer.push_back(
            level_of(shape.outer()[d],
                     d + 1 == shape.outer().size() ? shape.row_first() : shape.outer()[d + 1].first, true));
    for (std::size_t d = 0; d < shape.inner().size(); ++d)
        arrays.inner.push_back(level_of(
            shape.inner()[d],
            d + 1 == shape.inner().size() ? shape.column_first() : shape.inner()[d + 1].first, false));
    arrays.row_last = shape.row_lasts();
    arrays.row_run = shape.row_runs();
    arrays.junction_factors = shape.junction_factors();
    const auto& first = shape.column_first();
    // rows that reach into the columns before `end`
    const auto reach = [&](std::int64_t end) {
        const auto beyond =
            std::lower_bound(first.begin(), first.end(), std::min(end, shape.columns())) - first.begin();
        return shape.row_first()[static_cast<std::size_t>(std::min<std::ptrdiff_t>(beyond, shape.size()))];
    };
    for (std::int64_t begin = 0; begin < shape.columns(); begin += device_tile_columns / 2)
        arrays.half_rows.push_back(reach(begin + device_tile_columns / 2));
    for (std::int64_t begin = 0; begin < shape.columns(); begin += device_tile_columns) {
        arrays.tile_rows.push_back(reach(begin + device_tile_columns));
        // all columns of a row whose last spin comes before that of the tile's first column
        const auto block = std::upper_bound(first.begin(), first.end(), begin) - first.begin() - 1;
        const bool full = begin + device_tile_columns <= shape.columns();
        arrays.unrepeated_rows.push_back(full ? shape.row_first()[static_cast<std::size_t>(block)] : 0);
    }
    return arrays;
}

}  // namespace glasscape::cuda
