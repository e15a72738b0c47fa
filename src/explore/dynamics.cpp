#include "glasscape/explore/dynamics.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <stdexcept>
#include <utility>

#include <boost/random/normal_distribution.hpp>
#include <fmt/format.h>

#include "glasscape/core/interrupt.hpp"
#include "glasscape/sphere/sphere.hpp"

#include "explore/equation_of_motion.hpp"
#include "landscape/tangent.hpp"

namespace glasscape {
namespace {

class Motion {
  public:
    Motion(const Landscape& landscape, std::span<const double> starts, const Dynamics& dynamics,
           const DynamicsRun& run)
        : landscape_(landscape),
          dynamics_(dynamics),
          run_(run),
          n_(static_cast<std::size_t>(landscape.size())),
          replicas_(starts.size() / n_),
          states_(starts.begin(), starts.end()),
          gradients_(starts.size()),
          energies_(replicas_),
          radials_(replicas_),
          norms_(replicas_),
          times_(replicas_, 0.0),
          line_steps_(replicas_, step_without_line_search),
          resting_(replicas_, false) {
        if (dynamics.method == DynamicsMethod::momentum) velocities_.assign(starts.size(), 0.0);
        for (std::size_t m = 0; m < replicas_; ++m) {
            rescale_to_sphere(state(m));
            streams_.emplace_back(run.seed, Stream::noise,
                                  run.disorder << 32 | static_cast<std::uint64_t>(m));
        }
        evaluate(states_, energies_, gradients_, radials_, norms_);
    }

    bool all_rest() {
        if (dynamics_.method == DynamicsMethod::langevin || dynamics_.method == DynamicsMethod::stochastic)
            return false;
        for (std::size_t m = 0; m < replicas_; ++m)
            if (norms_[m] < dynamics_.gradient_tolerance) resting_[m] = true;
        return std::all_of(resting_.begin(), resting_.end(), [](bool rests) { return rests; });
    }

    void advance() {
        if (dynamics_.method == DynamicsMethod::gradient && !dynamics_.step) {
            search_lines();
            return;
        }
        const double h = dynamics_.step.value_or(step_without_line_search);
        if (dynamics_.batches > 0) add_batch_gradient();
        for (std::size_t m = 0; m < replicas_; ++m)
            if (!resting_[m]) move(m, h);
        evaluate(states_, energies_, gradients_, radials_, norms_);
    }

    Snapshot snapshot(std::int64_t step, bool last) {
        per_spin_.resize(replicas_);
        for (std::size_t m = 0; m < replicas_; ++m)
            per_spin_[m] = energies_[m] / static_cast<double>(n_);
        return {step, times_, per_spin_, norms_, radials_, states_, last};
    }

    std::vector<double> take_states() { return std::move(states_); }

  private:
    std::span<double> state(std::size_t m) { return std::span(states_).subspan(m * n_, n_); }
    std::span<double> gradient(std::size_t m) { return std::span(gradients_).subspan(m * n_, n_); }

    // Energies, tangential gradients, x and |g|/sqrt N.
    void evaluate(const std::vector<double>& states, std::vector<double>& energies,
                  std::vector<double>& gradients, std::vector<double>& radials,
                  std::vector<double>& norms) const {
        landscape_.energies_and_gradients(states, energies, gradients);
        to_tangent_gradients(landscape_.size(), states, gradients, radials);
        for (std::size_t m = 0; m < energies.size(); ++m) {
            const auto g = std::span(gradients).subspan(m * n_, n_);
            norms[m] = std::sqrt(overlap(g, g));
        }
    }

    void move(std::size_t m, double h) {
        if (dynamics_.method == DynamicsMethod::momentum) {
            const auto v = std::span(velocities_).subspan(m * n_, n_);
            momentum_step(state(m), v, gradient(m), dynamics_.momentum, h, static_cast<double>(n_));
        } else {
            std::vector<double> noise(n_, 0.0);
            const double temperature = noise_temperature(dynamics_, run_.batch_deviation, h);
            if (temperature > 0.0) draw_normal(streams_[m], noise);
            langevin_step(state(m), noise, gradient(m), temperature, h, static_cast<double>(n_));
        }
        times_[m] += h;
    }

    // Of the batch whose turn it is, to gradients that are evaluated anew after the step.
    void add_batch_gradient() {
        const auto& added = *run_.batch_landscapes[static_cast<std::size_t>(turn_)];
        turn_ = (turn_ + 1) % dynamics_.batches;
        trial_energies_.resize(replicas_);
        trial_gradients_.resize(gradients_.size());
        added.energies_and_gradients(states_, trial_energies_, trial_gradients_);
        trial_radials_.resize(replicas_);
        to_tangent_gradients(landscape_.size(), states_, trial_gradients_, trial_radials_);
        for (std::size_t i = 0; i < gradients_.size(); ++i)
            gradients_[i] += run_.batch_amplitude * trial_gradients_[i];
    }

