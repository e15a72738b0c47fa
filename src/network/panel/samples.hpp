// Part of the samples of a panel, in the precision of another.
#pragma once

#include <algorithm>

#include "glasscape/network/panel.hpp"

namespace glasscape {

/// Samples [first, first + count) of a panel.
template <class From, class To>
void copy_samples(const Panel<From>& from, int first, int count, Panel<To>& to) {
    to.resize(from.features(), count);
    for (int i = 0; i < from.features(); ++i)
        std::copy_n(from.row(i) + first, count, to.row(i));
}

/// All samples.
template <class From, class To>
void copy_samples(const Panel<From>& from, Panel<To>& to) {
    copy_samples(from, 0, from.samples(), to);
}

}  // namespace glasscape
