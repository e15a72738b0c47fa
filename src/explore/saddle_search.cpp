#include "glasscape/explore/saddle_search.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "glasscape/sphere/sphere.hpp"

#include "core/linear_algebra.hpp"
#include "landscape/tangent.hpp"

namespace glasscape {
namespace {

using Vector = Eigen::VectorXd;
using Matrix = Eigen::MatrixXd;

// One start under way.
struct Walker {
    std::vector<double> state;
    int steps = 0;
    bool done = false;
    bool converged = false;
    double gradient_norm = 0.0;

    // Of the fall-back: the last accepted state, its merit |gradient|^2, and the damping.
    bool falling_back = false;
    std::vector<double> accepted;
    Vector accepted_gradient;
    Matrix accepted_hessian;
    double accepted_merit = 0.0;
    double damping = 0.0;
};

// Gradient and Hessian in the tangent frame of a state.
struct TangentView {
    TangentFrame frame;
    Vector gradient;
    Matrix hessian;
};

TangentView view_of(std::span<const double> state, std::span<const double> gradient,
                    std::span<const double> hessian) {
    const std::size_t n = state.size();
    const auto dimension = static_cast<Eigen::Index>(n - 1);
    TangentView view{TangentFrame(state), Vector(dimension), Matrix(dimension, dimension)};
    const double radial = overlap(state, gradient);
    view.frame.coordinates(gradient, {view.gradient.data(), n - 1});
    view.frame.restrict(hessian, {view.hessian.data(), (n - 1) * (n - 1)});
    view.hessian.diagonal().array() -= radial;
    return view;
}

void move(Walker& walker, const TangentFrame& frame, const Vector& step) {
    std::vector<double> vector(walker.state.size());
    frame.vector({step.data(), static_cast<std::size_t>(step.size())}, vector);
    move_along_geodesic(walker.state, vector);
}

// No longer than the trust radius.
Vector capped(const Vector& step, double longest) {
    const double length = step.norm();
    return length > longest ? Vector(step * (longest / length)) : step;
}

// A step that lowers |gradient|^2: (H^2 + damping) d = -H g.
Vector damped_step(const Walker& walker) {
    const Matrix& h = walker.accepted_hessian;
    Matrix normal = matrix_product(h, h);
    normal.diagonal().array() += walker.damping;
    return -solve_semidefinite(normal, h * walker.accepted_gradient);
}

void fall_back(Walker& walker, const TangentView& view, const SaddleSearchOptions& options, double radius) {
    const double merit = view.gradient.squaredNorm();
    if (!walker.falling_back || merit < walker.accepted_merit) {
        const bool first = !walker.falling_back;
        const double decrease = first ? 1.0 : 1.0 - merit / walker.accepted_merit;
        walker.falling_back = true;
        walker.accepted = walker.state;
        walker.accepted_merit = merit;
        walker.accepted_gradient = view.gradient;
        walker.accepted_hessian = view.hessian;
        walker.damping = first ? 1e-2 * view.hessian.squaredNorm() / static_cast<double>(view.gradient.size())
                               : 0.3 * walker.damping;
        if (decrease < 1e-9) walker.done = true;  // a local minimum of the gradient norm
    } else {
        walker.damping *= 4.0;
        if (!std::isfinite(walker.damping)) walker.done = true;
    }
    walker.state = walker.accepted;
    if (!walker.done)
        move(walker, TangentFrame(walker.state), capped(damped_step(walker), options.trust_angle * radius));
}

void advance(Walker& walker, const TangentView& view, const SaddleSearchOptions& options) {
    const double radius = std::sqrt(static_cast<double>(walker.state.size()));
    walker.gradient_norm = view.gradient.norm() / radius;
    if (view.gradient.size() == 0) {  // N = 1: every point is critical
        walker.done = walker.converged = true;
        return;
    }
    const Vector newton = -solve_general(view.hessian, view.gradient);
    const double length = newton.norm();
    if (std::isfinite(length) && length <= options.step_angle * radius) {
        move(walker, view.frame, newton);
        walker.done = walker.converged = true;
        return;
    }
    ++walker.steps;
    if (walker.steps > options.newton_steps + options.fallback_steps) {
        walker.done = true;
    } else if (walker.steps > options.newton_steps) {
        fall_back(walker, view, options, radius);
    } else if (std::isfinite(length)) {
        move(walker, view.frame, capped(newton, options.trust_angle * radius));
    } else {  // a singular Hessian: any small step leaves it
        move(walker, view.frame, capped(view.gradient, 0.1 * options.trust_angle * radius));
    }
}

}  // namespace

std::vector<SearchResult> search_critical_points(const Landscape& landscape, std::span<const double> starts,
                                                 const SaddleSearchOptions& options) {
    const auto n = static_cast<std::size_t>(landscape.size());
    std::vector<Walker> walkers(starts.size() / n);
    for (std::size_t m = 0; m < walkers.size(); ++m) {
        const auto start = starts.subspan(m * n, n);
        walkers[m].state.assign(start.begin(), start.end());
        rescale_to_sphere(walkers[m].state);
    }
    std::vector<Walker*> active;
    for (auto& walker : walkers)
        active.push_back(&walker);
    std::vector<double> states;
    std::vector<double> energies;
    std::vector<double> gradients;
    std::vector<double> hessians;
    while (!active.empty()) {
        states.clear();
        for (const auto* walker : active)
            states.insert(states.end(), walker->state.begin(), walker->state.end());
        energies.resize(active.size());
        gradients.resize(active.size() * n);
        hessians.resize(active.size() * n * n);
        landscape.energies_gradients_hessians(states, energies, gradients, hessians);
        for (std::size_t m = 0; m < active.size(); ++m)
            advance(*active[m],
                    view_of(active[m]->state, std::span(gradients).subspan(m * n, n),
                            std::span(hessians).subspan(m * n * n, n * n)),
                    options);
        std::erase_if(active, [](const Walker* walker) { return walker->done; });
    }
    std::vector<SearchResult> results;
    for (auto& walker : walkers)
        results.push_back({std::move(walker.state),
                           walker.converged ? SearchStatus::converged : SearchStatus::no_critical_point,
                           walker.gradient_norm, walker.steps});
    return results;
}

}  // namespace glasscape