    // One trial step for each replica, kept if it lowers the energy enough.
    void search_lines() {
        constexpr double sufficient = 1e-4;
        constexpr double growth = 1.6;
        constexpr double shrink = 0.4;
        constexpr double rounding = 2e-7;  // of energies in single precision, relative
        trial_states_ = states_;
        for (std::size_t m = 0; m < replicas_; ++m) {
            if (resting_[m]) continue;
            const auto s = std::span(trial_states_).subspan(m * n_, n_);
            const auto g = gradient(m);
            for (std::size_t i = 0; i < n_; ++i)
                s[i] -= line_steps_[m] * g[i];
            rescale_to_sphere(s);
        }
        trial_energies_.resize(replicas_);
        trial_gradients_.resize(gradients_.size());
        trial_radials_.resize(replicas_);
        trial_norms_.resize(replicas_);
        evaluate(trial_states_, trial_energies_, trial_gradients_, trial_radials_, trial_norms_);
        for (std::size_t m = 0; m < replicas_; ++m) {
            if (resting_[m]) continue;
            const double square = norms_[m] * norms_[m] * static_cast<double>(n_);
            const double wanted = energies_[m] - sufficient * line_steps_[m] * square;
            const bool within_rounding =
                std::abs(trial_energies_[m] - energies_[m]) < rounding * std::abs(energies_[m]) &&
                trial_norms_[m] < norms_[m];
            if (!(trial_energies_[m] <= wanted) && !within_rounding) {
                line_steps_[m] *= shrink;
                continue;
            }
            std::copy_n(trial_states_.begin() + static_cast<std::ptrdiff_t>(m * n_), n_, state(m).begin());
            std::copy_n(trial_gradients_.begin() + static_cast<std::ptrdiff_t>(m * n_), n_,
                        gradient(m).begin());
            energies_[m] = trial_energies_[m];
            radials_[m] = trial_radials_[m];
            norms_[m] = trial_norms_[m];
            times_[m] += line_steps_[m];
            line_steps_[m] *= growth;
        }
    }

    const Landscape& landscape_;
    const Dynamics& dynamics_;
    const DynamicsRun& run_;
    std::size_t n_;
    std::size_t replicas_;
    std::vector<double> states_;
    std::vector<double> gradients_;  // tangential
    std::vector<double> energies_;
    std::vector<double> radials_;
    std::vector<double> norms_;
    std::vector<double> times_;
    std::vector<double> velocities_;
    std::vector<double> line_steps_;
    std::vector<bool> resting_;
    std::vector<RandomStream> streams_;
    int turn_ = 0;  // of the batches
    std::vector<double> per_spin_;
    std::vector<double> trial_states_;
    std::vector<double> trial_energies_;
    std::vector<double> trial_gradients_;
    std::vector<double> trial_radials_;
    std::vector<double> trial_norms_;
};

}  // namespace

void require_sound(const Dynamics& dynamics) {
    const auto refuse = [](const std::string& sentence) { throw std::invalid_argument(sentence); };
    if (dynamics.steps < 1) refuse(fmt::format("steps = {}: a run takes at least one step", dynamics.steps));
    if (dynamics.step && !(*dynamics.step > 0.0 && std::isfinite(*dynamics.step)))
        refuse(fmt::format("step = {}: the step must be positive", *dynamics.step));
    if (!(dynamics.temperature >= 0.0 && std::isfinite(dynamics.temperature)))
        refuse(fmt::format("temperature = {}: it must not be negative", dynamics.temperature));
    if (!(dynamics.gradient_tolerance >= 0.0 && std::isfinite(dynamics.gradient_tolerance)))
        refuse(fmt::format("tolerance = {}: it must not be negative", dynamics.gradient_tolerance));
    if (!(dynamics.momentum >= 0.0 && dynamics.momentum < 1.0))
        refuse(fmt::format("momentum = {}: it must lie in [0, 1)", dynamics.momentum));
    if (dynamics.batches < 0)
        refuse(fmt::format("batches = {}: their number must not be negative", dynamics.batches));
}

std::vector<std::int64_t> log_spaced_steps(std::int64_t last, int per_decade) {
    std::vector<std::int64_t> steps{0};
    for (int j = 0;; ++j) {
        const auto step =
            static_cast<std::int64_t>(std::llround(std::pow(10.0, static_cast<double>(j) / per_decade)));
        if (step >= last) break;
        if (step > steps.back()) steps.push_back(step);
    }
    if (last > 0) steps.push_back(last);
    return steps;
}

std::vector<double> run_dynamics(const Landscape& landscape, std::span<const double> starts,
                                 const Dynamics& dynamics, std::span<const std::int64_t> recorded_steps,
                                 const std::function<void(const Snapshot&)>& observe,
                                 const DynamicsRun& run) {
    require_sound(dynamics);
    const auto n = static_cast<std::size_t>(landscape.size());
    if (starts.empty() || starts.size() % n != 0)
        throw std::invalid_argument(fmt::format(
            "{} numbers are no starts: one start is {} numbers, one for each spin", starts.size(), n));
    Motion motion(landscape, starts, dynamics, run);
    auto next = recorded_steps.begin();
    for (std::int64_t step = 0;; ++step) {
        const bool last = motion.all_rest() || step == dynamics.steps;
        while (next != recorded_steps.end() && *next < step)
            ++next;
        if (last || (next != recorded_steps.end() && *next == step)) observe(motion.snapshot(step, last));
        if (last) break;
        throw_if_interrupted();
        motion.advance();
        if (run.advanced) run.advanced();
    }
    return motion.take_states();
}

}  // namespace glasscape
