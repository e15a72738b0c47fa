#include "complexity/typical/newton.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <Eigen/LU>

namespace glasscape {
namespace {

constexpr int most_newton_steps = 60;
constexpr int most_step_halvings = 12;
constexpr double difference_step = 1e-5;
constexpr double longest_step = 2.0;
constexpr double exact_step = 1e-13;
constexpr double accepted_step = 1e-7;

Eigen::MatrixXd difference_jacobian(const Residuals& residuals, const Eigen::VectorXd& at) {
    Eigen::MatrixXd matrix(at.size(), at.size());
    for (Eigen::Index i = 0; i < at.size(); ++i) {
        Eigen::VectorXd above = at;
        Eigen::VectorXd below = at;
        above(i) += difference_step;
        below(i) -= difference_step;
        matrix.col(i) = (residuals(above) - residuals(below)) / (above(i) - below(i));
    }
    return matrix;
}

}  // namespace

std::optional<Eigen::VectorXd> newton_root(const Residuals& residuals, Eigen::VectorXd start) {
    Eigen::VectorXd at = std::move(start);
    Eigen::VectorXd here = residuals(at);
    if (!here.allFinite()) return std::nullopt;
    double last_step = std::numeric_limits<double>::infinity();
    for (int n = 0; n < most_newton_steps && last_step > exact_step; ++n) {
        const Eigen::MatrixXd matrix = difference_jacobian(residuals, at);
        if (!matrix.allFinite()) return std::nullopt;
        Eigen::VectorXd step = -matrix.partialPivLu().solve(here);
        if (!step.allFinite()) return std::nullopt;
        const double length = step.norm();
        if (length > longest_step) step *= longest_step / length;
        bool lower = false;
        for (int halving = 0; halving < most_step_halvings && !lower; ++halving, step *= 0.5) {
            const Eigen::VectorXd there = residuals(at + step);
            if (!there.allFinite() || !(there.norm() < here.norm())) continue;
            at += step;
            here = there;
            lower = true;
        }
        last_step = length;
        if (!lower) break;
    }
    if (!(last_step < accepted_step)) return std::nullopt;
    return at;
}

}  // namespace glasscape
