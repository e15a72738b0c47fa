#include "glasscape/trajectory/infinite_size.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <functional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "trajectory/batch_covariance.hpp"
#include "trajectory/covariance_series.hpp"
#include "trajectory/cuda/cuda_history.hpp"
#include "trajectory/triangular_history.hpp"

namespace glasscape {
namespace {

using Row = std::vector<double>;

double product(const Row& a, const Row& b) {
    double sum = 0.0;
    for (std::size_t u = 0; u < a.size(); ++u)
        sum += a[u] * b[u];
    return sum;
}

std::unique_ptr<History> make_history(PathMemory memory, int rows) {
    if (memory == PathMemory::device) return cuda::make_history(rows);
    return std::make_unique<TriangularHistory>(rows);
}

}  // namespace

void require_sound(const InfiniteDynamics& dynamics) {
    const auto refuse = [](const char* name, double value, const char* range) {
        throw std::invalid_argument(fmt::format("{} = {}: it must {}", name, value, range));
    };
    if (dynamics.batches < 0) refuse("batches", dynamics.batches, "not be negative");
    const auto not_negative = [&](const char* name, double value) {
        if (!(value >= 0.0 && std::isfinite(value))) refuse(name, value, "not be negative");
    };
    if (!(dynamics.step > 0.0 && std::isfinite(dynamics.step))) refuse("step", dynamics.step, "be positive");
    if (!(dynamics.momentum >= 0.0 && dynamics.momentum < 1.0))
        refuse("momentum", dynamics.momentum, "lie in [0, 1)");
    not_negative("temperature", dynamics.temperature);
    not_negative("noise", dynamics.batch_noise);
    not_negative("inverse temperature of the start", dynamics.start_inverse_temperature);
}

class InfiniteSizePath::Recursion {
  public:
    Recursion(const Mixture& mixture, const InfiniteDynamics& dynamics, int steps, PathMemory memory)
        : series_(mixture),
          nu1_(mixture.nu1()),
          batches_(dynamics.batch_noise),
          dynamics_(dynamics),
          correlations_(make_history(memory, steps + 1)),
          responses_(make_history(memory, steps + 1)) {
        observe();
    }

    const InfinitePoint& point() const { return point_; }
    double correlation(int s) const { return c_[static_cast<std::size_t>(s)]; }

    void advance() {
        const double h = dynamics_.step;
        const double m = dynamics_.momentum;
        const auto& force = dynamics_.batches > 0 ? batch_ : whole_;
        const double mu = force.projected.back();
        const double step_square = m * m * speed_ - 2.0 * m * h * speed_along(force) +
                                   h * h * (driving_square_ - mu * mu) + 2.0 * h * dynamics_.temperature;
        const double n = std::sqrt(1.0 + step_square);
        const double back = step_square / n;  // v~.x_(t+1)/N
        for (std::size_t s = 0; s < c_.size(); ++s) {
            const double step = m * v_[s] - h * (force.projected[s] - mu * c_[s]);
            c_[s] = (c_[s] + step) / n;
            v_[s] = step - back * c_[s];
        }
        for (std::size_t u = 0; u < r_.size(); ++u) {
            const double step = m * q_[u] - h * (force.across[u] - mu * r_[u]);
            r_[u] = (r_[u] + step) / n;
            q_[u] = step - back * r_[u];
        }
        c_.push_back(1.0);
        v_.push_back(0.0);
        r_.push_back(-h / n);
        q_.push_back(-h - back * r_.back());
        speed_ = step_square - back * back;
        observe();
    }

    void save(int since, const std::function<void(std::span<const double>)>& sink) const {
        Row numbers;
        for (int row = since + 1; row <= point_.step; ++row) {
            numbers.resize(static_cast<std::size_t>(row));
            for (const auto* history : {correlations_.get(), responses_.get()}) {
                history->copy_row(row, numbers);
                sink(numbers);
            }
        }
        sink(v_);
        sink(q_);
        sink({&speed_, 1});
    }

    void restore(int t, const std::function<void(std::span<double>)>& source) {
        for (auto row = static_cast<std::size_t>(point_.step) + 1; row <= static_cast<std::size_t>(t);
             ++row) {
            c_.resize(row);
            r_.resize(row);
            source(c_);
            source(r_);
            if (row == static_cast<std::size_t>(t)) break;  // observe appends the last
            correlations_->append(c_);
            responses_->append(r_);
        }
        c_.push_back(1.0);
        v_.resize(c_.size());
        q_.resize(r_.size());
        source(v_);
        source(q_);
        source({&speed_, 1});
        observe();
    }

