#include "glasscape/trajectory/dense_path.hpp"

#include <cmath>
#include <stdexcept>

#include <Eigen/Cholesky>
#include <Eigen/Core>
#include <Eigen/Eigenvalues>
#include <fmt/format.h>

#include "trajectory/batch_covariance.hpp"
#include "trajectory/span_hessian.hpp"
#include "trajectory/variates.hpp"

namespace glasscape {
namespace {

using DenseVector = Eigen::VectorXd;
using DenseMatrix = Eigen::MatrixXd;

constexpr int energy_row = -1;

}  // namespace

class DensePath::Sampler {
  public:
    Sampler(const Mixture& mixture, double size, std::uint64_t seed, std::uint64_t sample, double nugget,
            double batch_noise)
        : mixture_(mixture),
          size_(size),
          nugget_(nugget * (mixture.nu1() + mixture.nu2())),
          batch_covariance_(batch_noise),
          variates_(seed, Stream::disorder, sample) {
        if (!(size >= 2.0))
            throw std::invalid_argument(fmt::format("size {}: at least 2 spins are needed", size));
    }

    double size() const { return size_; }
    int dimension() const { return dimension_; }
    int points() const { return static_cast<int>(points_.size()); }

    SeenPoint look(std::span<const double> point, int batch) {
        DenseVector a = DenseVector::Zero(dimension_);
        for (std::size_t i = 0; i < point.size(); ++i)
            a[static_cast<Eigen::Index>(i)] = point[i];
        points_.push_back(a);
        batches_.push_back(batch);
        const auto number = points() - 1;
        DenseVector value(dimension_ + 1);
        for (int i = 0; i < dimension_; ++i)
            value[i] = draw({number, i});
        value[dimension_] = draw({number, energy_row});
        SeenPoint seen{value[dimension_] / std::sqrt(size_), {value.data(), value.data() + dimension_}};
        grow_overlaps();
        if (dimension_ < size_) {
            const double chi = variates_.chi(size_ - dimension_);
            append_direction(chi);
            seen.gradient.push_back(overlap_factor_(number, number) * chi);
        }
        return seen;
    }

    bool add_direction() {
        if (dimension_ >= size_) return false;
        append_direction(0.0);
        return true;
    }

    BorderedGoe hessian(std::span<const double> point, std::uint64_t seed) const {
        DenseVector a = DenseVector::Zero(dimension_);
        for (std::size_t i = 0; i < point.size(); ++i)
            a[static_cast<Eigen::Index>(i)] = point[i];
        const DenseMatrix tangent = orthogonal_complement(a);
        const DenseMatrix open = open_covariance(a, tangent);
        const Eigen::SelfAdjointEigenSolver<DenseMatrix> explored(open);
        const DenseMatrix basis = tangent * explored.eigenvectors();
        SpanHessian span{basis, DenseMatrix(basis.cols(), basis.cols()),
                         explored.eigenvalues().cwiseMax(0.0)};
        const auto pairs = basis.cols() * (basis.cols() + 1) / 2;
        const auto n = static_cast<Eigen::Index>(rows_.size());
        DenseMatrix known(n, pairs);
        DenseVector prior(pairs);
        for (Eigen::Index u = 0, f = 0; u < basis.cols(); ++u)
            for (Eigen::Index v = u; v < basis.cols(); ++v, ++f) {
                prior[f] = (u == v ? 2.0 : 1.0) * mixture_.nu2();
                for (Eigen::Index k = 0; k < n; ++k)
                    known(k, f) =
                        second_covariance(rows_[static_cast<std::size_t>(k)], a, basis.col(u), basis.col(v));
            }
        factor_.topLeftCorner(n, n).triangularView<Eigen::Lower>().solveInPlace(known);
        DenseMatrix covariance = prior.asDiagonal();
        covariance.noalias() -= known.transpose() * known;
        constexpr double negligible = 1e-6;
        Variates variates(seed, Stream::disorder, 0);
        const DenseVector value = known.transpose() * whitened_.head(n) +
                                  draw_correlated(covariance, negligible * mixture_.nu2(), variates);
        for (Eigen::Index u = 0, f = 0; u < basis.cols(); ++u)
            for (Eigen::Index v = u; v < basis.cols(); ++v, ++f)
                span.block(u, v) = span.block(v, u) = value[f];
        return glasscape::tangent_hessian(span, mixture_, size_, mean_radial(a));
    }

