#include "stats/power_law_fit.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <memory>
#include <stdexcept>
#include <vector>

#include <gsl/gsl_fit.h>
#include <gsl/gsl_multifit_nlinear.h>

namespace glasscape {
namespace {

using FitWork = std::unique_ptr<gsl_multifit_nlinear_workspace, decltype(&gsl_multifit_nlinear_free)>;

// From `numbers` on; whether it got as far as rounding allows. `weights` may be empty.
bool least_squares(gsl_multifit_nlinear_fdf& problem, std::span<double> numbers,
                   std::span<const double> weights, double* last_variance) {
    const auto options = gsl_multifit_nlinear_default_parameters();
    const FitWork work(gsl_multifit_nlinear_alloc(gsl_multifit_nlinear_trust, &options, problem.n, problem.p),
                       gsl_multifit_nlinear_free);
    const auto start = gsl_vector_const_view_array(numbers.data(), numbers.size());
    if (weights.empty()) {
        gsl_multifit_nlinear_init(&start.vector, &problem, work.get());
    } else {
        const auto view = gsl_vector_const_view_array(weights.data(), weights.size());
        gsl_multifit_nlinear_winit(&start.vector, &view.vector, &problem, work.get());
    }
    constexpr std::size_t most_iterations = 200;
    constexpr double relative_step = 1e-8;  // the step after it is of its square
    int reason = 0;
    const int status = gsl_multifit_nlinear_driver(most_iterations, relative_step, 0.0, 0.0, nullptr, nullptr,
                                                   &reason, work.get());
    const auto* found = gsl_multifit_nlinear_position(work.get());
    bool finite = true;
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        numbers[i] = gsl_vector_get(found, i);
        finite = finite && std::isfinite(numbers[i]);
    }
    if (last_variance != nullptr) {
        const std::unique_ptr<gsl_matrix, decltype(&gsl_matrix_free)> covariance(
            gsl_matrix_alloc(problem.p, problem.p), gsl_matrix_free);
        gsl_multifit_nlinear_covar(gsl_multifit_nlinear_jac(work.get()), 0.0, covariance.get());
        *last_variance = gsl_matrix_get(covariance.get(), problem.p - 1, problem.p - 1);
    }
    // Without progress at the level of rounding the last step is the fit as well (of the first step GSL tells so
    // by the reason alone).
    return finite && (status == GSL_SUCCESS || status == GSL_ENOPROG || reason == GSL_ENOPROG);
}

// Logarithms of times in units of one of them, and what is seen there.
struct LawPoints {
    std::vector<double> log_t;
    std::span<const double> y;
};

int law_residuals(const gsl_vector* law, void* data, gsl_vector* residuals) {
    const auto& points = *static_cast<const LawPoints*>(data);
    const double limit = gsl_vector_get(law, 0);
    const double amplitude = gsl_vector_get(law, 1);
    const double power = gsl_vector_get(law, 2);
    for (std::size_t i = 0; i < points.y.size(); ++i)
        gsl_vector_set(residuals, i, limit + amplitude * std::exp(-power * points.log_t[i]) - points.y[i]);
    return GSL_SUCCESS;
}

int law_jacobian(const gsl_vector* law, void* data, gsl_matrix* jacobian) {
    const auto& points = *static_cast<const LawPoints*>(data);
    const double amplitude = gsl_vector_get(law, 1);
    const double power = gsl_vector_get(law, 2);
    for (std::size_t i = 0; i < points.y.size(); ++i) {
        const double decay = std::exp(-power * points.log_t[i]);
        gsl_matrix_set(jacobian, i, 0, 1.0);
        gsl_matrix_set(jacobian, i, 1, decay);
        gsl_matrix_set(jacobian, i, 2, -amplitude * points.log_t[i] * decay);
    }
    return GSL_SUCCESS;
}

int scaling_residuals(const gsl_vector* law, void* data, gsl_vector* residuals) {
    const auto& points = *static_cast<const LawPoints*>(data);
    for (std::size_t i = 0; i < points.y.size(); ++i)
        gsl_vector_set(
            residuals, i,
            gsl_vector_get(law, 0) * std::exp(gsl_vector_get(law, 1) * points.log_t[i]) - points.y[i]);
    return GSL_SUCCESS;
}

int scaling_jacobian(const gsl_vector* law, void* data, gsl_matrix* jacobian) {
    const auto& points = *static_cast<const LawPoints*>(data);
    for (std::size_t i = 0; i < points.y.size(); ++i) {
        const double growth = std::exp(gsl_vector_get(law, 1) * points.log_t[i]);
        gsl_matrix_set(jacobian, i, 0, growth);
        gsl_matrix_set(jacobian, i, 1, gsl_vector_get(law, 0) * points.log_t[i] * growth);
    }
    return GSL_SUCCESS;
}

// The line in t^-power for a power to start from.
PowerLaw first_guess(const LawPoints& points) {
    PowerLaw law;
    law.power = 2.0 / 3.0;
    std::vector<double> decay;
    for (const double log_t : points.log_t)
        decay.push_back(std::exp(-law.power * log_t));
    double covariances[3];
    double residual = 0.0;
    gsl_fit_linear(decay.data(), 1, points.y.data(), 1, decay.size(), &law.limit, &law.amplitude,
                   &covariances[0], &covariances[1], &covariances[2], &residual);
    return law;
}

void require_law_points(std::span<const double> t, std::span<const double> y) {
    if (t.size() != y.size() || t.size() < 4)
        throw std::invalid_argument("a power law needs at least four points, each with t and y");
    if (!std::all_of(t.begin(), t.end(), [](double value) { return value > 0.0; }))
        throw std::invalid_argument("a power law needs t > 0 at each point");
}

void require_scaling_points(std::span<const double> x, std::span<const double> y,
                            std::span<const double> errors) {
    if (x.size() != y.size() || x.size() != errors.size() || x.size() < 3)
        throw std::invalid_argument("a scaling law needs at least three points, each with x, y and error");
    const auto positive = [](double value) { return value > 0.0; };
    if (!std::all_of(x.begin(), x.end(), positive) || !std::all_of(errors.begin(), errors.end(), positive))
        throw std::invalid_argument("a scaling law needs x > 0 and a positive error at each point");
    if (!positive(y[0]) || !positive(y[1]) || x[0] == x[1])
        throw std::invalid_argument("a scaling law starts from two different points, both above 0");
}

}  // namespace

