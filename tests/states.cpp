#include "states.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "glasscape/core/random.hpp"
#include "glasscape/sphere/sphere.hpp"

namespace glasscape::testing {

std::vector<double> random_states(int size, int replicas, std::uint64_t seed) {
    std::vector<double> states;
    for (int m = 0; m < replicas; ++m) {
        RandomStream stream(seed, Stream::start, static_cast<std::uint64_t>(m));
        std::vector<double> s(static_cast<std::size_t>(size));
        draw_uniform_point(stream, s);
        states.insert(states.end(), s.begin(), s.end());
    }
    return states;
}

std::vector<double> random_vector(int size, std::uint64_t seed) {
    RandomStream stream(seed, Stream::data, 0);
    std::vector<double> v(static_cast<std::size_t>(size));
    draw_normal(stream, v);
    return v;
}

Values evaluate(const Landscape& landscape, const std::vector<double>& states) {
    const std::size_t replicas = states.size() / static_cast<std::size_t>(landscape.size());
    Values values{std::vector<double>(replicas), std::vector<double>(states.size())};
    landscape.energies_and_gradients(states, values.energies, values.gradients);
    return values;
}

double energy_at(const Landscape& landscape, const std::vector<double>& state) {
    return evaluate(landscape, state).energies.front();
}

double largest_difference(const std::vector<double>& a, const std::vector<double>& b) {
    double largest = a.size() == b.size() ? 0.0 : HUGE_VAL;
    for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i)
        largest = std::max(largest, std::abs(a[i] - b[i]));
    return largest;
}

}  // namespace glasscape::testing
