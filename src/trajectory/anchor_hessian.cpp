// Second derivatives given the anchors of a path. With b an anchor, q = a.b and u, v orthogonal to a,
//
//     Cov(u.H v, g_j(b)) = nu''(q) (u_j v.b + v_j u.b) + nu'''(q) u.b v.b a_j,
//     Cov(u.H v, h(b)) = nu''(q) u.b v.b,   Cov(u.H v, u'.H v') = nu''(1) (u.u' v.v' + u.v' v.u')
//
// for H = sqrt N hess H, so that the whitened covariance with direction row (s, j) is
// u_j (B v)_s + v_j (B u)_s + a_j (L1^-1 nu''' (A u) (A v))_s.
#include <algorithm>
#include <cmath>
#include <utility>

#include <Eigen/Dense>

#include "trajectory/anchor_data.hpp"

namespace glasscape {

/// Entries u.H v, (u, v) a pair of columns of `directions`, as the data see them.
struct HessianEntries {
    std::vector<std::pair<Eigen::Index, Eigen::Index>> pairs;
    Eigen::MatrixXd directions;  // D x u
    Eigen::MatrixXd whitened;    // B u
    Eigen::MatrixXd overlaps;    // A u
    Eigen::MatrixXd third;       // L1^-1 nu''' (A u) (A v), a column a pair
};

namespace {

using Eigen::Index;
using HessianMatrix = Eigen::MatrixXd;

/// Columns x_u + x_v, or products, over pairs.
template <class Combine>
HessianMatrix over_pairs(const HessianEntries& entries, Index rows, const Combine& combine) {
    HessianMatrix result(rows, static_cast<Index>(entries.pairs.size()));
    for (Index f = 0; f < result.cols(); ++f) {
        const auto& pair = entries.pairs[static_cast<std::size_t>(f)];
        result.col(f) = combine(pair.first, pair.second);
    }
    return result;
}

}  // namespace

/// The conditional mean of sqrt N hess H: the second derivatives of predict's energy.
AnchorData::Matrix AnchorData::mean_hessian(const PathView& view) const {
    const Vector projected = weights_ * view.point;
    Vector within(anchors());
    for (Index s = 0; s < anchors(); ++s)
        within[s] =
            series_.third(anchors_.row(s).dot(view.point)) * projected[s] + view.k2[s] * energy_weights_[s];
    const Matrix mixed = weights_.transpose() * view.k2.asDiagonal() * anchors_;
    return mixed + mixed.transpose() + anchors_.transpose() * within.asDiagonal() * anchors_;
}

/// Covariance of every in-span row with the entries, less what direction rows explain.
AnchorData::Matrix AnchorData::hessian_cross_covariance(const PathView& view,
                                                        const HessianEntries& entries) const {
    const Index n = row_c_.size();
    const auto q = static_cast<Index>(entries.pairs.size());
    const Vector& a = view.point;
    const Matrix of_entry = row_u_ * entries.directions;  // u_k.u
    const Vector along = row_u_ * a;
    Matrix reached(n, dimension());
    Matrix of_anchor(n, dimension());
    for (Index k = 0; k < n; ++k) {
        of_anchor.row(k) = anchors_.row(row_anchor_[static_cast<std::size_t>(k)]);
        reached.row(k) = row_u_.row(k) + row_c_[k] * of_anchor.row(k);
    }
    const Matrix through = row_w_.cwiseProduct(beyond_anchors(reached * a.asDiagonal())) +
                           row_b_.cwiseProduct(beyond_anchors(of_anchor * a.asDiagonal()));
    Matrix cross = -through * entries.third;
    for (Index k = 0; k < n; ++k) {
        const Index s = row_anchor_[static_cast<std::size_t>(k)];
        const double k3 = series_.third(anchors_.row(s).dot(a));
        const Matrix explained =
            (before_directions(entries.whitened.transpose() * row_w_.row(k).asDiagonal()) *
                 reached.row(k).asDiagonal() +
             before_directions(entries.whitened.transpose() * row_b_.row(k).asDiagonal()) *
                 of_anchor.row(k).asDiagonal()) *
            entries.directions;
        const auto b = entries.overlaps.row(s);
        for (Index f = 0; f < q; ++f) {
            const auto [u, v] = entries.pairs[static_cast<std::size_t>(f)];
            cross(k, f) += view.k2[s] * (of_entry(k, u) * b[v] + of_entry(k, v) * b[u]) +
                           (k3 * along[k] + view.k2[s] * row_c_[k]) * b[u] * b[v] - explained(u, v) -
                           explained(v, u);
        }
    }
    return cross;
}

/// sum over direction rows of W W^T for the entries.
AnchorData::Matrix AnchorData::hessian_direction_part(const PathView& view,
                                                      const HessianEntries& entries) const {
    const auto q = static_cast<Index>(entries.pairs.size());
    const Index r = overlap_factor_.rows();
    const Index count = entries.directions.cols();
    const Vector& a = view.point;
    // products(uu', vv') = sum_j u_j u'_j sum_{s < m_j} (B v)_s (B v')_s, unordered pairs in and out.
    const Matrix sums =
        before_directions(over_pairs(entries, r, [&](Index u, Index v) {
                              return entries.whitened.col(u).cwiseProduct(entries.whitened.col(v));
                          }).transpose());
    const Matrix coordinates = over_pairs(entries, dimension(), [&](Index u, Index v) {
        return entries.directions.col(u).cwiseProduct(entries.directions.col(v));
    });
    const Matrix products = (sums * coordinates).transpose();
    Eigen::MatrixXi number(count, count);
    for (Index f = 0; f < q; ++f) {
        const auto [u, v] = entries.pairs[static_cast<std::size_t>(f)];
        number(u, v) = number(v, u) = static_cast<int>(f);
    }
    const Matrix reach = beyond_anchors((a.asDiagonal() * entries.directions).transpose()).transpose();
    const Matrix mixed = over_pairs(entries, r, [&](Index u, Index v) {
        return entries.whitened.col(v).cwiseProduct(reach.col(u)) +
               entries.whitened.col(u).cwiseProduct(reach.col(v));
    });
    const Vector beyond = beyond_anchors(a.cwiseAbs2().transpose()).transpose();
    const Matrix half = entries.third.transpose() * (mixed + 0.5 * beyond.asDiagonal() * entries.third);
    Matrix part = half + half.transpose();
    for (Index g = 0; g < q; ++g) {
        const auto [x, y] = entries.pairs[static_cast<std::size_t>(g)];
        for (Index f = 0; f < q; ++f) {
            const auto [u, v] = entries.pairs[static_cast<std::size_t>(f)];
            part(f, g) += products(number(u, x), number(v, y)) + products(number(u, y), number(v, x)) +
                          products(number(v, x), number(u, y)) + products(number(v, y), number(u, x));
        }
    }
    return part;
}

/// Entries of all pairs of columns given the data.
HessianEntries AnchorData::hessian_entries(const PathView& view, const Matrix& b, Matrix directions) const {
    const Index r = overlap_factor_.rows();
    HessianEntries entries;
    for (Index u = 0; u < directions.cols(); ++u)
        for (Index v = u; v < directions.cols(); ++v)
            entries.pairs.emplace_back(u, v);
    entries.whitened = b * directions;
    entries.overlaps = anchors_ * directions;
    entries.directions = std::move(directions);
    Vector k3(r);
    for (Index s = 0; s < r; ++s)
        k3[s] = series_.third(anchors_.row(s).dot(view.point));
    entries.third = over_pairs(entries, r, [&](Index u, Index v) {
        return k3.cwiseProduct(entries.overlaps.col(u).head(r).cwiseProduct(entries.overlaps.col(v).head(r)));
    });
    overlap_factor_.triangularView<Eigen::Lower>().solveInPlace(entries.third);
    return entries;
}

/// What the entries u.H v of all pairs of columns differ from their mean by.
AnchorData::Matrix AnchorData::draw_entries(const PathView& view, const HessianEntries& entries,
                                            double negligible, Variates& variates) const {
    Matrix covariance = -hessian_direction_part(view, entries);
    for (std::size_t f = 0; f < entries.pairs.size(); ++f)
        covariance(static_cast<Index>(f), static_cast<Index>(f)) +=
            entries.pairs[f].first == entries.pairs[f].second ? 2.0 * nu2_ : nu2_;
    Matrix known = hessian_cross_covariance(view, entries);
    row_factor_.triangularView<Eigen::Lower>().solveInPlace(known);
    covariance.noalias() -= known.transpose() * known;
    const Vector drawn = draw_correlated(covariance, negligible * nu2_, variates);
    Matrix result(entries.directions.cols(), entries.directions.cols());
    for (std::size_t f = 0; f < entries.pairs.size(); ++f) {
        const auto [u, v] = entries.pairs[f];
        result(u, v) = result(v, u) = drawn[static_cast<Index>(f)];
    }
    return result;
}

SpanHessian AnchorData::draw_hessian(const PathView& view, int jointly, double negligible,
                                     Variates& variates) const {
    const Matrix tangent = orthogonal_complement(view.point);
    const Index d = tangent.cols();
    const Matrix b = whitened_anchors(view);
    const Matrix seen = b * tangent;
    const Matrix open = nu2_ * Matrix::Identity(d, d) - seen.transpose() * seen;
    Matrix block = tangent.transpose() * mean_hessian(view) * tangent;
    // Coordinates in which the last `together` directions are those of the outermost eigenvalues of the mean.
    const Index together = std::min<Index>(d, jointly);
    Matrix order = Matrix::Identity(d, d);
    if (together < d) {
        const Eigen::SelfAdjointEigenSolver<Matrix> mean(block);
        Index low = 0;
        Index high = d - 1;
        for (Index k = d - 1; k >= 0; --k) {
            const bool lower = std::abs(mean.eigenvalues()[low]) > std::abs(mean.eigenvalues()[high]);
            order.col(k) = mean.eigenvectors().col(lower ? low++ : high--);
        }
    }
    const Matrix variances = order.transpose() * open * order;
    Matrix drawn(d, d);
    for (Index u = 0; u < d; ++u)
        for (Index v = u; v < d; ++v) {
            const double variance = std::max(std::min(variances(u, u), variances(v, v)), 0.0);
            drawn(u, v) = drawn(v, u) = std::sqrt(u == v ? 2.0 * variance : variance) * variates.normal();
        }
    drawn.bottomRightCorner(together, together) = draw_entries(
        view, hessian_entries(view, b, tangent * order.rightCols(together)), negligible, variates);
    block += order * drawn * order.transpose();

    const Eigen::SelfAdjointEigenSolver<Matrix> explored(open);
    SpanHessian hessian;
    hessian.basis = tangent * explored.eigenvectors();
    hessian.block = explored.eigenvectors().transpose() * block * explored.eigenvectors();
    hessian.variances = explored.eigenvalues().cwiseMax(0.0);
    return hessian;
}

}  // namespace glasscape
