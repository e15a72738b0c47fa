#include "glasscape/explore/tangent_lanczos.hpp"

#include <algorithm>
#include <stdexcept>
#include <vector>

#include <fmt/format.h>

#include "glasscape/sphere/sphere.hpp"

namespace glasscape {

LanczosSpectrum tangent_lanczos(const Landscape& landscape, std::span<const double> state,
                                LanczosOptions options) {
    const int n = landscape.size();
    if (n < 2) throw std::invalid_argument(fmt::format("size {}: a tangent space needs at least 2 spins", n));
    std::vector<double> energy(1);
    std::vector<double> gradient(state.size());
    landscape.energies_and_gradients(state, energy, gradient);
    double radial = 0.0;
    for (std::size_t i = 0; i < state.size(); ++i)
        radial += state[i] * gradient[i] / n;
    const TangentFrame frame(state);
    std::vector<double> tangent(state.size());
    std::vector<double> image(state.size());
    options.steps = std::min(options.steps, n - 1);
    return lanczos_spectrum(
        n - 1,
        [&](std::span<const double> v, std::span<double> result) {
            frame.vector(v, tangent);
            landscape.hessian_vector(state, tangent, image);
            frame.coordinates(image, result);
            for (std::size_t i = 0; i < v.size(); ++i)
                result[i] -= radial * v[i];
        },
        options);
}

}  // namespace glasscape
