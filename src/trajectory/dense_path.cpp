#include "glasscape/trajectory/dense_path.hpp"

#include <cmath>
#include <stdexcept>

#include <Eigen/Cholesky>
#include <Eigen/Core>
#include <fmt/format.h>

#include "trajectory/batch_covariance.hpp"
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
bool DensePath::add_direction() {
    return sampler_->add_direction();
}
int DensePath::anchors() const {
    return sampler_->points();
}

}  // namespace glasscape
