// What the anchors of a path tell of its next point: the Gaussian conditioning behind AnchoredPath.
//
// Rows of data, in the order of their factor: for each direction j the gradients of the anchors s < m_j along it,
// which are uncorrelated with everything earlier and have the leading block of L1 = chol(K1), K1 = nu'(overlaps of
// anchors), as their factor (all are 0 but for the last, of length chi_j, where an anchor made the direction); and
// for each anchor the functionals u.g + c h within the basis of its time that were not known beforehand. With
// w = L1^-1 nu'(q) and B = L1^-1 diag(nu''(q)) A, rows of A the anchors, the whitened covariance of a functional at
// the point a with row (s, j) is
//
//     W_(s,j) = w_s (u_j + c a_j) + a_j (B u)_s,
//
// so that direction rows are never stored and sums over them are prefix sums over s.
#pragma once

#include <span>
#include <vector>

#include <Eigen/Core>

#include "glasscape/mixture/mixture.hpp"

#include "trajectory/batch_covariance.hpp"
#include "trajectory/covariance_series.hpp"
#include "trajectory/span_hessian.hpp"
#include "trajectory/variates.hpp"

namespace glasscape {

struct HessianEntries;

/// A point as the anchors see it.
struct PathView {
    Eigen::VectorXd point;  ///< a, D coordinates
    Eigen::VectorXd k0;     ///< B nu(q) with every anchor, B of their batches
    Eigen::VectorXd k1;
    Eigen::VectorXd k2;
    Eigen::VectorXd w;  ///< L1^-1 k1
    int batch = ConditionalLandscape::whole;
    double prior = 1.0;     ///< B of its batch with itself
    double variance = 0.0;  ///< B nu'(1) - w.w, of a component outside the basis
};

/// h = H/sqrt N and the gradient's coordinates.
struct AnchorValues {
    double energy;
    std::vector<double> gradient;
};

class AnchorData {
  public:
    /// `nugget` in units of nu'(1), on the diagonal of K1.
    AnchorData(const Mixture& mixture, double nugget, const BatchCovariance& batches = BatchCovariance(0.0));

    int dimension() const { return static_cast<int>(rows_of_direction_.size()); }
    int anchors() const { return static_cast<int>(anchors_.rows()); }
    double nugget() const { return nugget_; }

    PathView view(std::span<const double> point, int batch = ConditionalLandscape::whole) const;

    /// The conditional mean.
    AnchorValues predict(const PathView& view) const;

    /// Values within the basis of a point that becomes an anchor: eigenvectors of their conditional covariance
    /// with a larger eigenvalue than `negligible` are drawn and kept as rows.
    AnchorValues draw_in_span(const PathView& view, double negligible, Variates& variates);

    /// The gradient's component along a direction of its own, which it adds.
    double draw_transverse(const PathView& view, double size, Variates& variates);

    /// Once both are drawn: the weights of predict.
    void finish_anchor();

    /// Second derivatives at a point that was seen; nothing is kept. Those among the `jointly` directions of the
    /// outermost eigenvalues of their mean are drawn from their joint law, but for what is open by less than
    /// `negligible` nu''(1); the others, if there are more directions, one by one, with the variance of what is
    /// open of a mixed one (an upper bound: data tell more of what they know from both sides). With q the number
    /// of the former O(q^2 (n + D + q) + q n^2 + n D jointly^2).
    SpanHessian draw_hessian(const PathView& view, int jointly, double negligible, Variates& variates) const;

    /// A direction of the basis along which the last anchor has a gradient of chi standard deviations.
    void append_direction(double chi);

  private:
    using Vector = Eigen::VectorXd;
    using Matrix = Eigen::MatrixXd;

    Matrix whitened_anchors(const PathView& view) const;
    Matrix direction_part(const PathView& view, const Matrix& b) const;
    Vector direction_mean(const PathView& view, const Matrix& b) const;
    Matrix cross_covariance(const PathView& view, const Matrix& b) const;
    void append_rows(const PathView& view, const Matrix& b, const Matrix& functionals, const Matrix& factors,
                     const Vector& deviations, const Vector& z);
    void find_weights();
    Matrix mean_hessian(const PathView& view) const;
    HessianEntries hessian_entries(const PathView& view, const Matrix& b, Matrix directions) const;
    Matrix draw_entries(const PathView& view, const HessianEntries& entries, double negligible,
                        Variates& variates) const;
    Matrix hessian_cross_covariance(const PathView& view, const HessianEntries& entries) const;
    Matrix hessian_direction_part(const PathView& view, const HessianEntries& entries) const;

    /// sum_{s < m_j} x_s for every direction j, of each row of x.
    Matrix before_directions(const Matrix& x) const;
    /// sum_{j: m_j > s} y_j for every anchor row s, of each row of y.
    Matrix beyond_anchors(const Matrix& y) const;

    CovarianceSeries series_;
    double nu1_;
    double nu2_;
    double nugget_;
    BatchCovariance batches_;
    Matrix anchors_;  // A, one row an anchor
    std::vector<int> anchor_batches_;
    Matrix overlap_factor_;               // L1
    std::vector<int> rows_of_direction_;  // m_j
    std::vector<double> chi_;             // chi_j, 0 where no anchor made the direction

    // In-span rows: functional, its anchor, and what they were in the data of their time.
    std::vector<int> row_anchor_;
    Matrix row_u_;
    Vector row_c_;
    Matrix row_w_;
    Matrix row_b_;  // B u
    Matrix row_factor_;
    Vector row_z_;

    Matrix weights_;         // Y, of the anchors' gradients
    Vector energy_weights_;  // of their energies
};

}  // namespace glasscape