  private:
    struct RowName {
        int point;
        int component;  // or energy_row
    };

    double component(int point, int i) const {
        const auto& a = points_[static_cast<std::size_t>(point)];
        return i < a.size() ? a[i] : 0.0;
    }

    double overlap_of(int s, int t) const {
        const auto& a = points_[static_cast<std::size_t>(s)];
        const auto& b = points_[static_cast<std::size_t>(t)];
        const auto shared = std::min(a.size(), b.size());
        return a.head(shared).dot(b.head(shared));
    }

    double shared_by_batches(int s, int t) const {
        return batch_covariance_(batches_[static_cast<std::size_t>(s)],
                                 batches_[static_cast<std::size_t>(t)]);
    }

    double covariance(const RowName& x, const RowName& y) const {
        const double q = x.point == y.point ? 1.0 : overlap_of(x.point, y.point);
        const double shared = shared_by_batches(x.point, y.point);
        if (x.component == energy_row && y.component == energy_row) return shared * mixture_.nu(q);
        const double k1 = shared * mixture_.nu(q, 1);
        if (x.component == energy_row) return k1 * component(x.point, y.component);
        if (y.component == energy_row) return k1 * component(y.point, x.component);
        return (x.component == y.component ? k1 : 0.0) +
               shared * mixture_.nu(q, 2) * component(y.point, x.component) * component(x.point, y.component);
    }

    /// Covariance of a row with u.H v at a, H = sqrt N hess H, for u and v orthogonal to a.
    double second_covariance(const RowName& row, const DenseVector& a, const DenseVector& u,
                             const DenseVector& v) const {
        const auto& b = points_[static_cast<std::size_t>(row.point)];
        const double q = a.head(b.size()).dot(b);
        const double along_u = u.head(b.size()).dot(b);
        const double along_v = v.head(b.size()).dot(b);
        const double k2 = mixture_.nu(q, 2);
        if (row.component == energy_row) return k2 * along_u * along_v;
        const auto j = row.component;
        return k2 * (u[j] * along_v + v[j] * along_u) + mixture_.nu(q, 3) * along_u * along_v * a[j];
    }

    /// Covariance, along the columns of `tangent`, of second derivatives that mix them with a direction outside,
    /// along which all gradients are 0.
    DenseMatrix open_covariance(const DenseVector& a, const DenseMatrix& tangent) const {
        DenseMatrix seen(points(), tangent.cols());
        for (int s = 0; s < points(); ++s) {
            const auto& b = points_[static_cast<std::size_t>(s)];
            const double k2 = mixture_.nu(a.head(b.size()).dot(b), 2);
            seen.row(s) = k2 * b.transpose() * tangent.topRows(b.size());
        }
        overlap_factor_.triangularView<Eigen::Lower>().solveInPlace(seen);
        return mixture_.nu2() * DenseMatrix::Identity(tangent.cols(), tangent.cols()) -
               seen.transpose() * seen;
    }

    /// Conditional mean of s.grad H/N at a.
    double mean_radial(const DenseVector& a) const {
        const auto n = static_cast<Eigen::Index>(rows_.size());
        DenseVector with_radial = DenseVector::Zero(n);
        for (Eigen::Index k = 0; k < n; ++k) {
            const auto& row = rows_[static_cast<std::size_t>(k)];
            const auto& b = points_[static_cast<std::size_t>(row.point)];
            const double q = a.head(b.size()).dot(b);
            const double k1 = mixture_.nu(q, 1);
            with_radial[k] =
                row.component == energy_row ? k1 * q : (k1 + mixture_.nu(q, 2) * q) * a[row.component];
        }
        factor_.topLeftCorner(n, n).triangularView<Eigen::Lower>().solveInPlace(with_radial);
        return with_radial.dot(whitened_.head(n)) / std::sqrt(size_);
    }

