// What records of dense and convolutional networks are measured on, and of.
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>

#include "glasscape/network/annotations.hpp"
#include "glasscape/network/dataset.hpp"
#include "glasscape/network/parameter.hpp"

#include "network/panel/samples.hpp"

namespace glasscape {

/// Samples [first, first + count) of a batch, copied to x; what is known of them views the batch.
template <class T>
Annotations part_of(const Batch& batch, int first, int count, Panel<T>& x) {
    copy_samples(batch.x, first, count, x);
    const auto begin = static_cast<std::size_t>(first);
    const auto samples = static_cast<std::size_t>(count);
    const std::span<const Condition> conditions(batch.conditions);
    return {std::span(batch.labels).subspan(begin, samples),
            conditions.empty() ? conditions : conditions.subspan(begin, samples)};
}

/// The first `count` samples, or all where there are fewer.
template <class T>
Annotations head_of(const Batch& batch, int count, Panel<T>& x) {
    return part_of(batch, 0, std::min(count, batch.x.samples()), x);
}

template <class T>
double squared_norm(const Parameter<T>& parameter) {
    double sum = 0.0;
    for (std::ptrdiff_t i = 0; i < parameter.rows; ++i)
        for (std::ptrdiff_t j = 0; j < parameter.columns; ++j) {
            const auto value = static_cast<double>(parameter.values[i * parameter.stride + j]);
            sum += value * value;
        }
    return sum;
}

}  // namespace glasscape
