// Weights at the start of training.
#pragma once

#include <cstddef>
#include <cstdint>

#include <boost/random/normal_distribution.hpp>

#include "glasscape/core/aligned.hpp"
#include "glasscape/core/random.hpp"

namespace glasscape {

/// Rows x columns normals of this deviation, drawn from (seed, start stream, index); rows lie `stride` apart.
template <class T>
AlignedVector<T> drawn_matrix(std::uint64_t seed, std::uint64_t index, int rows, int columns, int stride,
                              double deviation) {
    AlignedVector<T> matrix(static_cast<std::size_t>(rows) * static_cast<std::size_t>(stride));
    RandomStream stream(seed, Stream::start, index);
    boost::random::normal_distribution<double> normal(0.0, deviation);
    for (int i = 0; i < rows; ++i)
        for (int j = 0; j < columns; ++j)
            matrix[static_cast<std::size_t>(i) * static_cast<std::size_t>(stride) +
                   static_cast<std::size_t>(j)] = static_cast<T>(normal(stream));
    return matrix;
}

}  // namespace glasscape
