// Over the pixels and samples of a channel: sums in vector lanes and in a fixed order, and what is written.
#pragma once

#include <array>
#include <cstddef>

#include "glasscape/network/panel.hpp"

#include "network/panel/panel_product.hpp"

namespace glasscape {

/// Sums of the numbers of term(row, sample), an array, over `rows` rows of `samples` samples. Four chains of sums,
/// since one would wait for each addition.
template <class T, std::size_t Count, class Term>
inline std::array<T, Count> sums_over_rows(int rows, int samples, const Term& term) {
    constexpr int lanes = panel_lanes<T>;
    constexpr int chains = 4;
    T sums[chains][Count][lanes] = {};
    const auto add = [&](int chain, int lane, const std::array<T, Count>& terms) {
        for (std::size_t i = 0; i < Count; ++i)
            sums[chain][i][lane] += terms[i];
    };
    const int whole = samples - samples % lanes;
    int row = 0;
    for (; row + chains <= rows; row += chains)
        for (int b = 0; b < whole; b += lanes)
            for (int chain = 0; chain < chains; ++chain)
                for (int l = 0; l < lanes; ++l)
                    add(chain, l, term(row + chain, b + l));
    for (; row < rows; ++row)
        for (int b = 0; b < whole; b += lanes)
            for (int l = 0; l < lanes; ++l)
                add(0, l, term(row, b + l));
    for (row = 0; row < rows && whole < samples; ++row)
        for (int l = 0; whole + l < samples; ++l)
            add(1, l, term(row, whole + l));
    std::array<T, Count> whole_sums{};
    for (std::size_t i = 0; i < Count; ++i) {
        for (int l = 0; l < lanes; ++l)
            sums[0][i][l] = (sums[0][i][l] + sums[1][i][l]) + (sums[2][i][l] + sums[3][i][l]);
        for (int half = lanes / 2; half > 0; half /= 2)
            for (int l = 0; l < half; ++l)
                sums[0][i][l] += sums[0][i][l + half];
        whole_sums[i] = sums[0][i][0];
    }
    return whole_sums;
}

/// sum of term(row, sample).
template <class T, class Term>
inline T sum_over_rows(int rows, int samples, const Term& term) {
    return sums_over_rows<T, 1>(rows, samples,
                                [&](int row, int b) { return std::array<T, 1>{term(row, b)}; })[0];
}

/// put(number, row, sample) for all numbers of `rows` rows, `stride` apart.
template <class T, class Put>
inline void for_rows(int rows, int samples, T* to, std::ptrdiff_t stride, const Put& put) {
    for (int row = 0; row < rows; ++row, to += stride) {
#pragma omp simd
        for (int b = 0; b < samples; ++b)
            put(to[b], row, b);
    }
}

/// to = (its positive part, or +=) value(row, sample), rows `stride` apart.
template <class T, class Value>
inline void write_rows(int rows, int samples, T* to, std::ptrdiff_t stride, Update update,
                       const Value& value) {
    switch (update) {
        case Update::assign:
            for_rows(rows, samples, to, stride, [&](T& number, int row, int b) { number = value(row, b); });
            break;
        case Update::assign_rectified:
            for_rows(rows, samples, to, stride, [&](T& number, int row, int b) {
                const T result = value(row, b);
                number = result > T{0} ? result : T{0};
            });
            break;
        case Update::add:
            for_rows(rows, samples, to, stride, [&](T& number, int row, int b) { number += value(row, b); });
            break;
    }
}

}  // namespace glasscape
