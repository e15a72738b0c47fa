#include "glasscape/explore/path_dynamics.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "glasscape/core/interrupt.hpp"
#include "glasscape/sphere/sphere.hpp"

#include "explore/equation_of_motion.hpp"

namespace glasscape {
namespace {

/// One replica in the basis of the path; what a vector has no coordinate for is 0.
struct PathWalker {
    RandomStream noise;
    std::vector<double> start;
    std::vector<double> state;
    std::vector<double> velocity{};
    std::vector<double> gradient{};  // tangential, of what moves the point
    double energy = 0.0;
    double radial = 0.0;
    double gradient_norm = 0.0;
    std::int64_t steps = 0;
    bool resting = false;
};

/// Of one landscape at a walker's point.
struct PathSight {
    double energy;
    double radial;
    std::vector<double> gradient;  // tangential
};

double shared_product(const std::vector<double>& a, const std::vector<double>& b) {
    const auto shared = std::min(a.size(), b.size());
    return dot(std::span(a).first(shared), std::span(b).first(shared));
}

class PathMotion {
  public:
    PathMotion(ConditionalLandscape& landscape, std::int64_t replicas, const Dynamics& dynamics,
               const DynamicsRun& run)
        : landscape_(landscape), dynamics_(dynamics), run_(run), size_(landscape.size()) {
        for (std::int64_t m = 0; m < replicas; ++m) {
            const auto index = run.disorder << 32 | static_cast<std::uint64_t>(m);
            RandomStream start(run.seed, Stream::start, index);
            PathWalker walker{
                RandomStream(run.seed, Stream::noise, index), draw_isotropic(landscape, start), {}};
            rescale_to_sphere(walker.start, size_);
            walker.state = walker.start;
            look(walker);
            walkers_.push_back(std::move(walker));
        }
    }

    bool all_rest() {
        const bool cold =
            dynamics_.method == DynamicsMethod::gradient || dynamics_.method == DynamicsMethod::momentum;
        for (auto& walker : walkers_)
            walker.resting = cold && walker.gradient_norm < dynamics_.gradient_tolerance;
        return std::all_of(walkers_.begin(), walkers_.end(),
                           [](const auto& walker) { return walker.resting; });
    }

    void advance() {
        for (auto& walker : walkers_) {
            if (walker.resting) continue;
            move(walker);
            ++walker.steps;
            look(walker);
        }
    }

    void observe(std::int64_t step, bool last,
                 const std::function<void(const PathSnapshot&)>& observer) const {
        for (std::size_t m = 0; m < walkers_.size(); ++m) {
            const auto& walker = walkers_[m];
            observer({static_cast<std::int64_t>(m), step, static_cast<double>(walker.steps) * step_length(),
                      walker.energy, walker.gradient_norm, walker.radial,
                      shared_product(walker.start, walker.state) / size_, landscape_.anchors(),
                      landscape_.discarded_variance(), walker.state, last});
        }
    }

  private:
    double step_length() const { return dynamics_.step.value_or(step_without_line_search); }

    void look(PathWalker& walker) {
        auto whole = see(walker, ConditionalLandscape::whole);
        walker.energy = whole.energy;
        walker.radial = whole.radial;
        walker.gradient_norm = std::sqrt(dot(whole.gradient, whole.gradient) / size_);
        const auto turn = static_cast<int>(dynamics_.batches > 0 ? walker.steps % dynamics_.batches : 0);
        walker.gradient = dynamics_.batches > 0 ? see(walker, turn).gradient : std::move(whole.gradient);
    }

    PathSight see(PathWalker& walker, int in_batch) {
        auto seen = landscape_.look(unit_vector(walker.state, size_), in_batch);
        walker.state.resize(seen.gradient.size(), 0.0);
        const double radial = shared_product(walker.state, seen.gradient) / size_;
        project_to_tangent(walker.state, seen.gradient, size_);
        return {seen.energy, radial, std::move(seen.gradient)};
    }

    void move(PathWalker& walker) {
        const double h = step_length();
        if (dynamics_.method == DynamicsMethod::momentum) {
            widen(walker);
            momentum_step(walker.state, walker.velocity, walker.gradient, dynamics_.momentum, h, size_);
            return;
        }
        const double temperature = noise_temperature(dynamics_, run_.batch_deviation, h);
        std::vector<double> noise;
        if (temperature > 0.0) noise = draw_isotropic(landscape_, walker.noise);
        widen(walker);
        noise.resize(walker.state.size(), 0.0);
        langevin_step(walker.state, noise, walker.gradient, temperature, h, size_);
    }

    void widen(PathWalker& walker) const {
        const auto dimension = static_cast<std::size_t>(landscape_.dimension());
        for (auto* vector : {&walker.state, &walker.velocity, &walker.gradient})
            vector->resize(dimension, 0.0);
    }

    ConditionalLandscape& landscape_;
    const Dynamics& dynamics_;
    const DynamicsRun& run_;
    double size_;
    std::vector<PathWalker> walkers_;
};

}  // namespace

void run_path_dynamics(ConditionalLandscape& landscape, std::int64_t replicas, const Dynamics& dynamics,
                       std::span<const std::int64_t> recorded_steps,
                       const std::function<void(const PathSnapshot&)>& observe, const DynamicsRun& run) {
    require_sound(dynamics);
    PathMotion motion(landscape, replicas, dynamics, run);
    auto next = recorded_steps.begin();
    for (std::int64_t step = 0;; ++step) {
        const bool last = motion.all_rest() || step == dynamics.steps;
        while (next != recorded_steps.end() && *next < step)
            ++next;
        if (last || (next != recorded_steps.end() && *next == step)) motion.observe(step, last, observe);
        if (last) break;
        throw_if_interrupted();
        motion.advance();
        if (run.advanced) run.advanced();
    }
}

}  // namespace glasscape