    /// One more value given all before, whitened and kept unless it is known already.
    double draw(const RowName& row) {
        const auto n = static_cast<Eigen::Index>(rows_.size());
        DenseVector w(n);
        for (Eigen::Index k = 0; k < n; ++k)
            w[k] = covariance(rows_[static_cast<std::size_t>(k)], row);
        factor_.topLeftCorner(n, n).triangularView<Eigen::Lower>().solveInPlace(w);
        const double prior = covariance(row, row) + (row.component == energy_row ? 0.0 : nugget_);
        const double variance = prior - w.squaredNorm();
        const double mean = w.dot(whitened_.head(n));
        constexpr double known = 1e-14;
        if (variance < known * prior) return mean;
        const double z = variates_.normal();
        append(row, w, std::sqrt(variance), z);
        return mean + std::sqrt(variance) * z;
    }

    void append(const RowName& row, const DenseVector& w, double diagonal, double z) {
        const auto n = static_cast<Eigen::Index>(rows_.size());
        if (n == factor_.rows()) {
            factor_.conservativeResize(2 * n + 16, 2 * n + 16);
            whitened_.conservativeResize(2 * n + 16);
        }
        factor_.row(n).head(n) = w.transpose();
        factor_(n, n) = diagonal;
        whitened_[n] = z;
        rows_.push_back(row);
    }

    /// The Cholesky factor of K1 = nu'(overlaps) with its nugget.
    void grow_overlaps() {
        const auto count = static_cast<Eigen::Index>(points_.size());
        overlap_factor_.conservativeResize(count, count);
        DenseVector w(count - 1);
        const int last = points() - 1;
        for (int s = 0; s < last; ++s)
            w[s] = shared_by_batches(s, last) * mixture_.nu(overlap_of(s, last), 1);
        overlap_factor_.topLeftCorner(count - 1, count - 1).triangularView<Eigen::Lower>().solveInPlace(w);
        const double variance = shared_by_batches(last, last) * mixture_.nu1() + nugget_ - w.squaredNorm();
        if (!(variance > 0.0))
            throw std::runtime_error(fmt::format(
                "point {} of the path: its gradient follows from the earlier ones to the last digit", count));
        overlap_factor_.row(count - 1).head(count - 1) = w.transpose();
        overlap_factor_(count - 1, count - 1) = std::sqrt(variance);
    }

    /// Gradients of all points so far along a new direction: 0 but for the last, which has length chi there.
    void append_direction(double chi) {
        const int direction = dimension_++;
        for (int s = 0; s < points(); ++s) {
            DenseVector w = DenseVector::Zero(static_cast<Eigen::Index>(rows_.size()));
            // Rows of this direction come last, s of them so far.
            w.tail(s) = overlap_factor_.row(s).head(s).transpose();
            append({s, direction}, w, overlap_factor_(s, s), s + 1 == points() ? chi : 0.0);
        }
    }

    Mixture mixture_;
    double size_;
    double nugget_;
    BatchCovariance batch_covariance_;
    Variates variates_;
    int dimension_ = 0;
    std::vector<DenseVector> points_;
    std::vector<int> batches_;  // of the points
    std::vector<RowName> rows_;
    DenseMatrix factor_;
    DenseVector whitened_;
    DenseMatrix overlap_factor_;
};

DensePath::DensePath(const Mixture& mixture, double size, std::uint64_t seed, std::uint64_t sample,
                     double nugget, double batch_noise)
    : sampler_(std::make_unique<Sampler>(mixture, size, seed, sample, nugget, batch_noise)) {}
DensePath::~DensePath() = default;

double DensePath::size() const {
    return sampler_->size();
}
int DensePath::dimension() const {
    return sampler_->dimension();
}
SeenPoint DensePath::look(std::span<const double> point, int batch) {
    return sampler_->look(point, batch);
}
BorderedGoe DensePath::tangent_hessian(std::span<const double> point, std::uint64_t seed) const {
    return sampler_->hessian(point, seed);
}
bool DensePath::add_direction() {
    return sampler_->add_direction();
}
int DensePath::anchors() const {
    return sampler_->points();
}

}  // namespace glasscape
