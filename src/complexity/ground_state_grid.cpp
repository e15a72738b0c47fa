// Minimisation of the Chen-Sen functional over piecewise linear concave B: convex, so an active-set Newton
// method finds the minimum.
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>
#include <vector>

#include "complexity/overlap_profile.hpp"
#include "core/linear_algebra.hpp"

namespace glasscape {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

// log(a/b)/(a - b), the mean of 1/B over a linear cell, with derivatives: g(r)/m, g = atanh(r)/r, m =
// (a+b)/2, r = (a-b)/(a+b).
struct CellMean {
    double value;
    double d_a, d_b;
    double d_aa, d_ab, d_bb;
};

CellMean cell_mean(double a, double b) {
    const double m = 0.5 * (a + b);
    const double r = (a - b) / (a + b);
    double g = 0.0;
    double g1 = 0.0;
    double g2 = 0.0;
    if (std::abs(r) < 0.1) {
        double power = 1.0;
        for (int n = 0; n < 20; n += 2, power *= r * r) {
            g += power / (n + 1);
            g1 += power * r * (n + 2.0) / (n + 3.0);
            g2 += power * (n + 2.0) * (n + 1.0) / (n + 3.0);
        }
    } else {
        const double inverse = 1.0 / ((1.0 - r) * (1.0 + r));
        g = std::atanh(r) / r;
        g1 = (inverse - g) / r;
        g2 = (2.0 * r * inverse * inverse - 2.0 * g1) / r;
    }
    // In (m, d) with d = (a-b)/2: r = d/m.
    const double m2 = m * m;
    const double d_m = -(g + r * g1) / m2;
    const double d_d = g1 / m2;
    const double d_mm = (2.0 * g + 4.0 * r * g1 + r * r * g2) / (m2 * m);
    const double d_md = -(2.0 * g1 + r * g2) / (m2 * m);
    const double d_dd = g2 / (m2 * m);
    return {g / m,
            0.5 * (d_m + d_d),
            0.5 * (d_m - d_d),
            0.25 * (d_mm + 2.0 * d_md + d_dd),
            0.25 * (d_mm - d_dd),
            0.25 * (d_mm - 2.0 * d_md + d_dd)};
}

// The functional of the values of B at the knots i/n.
class KnotFunctional {
  public:
    KnotFunctional(const Mixture& mixture, int cells)
        : width_(1.0 / cells), linear_(VectorXd::Zero(cells + 1)) {
        linear_(0) += mixture.field_weight();
        for (int i = 0; i < cells; ++i) {
            const double from = i * width_;
            const double to = (i + 1) * width_;
            const double rise = (mixture.nu(to) - mixture.nu(from)) / width_;
            linear_(i) += rise - mixture.nu(from, 1);
            linear_(i + 1) += mixture.nu(to, 1) - rise;
        }
    }

    double value(const VectorXd& b) const {
        double sum = linear_.dot(b);
        for (Index i = 0; i + 1 < b.size(); ++i)
            sum += width_ * cell_mean(b(i), b(i + 1)).value;
        return 0.5 * sum;
    }

    void derivatives(const VectorXd& b, VectorXd& gradient, MatrixXd& hessian) const {
        gradient = linear_;
        hessian.setZero(b.size(), b.size());
        for (Index i = 0; i + 1 < b.size(); ++i) {
            const auto cell = cell_mean(b(i), b(i + 1));
            gradient(i) += width_ * cell.d_a;
            gradient(i + 1) += width_ * cell.d_b;
            hessian(i, i) += width_ * cell.d_aa;
            hessian(i + 1, i + 1) += width_ * cell.d_bb;
            hessian(i, i + 1) += width_ * cell.d_ab;
            hessian(i + 1, i) += width_ * cell.d_ab;
        }
        gradient *= 0.5;
        hessian *= 0.5;
    }

