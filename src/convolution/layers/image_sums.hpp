// Sums over the pixels and samples of a channel, in vector lanes and in a fixed order.
#pragma once

#include "glasscape/network/panel.hpp"

namespace glasscape {

/// sum of term(row, sample) over `rows` rows of `samples` samples. Four chains of sums, since one would wait
/// for each addition.
template <class T, class Term>
inline T sum_over_rows(int rows, int samples, const Term& term) {
    constexpr int lanes = panel_lanes<T>;
    constexpr int chains = 4;
    T sums[chains][lanes] = {};
    const int whole = samples - samples % lanes;
    int row = 0;
    for (; row + chains <= rows; row += chains)
        for (int b = 0; b < whole; b += lanes)
            for (int chain = 0; chain < chains; ++chain)
                for (int l = 0; l < lanes; ++l)
                    sums[chain][l] += term(row + chain, b + l);
    for (; row < rows; ++row)
        for (int b = 0; b < whole; b += lanes)
            for (int l = 0; l < lanes; ++l)
                sums[0][l] += term(row, b + l);
    for (row = 0; row < rows && whole < samples; ++row)
        for (int l = 0; whole + l < samples; ++l)
            sums[1][l] += term(row, whole + l);
    for (int l = 0; l < lanes; ++l)
        sums[0][l] = (sums[0][l] + sums[1][l]) + (sums[2][l] + sums[3][l]);
    for (int half = lanes / 2; half > 0; half /= 2)
        for (int l = 0; l < half; ++l)
            sums[0][l] += sums[0][l + half];
    return sums[0][0];
}

}  // namespace glasscape
