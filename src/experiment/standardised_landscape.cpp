#include "experiment/standardised_landscape.hpp"

#include <cmath>
#include <utility>
#include <vector>

#include "glasscape/core/random.hpp"
#include "glasscape/sphere/sphere.hpp"
#include "glasscape/stats/running_mean.hpp"

namespace glasscape {
namespace {

/// Mean and standard deviation of a landscape's energy over the sphere.
struct Level {
    double mean;
    double deviation;
};

Level level_of(const Landscape& landscape, std::uint64_t seed, std::uint64_t sample, std::size_t points) {
    const auto n = static_cast<std::size_t>(landscape.size());
    RandomStream stream(seed, Stream::noise, sample);
    std::vector<double> states(points * n);
    for (std::size_t m = 0; m < points; ++m)
        draw_uniform_point(stream, std::span(states).subspan(m * n, n));
    std::vector<double> energies(points);
    std::vector<double> gradients(states.size());
    landscape.energies_and_gradients(states, energies, gradients);
    RunningMean mean;
    for (const double energy : energies)
        mean.add(energy);
    return {mean.mean(), std::sqrt(mean.variance())};
}

class Standardised final : public Landscape {
  public:
    Standardised(std::unique_ptr<Landscape> landscape, const Level& level)
        : landscape_(std::move(landscape)),
          shift_(level.mean),
          scale_(std::sqrt(static_cast<double>(landscape_->size())) / level.deviation) {}

    int size() const override { return landscape_->size(); }
    void energies_and_gradients(std::span<const double> states, std::span<double> energies,
                                std::span<double> gradients) const override {
        landscape_->energies_and_gradients(states, energies, gradients);
        for (double& energy : energies)
            energy = scale_ * (energy - shift_);
        scale(gradients);
    }
    void hessian(std::span<const double> state, std::span<double> hessian) const override {
        landscape_->hessian(state, hessian);
        scale(hessian);
    }
    void hessian_vector(std::span<const double> state, std::span<const double> vector,
                        std::span<double> result) const override {
        landscape_->hessian_vector(state, vector, result);
        scale(result);
    }

  private:
    void scale(std::span<double> values) const {
        for (double& value : values)
            value *= scale_;
    }

    std::unique_ptr<Landscape> landscape_;
    double shift_;
    double scale_;
};

}  // namespace

std::unique_ptr<Landscape> standardised(std::unique_ptr<Landscape> landscape, std::uint64_t seed,
                                        std::uint64_t sample, std::size_t points) {
    const auto level = level_of(*landscape, seed, sample, points);
    return std::make_unique<Standardised>(std::move(landscape), level);
}

}  // namespace glasscape
