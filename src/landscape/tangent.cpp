#include "landscape/tangent.hpp"

#include <cstddef>

#include "glasscape/sphere/sphere.hpp"

namespace glasscape {

void to_tangent_gradients(int size, std::span<const double> states, std::span<double> gradients,
                          std::span<double> radial) {
    const auto n = static_cast<std::size_t>(size);
    for (std::size_t m = 0; m < radial.size(); ++m) {
        const auto s = states.subspan(m * n, n);
        const auto g = gradients.subspan(m * n, n);
        radial[m] = overlap(s, g);
        for (std::size_t i = 0; i < n; ++i)
            g[i] -= radial[m] * s[i];
    }
}

void tangent_hessian(std::span<const double> state, std::span<const double> hessian, double radial,
                     std::span<double> result) {
    TangentFrame(state).restrict(hessian, result);
    const std::size_t n = state.size();
    for (std::size_t i = 0; i + 1 < n; ++i)
        result[i * n] -= radial;  // the diagonal of (N-1) x (N-1)
}

}  // namespace glasscape
