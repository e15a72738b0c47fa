// Sums over the samples of a row, in vector lanes and in a fixed order.
#pragma once

#include "glasscape/network/panel.hpp"

namespace glasscape {

/// sum_{i < count} term(i).
template <class T, class Term>
inline T sum_over(int count, const Term& term) {
    constexpr int lanes = panel_lanes<T>;
    T sums[lanes] = {};
    int i = 0;
    for (; i + lanes <= count; i += lanes)
        for (int l = 0; l < lanes; ++l)
            sums[l] += term(i + l);
    for (int l = 0; i < count; ++i, ++l)
        sums[l] += term(i);
    for (int width = lanes / 2; width > 0; width /= 2)
        for (int l = 0; l < width; ++l)
            sums[l] += sums[l + width];
    return sums[0];
}

template <class T>
inline T row_sum(const T* x, int count) {
    return sum_over<T>(count, [x](int i) { return x[i]; });
}

template <class T>
inline T row_dot(const T* x, const T* y, int count) {
    return sum_over<T>(count, [x, y](int i) { return x[i] * y[i]; });
}

/// Mean and biased variance of a row.
template <class T>
struct Moments {
    T mean;
    T variance;
};

template <class T>
inline Moments<T> row_moments(const T* x, int count) {
    const T mean = row_sum(x, count) / static_cast<T>(count);
    const T squares = sum_over<T>(count, [x, mean](int i) { return (x[i] - mean) * (x[i] - mean); });
    return {mean, squares / static_cast<T>(count)};
}

}  // namespace glasscape
