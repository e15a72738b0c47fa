// Element by element, on panels of one shape.
#pragma once

#include <cstddef>

#include "glasscape/network/panel.hpp"

namespace glasscape {

/// to += from.
template <class T>
inline void add_panel(const Panel<T>& from, Panel<T>& to) {
    const T* source = from.data();
    T* target = to.data();
    for (std::size_t i = 0; i < to.size(); ++i)
        target[i] += source[i];
}

/// to = a + b, or its positive part.
template <class T>
inline void sum_panels(const Panel<T>& a, const Panel<T>& b, bool rectified, Panel<T>& to) {
    to.resize(a.features(), a.samples());
    const T* x = a.data();
    const T* y = b.data();
    T* sums = to.data();
    if (rectified) {
        for (std::size_t i = 0; i < to.size(); ++i) {
            const T sum = x[i] + y[i];
            sums[i] = sum > T{0} ? sum : T{0};
        }
        return;
    }
    for (std::size_t i = 0; i < to.size(); ++i)
        sums[i] = x[i] + y[i];
}

/// The positive part.
template <class T>
inline void rectify(Panel<T>& panel) {
    T* values = panel.data();
    for (std::size_t i = 0; i < panel.size(); ++i)
        values[i] = values[i] > T{0} ? values[i] : T{0};
}

/// values *= 1[a > 0], a the rectified activations.
template <class T>
inline void close_gates(const Panel<T>& rectified, Panel<T>& values) {
    const T* a = rectified.data();
    T* v = values.data();
    for (std::size_t i = 0; i < values.size(); ++i)
        v[i] = a[i] > T{0} ? v[i] : T{0};
}

}  // namespace glasscape
