// Newton's method in a few unknowns, derivatives by central differences of what is itself analytic.
#pragma once

#include <functional>
#include <optional>

#include <Eigen/Core>

namespace glasscape {

/// Residuals at a point; entries that are not finite mark a point outside the domain.
using Residuals = std::function<Eigen::VectorXd(const Eigen::VectorXd&)>;

/// A root of as many residuals as unknowns, each unknown of order one. A step that does not lower the norm of
/// the residuals is halved; ends when steps do no longer. Nothing if the last step is longer than 1e-7.
std::optional<Eigen::VectorXd> newton_root(const Residuals& residuals, Eigen::VectorXd start);

}  // namespace glasscape
