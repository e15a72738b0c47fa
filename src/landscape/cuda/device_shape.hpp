// A staircase in the arrays that device kernels read.
#pragma once

#include <algorithm>
#include <cstddef>

#include "../staircase.hpp"
#include "device_term.hpp"

namespace glasscape::cuda {

/// Columns of a tile on the device.
constexpr std::int64_t device_tile_columns = 512;

inline LevelArrays lexicographic_level(const LexLevel& below, const std::vector<std::int64_t>& first) {
    LevelArrays level{first.back(), below.count, first, {}, {}, {}, below.run};
    level.low_begin.assign(below.first.begin(), below.first.end() - 1);
    level.repeat_begin = level.low_begin;
    level.repeat_end.assign(below.first.begin() + 1, below.first.end());
    return level;
}

inline LevelArrays colexicographic_level(const ColexLevel& below, const std::vector<std::int64_t>& first) {
    LevelArrays level{first.back(), below.count, first, {}, {}, {}, below.run};
    level.low_begin.assign(first.size() - 1, 0);
    level.repeat_begin.assign(below.first.begin(), below.first.end() - 1);
    level.repeat_end.assign(below.first.begin() + 1, below.first.end());
    return level;
}

inline ShapeArrays arrays_of(const Staircase& shape) {
    ShapeArrays arrays;
    arrays.order = shape.order();
    arrays.size = shape.size();
    arrays.rows = shape.rows();
    arrays.columns = shape.columns();
    for (std::size_t d = 0; d < shape.outer().size(); ++d)
        arrays.outer.push_back(colexicographic_level(shape.outer()[d], d + 1 == shape.outer().size()
                                                                           ? shape.row_first()
                                                                           : shape.outer()[d + 1].first));
    for (std::size_t d = 0; d < shape.inner().size(); ++d)
        arrays.inner.push_back(lexicographic_level(shape.inner()[d], d + 1 == shape.inner().size()
                                                                         ? shape.column_first()
                                                                         : shape.inner()[d + 1].first));
    arrays.row_last = shape.row_lasts();
    arrays.row_run = shape.row_runs();
    arrays.head_factors = shape.head_factors();
    const auto& first = shape.column_first();
    for (std::int64_t begin = 0; begin < shape.columns(); begin += device_tile_columns) {
        const auto end = std::min(begin + device_tile_columns, shape.columns());
        const auto beyond = std::lower_bound(first.begin(), first.end(), end) - first.begin();
        arrays.tile_rows.push_back(
            shape.row_first()[static_cast<std::size_t>(std::min<std::ptrdiff_t>(beyond, shape.size()))]);
        // all columns of a row whose last spin comes before that of the tile's first column
        const auto block = std::upper_bound(first.begin(), first.end(), begin) - first.begin() - 1;
        const bool full = begin + device_tile_columns <= shape.columns();
        arrays.plain_rows.push_back(full ? shape.row_first()[static_cast<std::size_t>(block)] : 0);
    }
    return arrays;
}

}  // namespace glasscape::cuda
