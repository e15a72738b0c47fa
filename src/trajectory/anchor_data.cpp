#include "trajectory/anchor_data.hpp"

#include <algorithm>
#include <cmath>

#include <Eigen/Dense>

namespace glasscape {
namespace {

using Eigen::Index;

/// The matrix with more rows and columns, the new ones 0.
void enlarge(Eigen::MatrixXd& matrix, Index rows, Index columns) {
    const auto old_rows = matrix.rows();
    const auto old_columns = matrix.cols();
    matrix.conservativeResize(rows, columns);
    if (rows == 0 || columns == 0) return;
    matrix.bottomRows(rows - old_rows).setZero();
    matrix.rightCols(columns - old_columns).setZero();
}

}  // namespace

AnchorData::AnchorData(const Mixture& mixture, double nugget, const BatchCovariance& batches)
    : series_(mixture),
      nu1_(mixture.nu1()),
      nu2_(mixture.nu2()),
      nugget_(nugget * mixture.nu1()),
      batches_(batches) {}

PathView AnchorData::view(std::span<const double> point, int batch) const {
    PathView view;
    view.batch = batch;
    view.prior = batches_(batch, batch);
    view.point = Vector::Zero(dimension());
    for (std::size_t i = 0; i < point.size(); ++i)
        view.point[static_cast<Index>(i)] = point[i];
    const Vector q = anchors_ * view.point;
    view.k0.resize(q.size());
    view.k1.resize(q.size());
    view.k2.resize(q.size());
    const auto count = static_cast<std::size_t>(q.size());
    series_.derivatives({q.data(), count}, {view.k1.data(), count}, {view.k2.data(), count});
    for (Index s = 0; s < q.size(); ++s) {
        const double shared = batches_(batch, anchor_batches_[static_cast<std::size_t>(s)]);
        view.k0[s] = shared * series_.value(q[s]);
        view.k1[s] *= shared;
        view.k2[s] *= shared;
    }
    view.w = view.k1.head(overlap_factor_.rows());
    overlap_factor_.triangularView<Eigen::Lower>().solveInPlace(view.w);
    view.variance = view.prior * nu1_ - view.w.squaredNorm();
    return view;
}

AnchorValues AnchorData::predict(const PathView& view) const {
    const Vector projected = weights_ * view.point;  // Y a
    const Vector along = view.k2.cwiseProduct(projected) + view.k1.cwiseProduct(energy_weights_);
    const Vector gradient = weights_.transpose() * view.k1 + anchors_.transpose() * along;
    return {view.k1.dot(projected) + view.k0.dot(energy_weights_),
            {gradient.data(), gradient.data() + gradient.size()}};
}

AnchorData::Matrix AnchorData::before_directions(const Matrix& x) const {
    Matrix sums(x.rows(), dimension());
    Vector running = Vector::Zero(x.rows());
    Index s = 0;
    for (Index j = 0; j < dimension(); ++j) {  // m_j does not fall
        for (; s < rows_of_direction_[static_cast<std::size_t>(j)]; ++s)
            running += x.col(s);
        sums.col(j) = running;
    }
    return sums;
}

AnchorData::Matrix AnchorData::beyond_anchors(const Matrix& y) const {
    const auto rows = overlap_factor_.rows();
    Matrix sums(y.rows(), rows);
    Vector running = Vector::Zero(y.rows());
    Index j = dimension() - 1;
    for (Index s = rows - 1; s >= 0; --s) {
        for (; j >= 0 && rows_of_direction_[static_cast<std::size_t>(j)] > s; --j)
            running += y.col(j);
        sums.col(s) = running;
    }
    return sums;
}

AnchorData::Matrix AnchorData::whitened_anchors(const PathView& view) const {
    const auto rows = overlap_factor_.rows();
    Matrix b = view.k2.head(rows).asDiagonal() * anchors_.topRows(rows);
    overlap_factor_.triangularView<Eigen::Lower>().solveInPlace(b);
    return b;
}

/// sum over direction rows of W W^T, for the functionals g_1..g_D and h.
AnchorData::Matrix AnchorData::direction_part(const PathView& view, const Matrix& b) const {
    const Index d = dimension();
    const Vector& a = view.point;
    const Vector power = before_directions(view.w.cwiseAbs2().transpose()).transpose();
    const Matrix mixed = before_directions((view.w.asDiagonal() * b).transpose());  // column j: sum w_s B_s
    const Vector reach = beyond_anchors(a.cwiseAbs2().transpose()).transpose();
    Matrix part(d + 1, d + 1);
    const Matrix crossed = mixed * a.asDiagonal();
    part.topLeftCorner(d, d) = crossed + crossed.transpose() + b.transpose() * reach.asDiagonal() * b;
    part.topLeftCorner(d, d).diagonal() += power;
    part.col(d).head(d) = power.cwiseProduct(a) + mixed * a.cwiseAbs2();
    part.row(d).head(d) = part.col(d).head(d).transpose();
    part(d, d) = power.dot(a.cwiseAbs2());
    return part;
}

AnchorData::Vector AnchorData::direction_mean(const PathView& view, const Matrix& b) const {
    const Index d = dimension();
    Vector mean = Vector::Zero(d + 1);
    for (Index j = 0; j < d; ++j) {
        const double chi = chi_[static_cast<std::size_t>(j)];
        if (chi == 0.0) continue;
        const Index last = rows_of_direction_[static_cast<std::size_t>(j)] - 1;
        mean[j] += chi * view.w[last];
        mean.head(d) += chi * view.point[j] * b.row(last).transpose();
        mean[d] += chi * view.point[j] * view.w[last];
    }
    return mean;
}

/// Covariance of every in-span row with g_1..g_D and h of the point, less what direction rows explain.
AnchorData::Matrix AnchorData::cross_covariance(const PathView& view, const Matrix& b) const {
    const Index n = row_c_.size();
    const Index d = dimension();
    const Vector& a = view.point;
    Matrix of_anchor(n, d);
    Vector k0(n);
    Vector k1(n);
    Vector k2(n);
    for (Index k = 0; k < n; ++k) {
        const Index s = row_anchor_[static_cast<std::size_t>(k)];
        of_anchor.row(k) = anchors_.row(s);
        k0[k] = view.k0[s];
        k1[k] = view.k1[s];
        k2[k] = view.k2[s];
    }
    const Vector along = row_u_ * a;
    Matrix cross(n, d + 1);
    cross.leftCols(d) = k1.asDiagonal() * row_u_;
    cross.leftCols(d) += (k2.cwiseProduct(along) + k1.cwiseProduct(row_c_)).asDiagonal() * of_anchor;
    cross.col(d) = k1.cwiseProduct(along) + k0.cwiseProduct(row_c_);

    const Matrix reached = row_u_ + row_c_.asDiagonal() * of_anchor;  // u_kj + c_k a_kj
    const Matrix explained = reached.cwiseProduct(before_directions(row_w_ * view.w.asDiagonal())) +
                             of_anchor.cwiseProduct(before_directions(row_b_ * view.w.asDiagonal()));
    const Matrix through = row_w_.cwiseProduct(beyond_anchors(reached * a.asDiagonal())) +
                           row_b_.cwiseProduct(beyond_anchors(of_anchor * a.asDiagonal()));
    cross.leftCols(d) -= explained + through * b;
    cross.col(d) -= explained * a;
    return cross;
}

AnchorValues AnchorData::draw_in_span(const PathView& view, double negligible, Variates& variates) {
    const Index d = dimension();
    const Matrix b = whitened_anchors(view);
    Matrix covariance = -direction_part(view, b);
    const double nu1 = view.prior * nu1_;
    covariance.diagonal().head(d).array() += nu1;
    covariance.topLeftCorner(d, d) += view.prior * nu2_ * view.point * view.point.transpose();
    covariance.col(d).head(d) += nu1 * view.point;
    covariance.row(d).head(d) += nu1 * view.point.transpose();
    covariance(d, d) += view.prior;
    Vector value = direction_mean(view, b);
    Matrix known = cross_covariance(view, b);
    row_factor_.triangularView<Eigen::Lower>().solveInPlace(known);
    covariance.noalias() -= known.transpose() * known;
    value += known.transpose() * row_z_;

    const Eigen::SelfAdjointEigenSolver<Matrix> spectrum(covariance);
    const Vector& lambda = spectrum.eigenvalues();  // ascending
    const Index kept = (lambda.array() > negligible).count();
    const Matrix functionals = spectrum.eigenvectors().rightCols(kept);
    const Vector deviations = lambda.tail(kept).cwiseSqrt();
    Vector z(kept);
    for (double& x : z)
        x = variates.normal();
    value += functionals * deviations.cwiseProduct(z);
    if (kept > 0) append_rows(view, b, functionals, (known * functionals).transpose(), deviations, z);
    enlarge(anchors_, anchors() + 1, d);
    anchors_.bottomRows(1) = view.point.transpose();
    anchor_batches_.push_back(view.batch);
    return {value[d], {value.data(), value.data() + d}};
}

void AnchorData::append_rows(const PathView& view, const Matrix& b, const Matrix& functionals,
                             const Matrix& factors, const Vector& deviations, const Vector& z) {
    const Index before = row_c_.size();
    const Index kept = z.size();
    const Index n = before + kept;
    const Index d = dimension();
    const Index r = overlap_factor_.rows();
    enlarge(row_u_, n, d);
    enlarge(row_w_, n, r);
    enlarge(row_b_, n, r);
    enlarge(row_factor_, n, n);
    row_c_.conservativeResize(n);
    row_z_.conservativeResize(n);
    row_u_.bottomRows(kept) = functionals.topRows(d).transpose();
    row_c_.tail(kept) = functionals.row(d).transpose();
    if (r > 0) {  // the first point of a whole basis has no direction with a gradient behind it
        row_w_.bottomRows(kept) = view.w.transpose().replicate(kept, 1);
        row_b_.bottomRows(kept) = (b * functionals.topRows(d)).transpose();
    }
    row_factor_.bottomLeftCorner(kept, before) = factors;
    row_factor_.bottomRightCorner(kept, kept).diagonal() = deviations;
    row_z_.tail(kept) = z;
    row_anchor_.insert(row_anchor_.end(), static_cast<std::size_t>(kept), anchors());
}

double AnchorData::draw_transverse(const PathView& view, double size, Variates& variates) {
    const Index r = overlap_factor_.rows();
    enlarge(overlap_factor_, r + 1, r + 1);
    overlap_factor_.row(r).head(r) = view.w.transpose();
    const double deviation = std::sqrt(std::max(view.variance, 0.0) + nugget_);
    overlap_factor_(r, r) = deviation;
    const double chi = variates.chi(size - dimension());
    append_direction(chi);
    return deviation * chi;
}

void AnchorData::append_direction(double chi) {
    rows_of_direction_.push_back(static_cast<int>(overlap_factor_.rows()));
    chi_.push_back(chi);
    enlarge(anchors_, anchors_.rows(), dimension());
    enlarge(row_u_, row_u_.rows(), dimension());
    enlarge(weights_, weights_.rows(), dimension());
}

void AnchorData::finish_anchor() {
    const Index r = overlap_factor_.rows();
    enlarge(row_w_, row_w_.rows(), r);
    enlarge(row_b_, row_b_.rows(), r);
    find_weights();
}

/// Weights of the data in the conditional mean, back from the whitened ones.
void AnchorData::find_weights() {
    const Index n = row_c_.size();
    const Index r = overlap_factor_.rows();
    const Index d = dimension();
    Vector alpha = row_z_;
    row_factor_.transpose().triangularView<Eigen::Upper>().solveInPlace(alpha);
    Matrix of_anchor(n, d);
    for (Index k = 0; k < n; ++k)
        of_anchor.row(k) = anchors_.row(row_anchor_[static_cast<std::size_t>(k)]);
    const Matrix reached = row_u_ + row_c_.asDiagonal() * of_anchor;
    Matrix right = -(row_w_.transpose() * alpha.asDiagonal() * reached +
                     row_b_.transpose() * alpha.asDiagonal() * of_anchor);
    for (Index j = 0; j < d; ++j) {
        const Index rows = rows_of_direction_[static_cast<std::size_t>(j)];
        right.col(j).tail(r - rows).setZero();
        if (rows > 0) right(rows - 1, j) += chi_[static_cast<std::size_t>(j)];
    }
    overlap_factor_.transpose().triangularView<Eigen::Upper>().solveInPlace(right);
    weights_.setZero(anchors(), d);
    weights_.topRows(r) = right;
    energy_weights_.setZero(anchors());
    for (Index k = 0; k < n; ++k) {
        const Index s = row_anchor_[static_cast<std::size_t>(k)];
        weights_.row(s) += alpha[k] * row_u_.row(k);
        energy_weights_[s] += alpha[k] * row_c_[k];
    }
}

}  // namespace glasscape
