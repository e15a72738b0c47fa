// A ferromagnet on the sphere, H = -(sum_i s_i^3)/sqrt N: all its critical points, and a descent.
#include <cmath>
#include <cstdio>

#include <glasscape/explore/census.hpp>
#include <glasscape/explore/dynamics.hpp>

class Ferromagnet final : public glasscape::Landscape {
  public:
    int size() const override { return 4; }
    void energies_and_gradients(std::span<const double> states, std::span<double> energies,
                                std::span<double> gradients) const override {
        for (std::size_t m = 0; m < energies.size(); ++m) {
            energies[m] = 0.0;
            for (std::size_t i = 4 * m; i < 4 * m + 4; ++i) {
                energies[m] -= states[i] * states[i] * states[i] / std::sqrt(4.0);
                gradients[i] = -3.0 * states[i] * states[i] / std::sqrt(4.0);
            }
        }
    }
    glasscape::Symmetry symmetry() const override { return glasscape::Symmetry::odd; }
};

int main() {
    const Ferromagnet ferromagnet;
    const auto census = glasscape::take_census(ferromagnet);
    for (std::size_t k = 0; k < census.counts.size(); ++k)
        std::printf("index %zu: %lld points\n", k, static_cast<long long>(census.counts[k]));
    const double start[] = {1.0, 0.9, 0.3, -0.2};
    glasscape::run_dynamics(
        ferromagnet, start, {}, glasscape::log_spaced_steps(1000), [](const glasscape::Snapshot& now) {
            std::printf("step %lld: H/N = %.6f\n", static_cast<long long>(now.step), now.energies[0]);
        });
    return census.complete ? 0 : 1;
}