PowerLaw fit_power_law(std::span<const double> t, std::span<const double> y) {
    require_law_points(t, y);
    const double unit = *std::max_element(t.begin(), t.end());
    LawPoints points{{}, y};
    for (const double value : t)
        points.log_t.push_back(std::log(value / unit));

    gsl_multifit_nlinear_fdf problem{};
    problem.f = law_residuals;
    problem.df = law_jacobian;
    problem.n = y.size();
    problem.p = 3;
    problem.params = &points;
    const auto guess = first_guess(points);
    double found[] = {guess.limit, guess.amplitude, guess.power};
    const bool converged = least_squares(problem, found, {}, nullptr);
    PowerLaw law{found[0], found[1] * std::pow(unit, found[2]), found[2], converged};
    law.converged = converged && law.amplitude != 0.0 && law.power > 0.0;
    return law;
}

ScalingLaw fit_scaling_law(std::span<const double> x, std::span<const double> y,
                           std::span<const double> errors) {
    require_scaling_points(x, y, errors);
    LawPoints points{{}, y};
    for (const double value : x)
        points.log_t.push_back(std::log(value / x.front()));
    std::vector<double> weights;
    for (const double error : errors)
        weights.push_back(1.0 / (error * error));
    gsl_multifit_nlinear_fdf problem{};
    problem.f = scaling_residuals;
    problem.df = scaling_jacobian;
    problem.n = y.size();
    problem.p = 2;
    problem.params = &points;
    double found[] = {y[0], std::log(y[1] / y[0]) / points.log_t[1]};
    double variance = 0.0;
    const bool converged = least_squares(problem, found, weights, &variance);
    return {found[0] * std::pow(x.front(), -found[1]), found[1], std::sqrt(variance), converged};
}

}  // namespace glasscape
