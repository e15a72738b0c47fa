#include "glasscape/explore/krylov_search.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include <Eigen/Core>
#include <Eigen/QR>

#include "glasscape/sphere/sphere.hpp"

namespace glasscape {
namespace {

using KrylovVector = Eigen::VectorXd;
using KrylovMatrix = Eigen::MatrixXd;

/// A state with its tangent gradient and radial derivative.
struct Place {
    std::vector<double> state;
    KrylovVector gradient;
    double radial = 0.0;
};

Place place_at(const Landscape& landscape, std::vector<double> state) {
    const auto n = static_cast<Eigen::Index>(state.size());
    Place place{std::move(state), KrylovVector(n), 0.0};
    double energy = 0.0;
    const std::span<double> gradient(place.gradient.data(), place.state.size());
    landscape.energies_and_gradients(place.state, std::span(&energy, 1), gradient);
    place.radial = overlap(place.state, gradient);
    project_to_tangent(place.state, gradient);
    return place;
}

/// Orthonormal columns v_1 = g/|g|, v_2, ... and the tridiagonal matrix with A V_k = V_(k+1) T.
struct KrylovSpace {
    KrylovMatrix vectors;      // N x (k + 1)
    KrylovMatrix tridiagonal;  // (k + 1) x k
};

KrylovSpace krylov_space(const Landscape& landscape, const Place& place, int most) {
    const auto n = place.gradient.size();
    const auto dimension = std::min<Eigen::Index>(most, n - 1);
    KrylovSpace space{KrylovMatrix::Zero(n, dimension + 1), KrylovMatrix::Zero(dimension + 1, dimension)};
    space.vectors.col(0) = place.gradient.normalized();
    KrylovVector image(n);
    Eigen::Index k = 0;
    while (k < dimension) {
        const std::span<double> result(image.data(), place.state.size());
        landscape.hessian_vector(place.state, {space.vectors.col(k).data(), place.state.size()}, result);
        project_to_tangent(place.state, result);
        image -= place.radial * space.vectors.col(k);
        const double length = image.norm();
        for (int pass = 0; pass < 2; ++pass) {  // once is not enough for orthogonality to rounding
            const auto before = space.vectors.leftCols(k + 1);
            const KrylovVector parts = before.transpose() * image;
            image -= before * parts;
            space.tridiagonal.col(k).head(k + 1) += parts;
        }
        const double rest = image.norm();
        space.tridiagonal(k + 1, k) = rest;
        ++k;
        constexpr double invariant = 1e-12;
        if (rest <= invariant * length) break;
        space.vectors.col(k) = image / rest;
    }
    space.vectors.conservativeResize(n, k + 1);
    space.tridiagonal.conservativeResize(k + 1, k);
    return space;
}

/// The step that minimises |g + A d|^2 + damping |d|^2 in the space.
KrylovVector damped_step(const KrylovSpace& space, double gradient, double damping) {
    const auto k = space.tridiagonal.cols();
    KrylovMatrix system(2 * k + 1, k);
    system << space.tridiagonal, std::sqrt(damping) * KrylovMatrix::Identity(k, k);
    KrylovVector right = KrylovVector::Zero(2 * k + 1);
    right[0] = -gradient;
    return space.vectors.leftCols(k) * system.colPivHouseholderQr().solve(right);
}

/// Where the step leads, no longer than the trust angle.
Place moved(const Landscape& landscape, const Place& place, KrylovVector step, double trust_angle) {
    const double longest = trust_angle * std::sqrt(static_cast<double>(place.state.size()));
    if (step.norm() > longest) step *= longest / step.norm();
    auto state = place.state;
    move_along_geodesic(state, {step.data(), state.size()});
    return place_at(landscape, std::move(state));
}

/// Steps in one space with more and more damping until one lowers the gradient; false if none does.
bool lower_gradient(const Landscape& landscape, const KrylovSpace& space, const KrylovSearchOptions& options,
                    double& damping, Place& place) {
    constexpr int most_tries = 12;
    const double before = place.gradient.norm();
    for (int attempt = 0; attempt < most_tries; ++attempt) {
        auto next = moved(landscape, place, damped_step(space, before, damping), options.trust_angle);
        if (next.gradient.norm() < before) {
            damping *= attempt == 0 ? 0.1 : 1.0;
            place = std::move(next);
            return true;
        }
        damping *= 10.0;
    }
    return false;
}

/// Lowers |g| to the goal or to a minimum of its own; returns the steps made.
int descend_gradient(const Landscape& landscape, const KrylovSearchOptions& options, double goal,
                     Place& place) {
    constexpr double flat = 1e-4;  // |g| falls by less: a minimum of its own
    constexpr int flat_steps = 5;  // in a row
    double damping = -1.0;
    int idle = 0;
    int steps = 0;
    while (place.gradient.norm() > goal && steps < options.steps && idle < flat_steps) {
        const auto space = krylov_space(landscape, place, options.subspace);
        if (damping < 0.0)
            damping = 1e-2 * space.tridiagonal.squaredNorm() / static_cast<double>(space.tridiagonal.cols());
        const double before = place.gradient.norm();
        if (!lower_gradient(landscape, space, options, damping, place)) break;
        idle = place.gradient.norm() > (1.0 - flat) * before ? idle + 1 : 0;
        ++steps;
    }
    return steps;
}

/// Newton's steps, no longer than the trust angle, whether or not they lower |g|; returns the steps made.
int follow_newton(const Landscape& landscape, const KrylovSearchOptions& options, double goal, Place& place) {
    int steps = 0;
    for (; place.gradient.norm() > goal && steps < options.newton_steps; ++steps) {
        const auto space = krylov_space(landscape, place, options.subspace);
        place = moved(landscape, place, damped_step(space, place.gradient.norm(), 0.0), options.trust_angle);
    }
    return steps;
}

}  // namespace

SearchResult search_by_products(const Landscape& landscape, std::span<const double> start,
                                const KrylovSearchOptions& options) {
    std::vector<double> state(start.begin(), start.end());
    rescale_to_sphere(state);
    auto place = place_at(landscape, std::move(state));
    const double goal = options.gradient_ratio * place.gradient.norm();
    SearchResult result;
    result.steps = descend_gradient(landscape, options, goal, place);
    if (place.gradient.norm() > goal) {
        auto beyond = place;
        result.steps += follow_newton(landscape, options, goal, beyond);
        if (beyond.gradient.norm() <= goal) place = std::move(beyond);
    }
    if (place.gradient.norm() <= goal) result.status = SearchStatus::converged;
    result.gradient_norm = place.gradient.norm() / std::sqrt(static_cast<double>(start.size()));
    result.state = std::move(place.state);
    return result;
}

}  // namespace glasscape