  private:
    /// The gradient at the present point, of the landscape or of a batch.
    struct Force {
        Row k1;             // B nu'(C(t, u))
        Row w;              // B nu''(C(t, u)) R(t, u)
        Row field;          // phi_t.x_s/N
        Row projected;      // g_t.x_s/N
        Row across;         // sum_s w_s R(s, u), u < t
        double square = 0;  // |g_t|^2/N
    };

    /// Everything at the present point, from its rows of C and R.
    void observe() {
        const std::size_t points = c_.size();
        correlations_->append(std::span(c_).first(points - 1));
        responses_->append(r_);
        find(whole_, ConditionalLandscape::whole);
        const double noise = dynamics_.batch_noise;
        driving_square_ = whole_.square + noise * noise * nu1_;
        if (dynamics_.batches > 0) {
            find(batch_, turn(points - 1));
            driving_square_ = batch_.square;
        }
        const double b = dynamics_.start_inverse_temperature;
        point_.energy = whole_.field.back() - (b > 0.0 ? b * series_.value(c_[0]) : 0.0);
        point_.radial = whole_.projected.back();
        point_.gradient_norm = std::sqrt(std::max(0.0, whole_.square - point_.radial * point_.radial));
        point_.overlap_with_start = c_[0];
        point_.step = static_cast<std::int64_t>(points) - 1;
        point_.time = static_cast<double>(point_.step) * dynamics_.step;
    }

    int turn(std::size_t step) const {
        return static_cast<int>(step % static_cast<std::size_t>(dynamics_.batches));
    }

    void find(Force& force, int batch) {
        const std::size_t points = c_.size();
        auto& [k1, w, field, projected, across, square] = force;
        k1.resize(points);
        w.resize(points);
        series_.derivatives(c_, k1, w);
        const double planted = dynamics_.start_inverse_temperature * k1[0];
        if (batch != ConditionalLandscape::whole)
            for (std::size_t u = 0; u < points; ++u) {
                k1[u] *= batches_(batch, turn(u));
                w[u] *= batches_(batch, turn(u));
            }
        for (std::size_t u = 0; u + 1 < points; ++u)
            w[u] *= r_[u];
        w[points - 1] = 0.0;
        w[0] -= planted;
        field.resize(points);
        across.resize(points);
        projected.resize(points);
        earlier_.resize(points);
        correlations_->multiply(w, w, projected, earlier_);
        responses_->multiply(k1, w, field, across);
        for (std::size_t s = 0; s < points; ++s)
            projected[s] += earlier_[s] + w[s] + field[s];
        square = batches_(batch, batch) * nu1_ + product(w, field) + product(w, projected);
        across.resize(points - 1);
    }

    /// v.g/N
    double speed_along(const Force& force) const {
        double sum = product(force.w, v_);
        for (std::size_t u = 0; u < q_.size(); ++u)
            sum += force.k1[u] * q_[u];
        return sum;
    }

    CovarianceSeries series_;
    double nu1_;
    BatchCovariance batches_;
    InfiniteDynamics dynamics_;
    std::unique_ptr<History> correlations_;
    std::unique_ptr<History> responses_;
    InfinitePoint point_;
    Row c_{1.0};                   // C(t, s), s = 0..t
    Row v_{0.0};                   // v_t.x_s/N
    Row r_;                        // R(t, u), u < t
    Row q_;                        // response of v_t to phi_u
    double speed_ = 0.0;           // |v|^2/N
    double driving_square_ = 0.0;  // |g|^2/N of the gradient that moves the point
    Force whole_;
    Force batch_;  // with batches
    Row earlier_;
};

InfiniteSizePath::InfiniteSizePath(const Mixture& mixture, const InfiniteDynamics& dynamics, int steps,
                                   PathMemory memory) {
    require_sound(dynamics);
    if (steps < 1)
        throw std::invalid_argument(fmt::format("steps = {}: a path has at least one step", steps));
    recursion_ = std::make_unique<Recursion>(mixture, dynamics, steps, memory);
}
InfiniteSizePath::~InfiniteSizePath() = default;
InfiniteSizePath::InfiniteSizePath(InfiniteSizePath&&) noexcept = default;
InfiniteSizePath& InfiniteSizePath::operator=(InfiniteSizePath&&) noexcept = default;

double InfiniteSizePath::memory(int steps) {
    return 2.0 * TriangularHistory::memory(steps + 1);
}

const InfinitePoint& InfiniteSizePath::point() const {
    return recursion_->point();
}

void InfiniteSizePath::advance() {
    recursion_->advance();
}

void InfiniteSizePath::save(int since, const std::function<void(std::span<const double>)>& sink) const {
    recursion_->save(since, sink);
}

void InfiniteSizePath::restore(int t, const std::function<void(std::span<double>)>& source) {
    recursion_->restore(t, source);
}

double InfiniteSizePath::correlation(int s) const {
    return recursion_->correlation(s);
}

}  // namespace glasscape
