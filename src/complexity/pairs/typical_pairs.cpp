#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

#include <Eigen/Dense>
#include <boost/math/tools/minima.hpp>
#include <fmt/format.h>

#include "glasscape/complexity/pairs/two_point.hpp"
#include "glasscape/random_matrix/semicircle.hpp"

namespace glasscape {
namespace {

// Fields conjugate to energy and radial derivative of a typical reference, replica symmetric.
struct Conjugates {
    double energy;
    double radial;
};

Conjugates reference_conjugates(const Mixture& mixture, const ReferencePoint& reference) {
    const double s = mixture.nu1() + mixture.nu2();
    if (mixture.is_pure()) return {0.0, -reference.radial / s};
    return {-(s * reference.energy - mixture.nu1() * reference.radial) / mixture.alpha2(),
            -(reference.radial - mixture.nu1() * reference.energy) / mixture.alpha2()};
}

// The functional of the second point at mutual overlap c, stationary in its conjugates y = (beta1, R01, R10, Rd, Rc):
// a constant, b.y and y.M y/2.
class SecondPointFunctional {
  public:
    SecondPointFunctional(const Mixture& mixture, const ReferencePoint& reference, double q, double u1,
                          double x1)
        : mixture_(mixture), conjugates_(reference_conjugates(mixture, reference)), q_(q), u1_(u1), x1_(x1) {}

    double operator()(double c) const {
        const double nu1 = mixture_.nu1();
        const double p1 = mixture_.nu(q_, 1);
        const double p2 = mixture_.nu(q_, 2);
        const double v0 = mixture_.nu(c);
        const double v1 = mixture_.nu(c, 1);
        const double v2 = mixture_.nu(c, 2);
        const double gap = 1.0 - c;
        const double stiffness = nu1 - v1;
        const double ratio = stiffness / gap;
        const double beta0 = conjugates_.energy;
        const double r0 = conjugates_.radial;

        Eigen::Matrix<double, 5, 1> b;
        b << u1_ + beta0 * mixture_.nu(q_), -nu1 * q_ * r0 / gap, beta0 * p1 + p1 * r0,
            x1_ - p1 * q_ * r0 / gap, p1 * q_ * r0 / gap;
        // rho = Rd - Rc appears as rho^2, rho R01, rho R10 and rho Rc.
        const double rho_squared = -stiffness * (c - q_ * q_) / (gap * gap) + v1 / gap + ratio;
        const double rho_first = p1 / gap;
        const double rho_second = -stiffness * q_ / gap;
        const double rho_rc = stiffness / gap;
        Eigen::Matrix<double, 5, 5> m = Eigen::Matrix<double, 5, 5>::Zero();
        m(0, 0) = 1.0 - v0;
        m(0, 1) = p1;
        m(0, 3) = nu1;
        m(0, 4) = -v1;
        m(1, 1) = nu1 / gap;
        m(1, 2) = p2;
        m(1, 3) = rho_first;
        m(1, 4) = -rho_first;
        m(2, 2) = stiffness;
        m(2, 3) = rho_second;
        m(2, 4) = -rho_second;
        m(3, 3) = mixture_.nu2() + rho_squared;
        m(3, 4) = -rho_squared + rho_rc;
        m(4, 4) = -v2 + rho_squared - 2.0 * rho_rc;
        m.triangularView<Eigen::StrictlyLower>() = m.transpose();
        const int first = mixture_.is_pure() ? 1 : 0;
        const auto rows = 5 - first;
        const Eigen::VectorXd force = b.tail(rows);
        const Eigen::MatrixXd form = m.bottomRightCorner(rows, rows);
        const Eigen::VectorXd y = -form.partialPivLu().solve(force);

        const double nu2 = mixture_.nu2();
        const double potential = 1.0 + 0.5 * std::log(nu2) + log_potential(x1_ / std::sqrt(nu2));
        return potential - 0.5 + 0.5 * force.dot(y) + 0.5 * nu1 * q_ * q_ * r0 * r0 / gap -
               0.5 * (std::log(ratio) + v1 / stiffness - p1 * p1 / (nu1 * stiffness) - (c - q_ * q_) / gap);
    }

  private:
    const Mixture& mixture_;
    Conjugates conjugates_;
    double q_;
    double u1_;
    double x1_;
};

// Values tell the place of a minimum to the square root of their rounding, differences over a wide step nearly to all
// digits: one step of Newton by six-point differences.
double polished_minimum(const SecondPointFunctional& functional, double c) {
    constexpr double wide = 2e-3;
    const double step = wide * (1.0 - std::abs(c));
    double slope = 0.0;
    double bend = -49.0 / 18.0 * functional(c);
    constexpr double slopes[] = {3.0 / 4.0, -3.0 / 20.0, 1.0 / 60.0};
    constexpr double bends[] = {3.0 / 2.0, -3.0 / 20.0, 1.0 / 90.0};
    for (int k = 1; k <= 3; ++k) {
        const double above = functional(c + k * step);
        const double below = functional(c - k * step);
        slope += slopes[k - 1] * (above - below);
        bend += bends[k - 1] * (above + below);
    }
    return bend > 0.0 ? c - step * slope / bend : c;
}

}  // namespace

std::optional<TypicalCount> typical_complexity(const Mixture& mixture, const ReferencePoint& reference,
                                               double q, double u1, double x1) {
    if (mixture.field_weight() > 0.0)
        throw std::invalid_argument(
            fmt::format("{}: the typical two-point complexity is known without a field only; add field=drop",
                        mixture.spec()));
    const SecondPointFunctional functional(mixture, reference, q, u1, x1);
    const double start = q * q;
    const double step = 1e-3 * (1.0 - start);
    double middle = start;
    double at_middle = functional(middle);
    if (mixture.is_pure()) {  // stationary there: a minimum or none
        const double bend = functional(start + step) + functional(start - step) - 2.0 * at_middle;
        return bend > 0.0 ? std::optional(TypicalCount{at_middle, start}) : std::nullopt;
    }
    // The minimum next to q^2: walk downhill until the functional rises again, then Brent.
    const double direction = functional(start + step) < at_middle ? 1.0 : -1.0;
    double reach = step;
    double previous = start - direction * step;
    for (;;) {
        const double next = middle + direction * reach;
        if (!(next > -1.0 && next < 1.0 - 1e-9)) return std::nullopt;
        const double at_next = functional(next);
        if (!(at_next < at_middle)) {
            const auto [low, high] = std::minmax(previous, next);
            const auto [c, value] = boost::math::tools::brent_find_minima(
                functional, low, high, std::numeric_limits<double>::digits / 2);
            return TypicalCount{value, polished_minimum(functional, c)};
        }
        previous = middle;
        middle = next;
        at_middle = at_next;
        reach *= 1.5;
    }
}

}  // namespace glasscape