  private:
    double width_;
    VectorXd linear_;
};

// b = basis theta with theta = (B(1), slope increments at the knots 0..cells-1), every theta >= 0: B(q) =
// B(1) + sum_j delta_j (1 - max(q, q_j)).
MatrixXd concave_basis(int cells) {
    MatrixXd basis = MatrixXd::Ones(cells + 1, cells + 1);
    for (int i = 0; i <= cells; ++i)
        for (int j = 0; j < cells; ++j)
            basis(i, j + 1) = 1.0 - static_cast<double>(std::max(i, j)) / cells;
    return basis;
}

// Active-set minimisation over theta >= 0: Newton on the free coordinates, one leaves when it reaches 0, the
// one with the most negative slope joins when the rest is at its minimum.
class ActiveSet {
  public:
    ActiveSet(const KnotFunctional& functional, MatrixXd basis, double level)
        : functional_(functional), basis_(std::move(basis)), theta_(VectorXd::Zero(basis_.cols())), free_{0} {
        theta_(0) = level;
    }

    VectorXd minimise() {
        constexpr double slope_tolerance = 1e-11;
        for (Index round = 0; round < 4 * theta_.size(); ++round) {
            minimise_free();
            const VectorXd slope = basis_.transpose() * gradient();
            Index steepest = 0;
            for (Index j = 0; j < slope.size(); ++j)
                if (theta_(j) == 0.0 && (theta_(steepest) > 0.0 || slope(j) < slope(steepest))) steepest = j;
            if (theta_(steepest) > 0.0 || slope(steepest) > -slope_tolerance) break;
            free_.push_back(steepest);
        }
        return basis_ * theta_;
    }

  private:
    VectorXd gradient() const {
        VectorXd gradient;
        MatrixXd hessian;
        functional_.derivatives(basis_ * theta_, gradient, hessian);
        return gradient;
    }

    VectorXd newton_direction() const {
        VectorXd gradient;
        MatrixXd hessian;
        functional_.derivatives(basis_ * theta_, gradient, hessian);
        const MatrixXd part = basis_(Eigen::all, free_);
        const MatrixXd reduced = matrix_product(part.transpose(), matrix_product(hessian, part));
        return -solve_semidefinite(reduced, part.transpose() * gradient);
    }

    void minimise_free() {
        constexpr int max_steps = 60;
        for (int i = 0; i < max_steps; ++i)
            if (!newton_step()) break;
    }

    // False at the minimum.
    bool newton_step() {
        const VectorXd direction = newton_direction();
        double limit = 1.0;
        std::size_t blocking = free_.size();
        for (std::size_t i = 0; i < free_.size(); ++i) {
            const double d = direction(static_cast<Index>(i));
            if (d < 0.0 && theta_(free_[i]) + limit * d <= 0.0) {
                limit = -theta_(free_[i]) / d;
                blocking = i;
            }
        }
        const double before = functional_.value(basis_ * theta_);
        for (double step = limit; step > 1e-10 * limit; step *= 0.5) {
            VectorXd trial = theta_;
            for (std::size_t i = 0; i < free_.size(); ++i)
                trial(free_[i]) = std::max(0.0, theta_(free_[i]) + step * direction(static_cast<Index>(i)));
            const bool at_limit = step == limit && blocking < free_.size();
            if (at_limit) trial(free_[blocking]) = 0.0;
            const VectorXd b = basis_ * trial;
            if (b.minCoeff() <= 0.0) continue;
            const double decrease = before - functional_.value(b);
            if (!at_limit && decrease <= 1e-16) continue;
            if (at_limit && decrease < -1e-15) continue;
            theta_ = trial;
            if (at_limit) free_.erase(free_.begin() + static_cast<std::ptrdiff_t>(blocking));
            return true;
        }
        return false;
    }

    const KnotFunctional& functional_;
    MatrixXd basis_;
    VectorXd theta_;
    std::vector<Index> free_;
};

}  // namespace

GroundState ground_state_on_grid(const Mixture& mixture, int cells) {
    const KnotFunctional functional(mixture, cells);
    const VectorXd b = ActiveSet(functional, concave_basis(cells), 1.0 / std::sqrt(mixture.nu1())).minimise();
    GroundState state{-functional.value(b), "numeric", 0.0, {}};
    for (int i = 0; i < cells; ++i)
        state.pieces.push_back({OverlapPiece::Kind::linear, static_cast<double>(i) / cells,
                                static_cast<double>(i + 1) / cells, b(i), b(i + 1)});
    state.certificate = profile_defect(mixture, state.pieces, 4);
    return state;
}

}  // namespace glasscape
