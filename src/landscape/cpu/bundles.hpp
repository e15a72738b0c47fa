// How couplings lie in memory: rows in bundles, so that the kernels read one stream.
//
// Four rows at a time (the last bundle of a run takes what is left), in turns of 16 columns:
// bundle[column/16][row][column%16]. A bundle of R rows fills R pitch entries, as the rows alone would.
#pragma once

#include <algorithm>
#include <cstdint>

#include "landscape/tensor/bfloat16.hpp"

namespace glasscape::cpu {

constexpr std::int64_t bundle_rows = 4;
constexpr std::int64_t bundle_columns = 16;

/// rows x pitch drawn couplings, row after row, into bundles. pitch is a multiple of 16.
template <class Store>
void bundle(const float* drawn, std::int64_t rows, std::int64_t pitch, Store* out) {
    for (std::int64_t first = 0; first < rows; first += bundle_rows) {
        const auto together = std::min(bundle_rows, rows - first);
        for (std::int64_t column = 0; column < pitch; column += bundle_columns)
            for (std::int64_t row = first; row < first + together; ++row, out += bundle_columns)
                for (std::int64_t i = 0; i < bundle_columns; ++i)
                    out[i] = narrowed<Store>(drawn[row * pitch + column + i]);
    }
}

}  // namespace glasscape::cpu
