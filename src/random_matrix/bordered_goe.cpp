#include "glasscape/random_matrix/bordered_goe.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <stdexcept>

#include <Eigen/Dense>
#include <fmt/format.h>

#include "glasscape/core/interrupt.hpp"
#include "glasscape/core/random.hpp"
#include "glasscape/random_matrix/semicircle.hpp"

#include "random_matrix/goe_band_rows.hpp"

namespace glasscape {
namespace {

using Eigen::Index;
using BandMatrix = Eigen::MatrixXd;

void require_sound(const BorderedGoe& matrix) {
    const auto d = static_cast<std::size_t>(std::max(matrix.block, 0));
    const auto c = static_cast<std::size_t>(std::max(matrix.coupled, 0));
    if (matrix.known.size() != d * d || matrix.coupling.size() != c * d)
        throw std::invalid_argument(fmt::format(
            "a block of {} numbers and a coupling of {}: {} directions, {} of them coupled, have {} "
            "and {}",
            matrix.known.size(), matrix.coupling.size(), d, c, d * d, c * d));
    if (!(matrix.rest >= 0.0) || matrix.rest != std::floor(matrix.rest) || matrix.rest > 1e15 ||
        !(static_cast<double>(d) + matrix.rest > 0.0) || !(matrix.deviation > 0.0))
        throw std::invalid_argument(fmt::format(
            "{} random directions of deviation {} beside {} known ones: a whole number up to 1e15 and "
            "a positive deviation are needed, and at least one direction",
            matrix.rest, matrix.deviation, d));
}

BandMatrix matrix_of(const std::vector<double>& numbers, int rows, int columns) {
    using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
    return Eigen::Map<const RowMajor>(numbers.data(), rows, columns);
}

/// Gauss on the lower triangle: eliminates the first `count` unknowns, leaves what remains in the others and
/// returns how many pivots are negative. Without exchanges: a small pivot amplifies rounding by its inverse, which
/// moves eigenvalues by far less than they lie apart.
double eliminate(BandMatrix& matrix, Index count, double tiny) {
    constexpr Index panel = 32;
    const Index n = matrix.rows();
    Index negative = 0;
    Eigen::VectorXd pivots(count);
    for (Index begin = 0; begin < count; begin += panel) {
        const Index width = std::min(panel, count - begin);
        const Index end = begin + width;
        for (Index j = begin; j < end; ++j) {
            const double pivot = std::abs(matrix(j, j)) < tiny ? -tiny : matrix(j, j);
            pivots[j] = pivot;
            if (pivot < 0.0) ++negative;
            for (Index k = j + 1; k < end; ++k)
                matrix.col(k).tail(n - k) -= (matrix(k, j) / pivot) * matrix.col(j).tail(n - k);
        }
        if (end == n) break;
        const BandMatrix below = matrix.block(end, begin, n - end, width);
        const BandMatrix scaled = below * pivots.segment(begin, width).cwiseInverse().asDiagonal();
        matrix.bottomRightCorner(n - end, n - end).triangularView<Eigen::Lower>() -=
            below * scaled.transpose();
    }
    return static_cast<double>(negative);
}

}  // namespace

class BorderedSpectrum::Sample {
  public:
    Sample(const BorderedGoe& matrix, std::uint64_t seed)
        : rest_(static_cast<std::int64_t>(matrix.rest)),
          deviation_(matrix.deviation),
          shift_(matrix.shift),
          known_(matrix_of(matrix.known, matrix.block, matrix.block)),
          half_width_(std::max(matrix.coupled, 1)),  // by itself a GOE is tridiagonal
          coupling_(BandMatrix::Zero(half_width_, matrix.block)),
          rows_(seed, rest_, half_width_) {
        coupling_.topRows(matrix.coupled) = matrix_of(matrix.coupling, matrix.coupled, matrix.block);
    }

    double dimension() const { return static_cast<double>(rest_ + known_.rows()); }
    double bulk_end(double sign) const {
        return shift_ + sign * 2.0 * deviation_ * std::sqrt(static_cast<double>(rest_));
    }

    EigenvalueCount count_below(double value) {
        const auto needed = rows_needed(value);
        const auto width = static_cast<double>(half_width_);
        constexpr double most_operations = 2e12;
        if (static_cast<double>(needed) * width * width > most_operations) return by_interlacing(value);

        BandMatrix schur = head(value);
        double count = eliminate(schur, known_.rows(), tiny());
        schur = BandMatrix(schur.bottomRightCorner(known_held(), known_held()));
        const Index step = std::clamp<Index>(half_width_ / 4, 8, 32);
        std::int64_t row = 0;
        for (; row < needed; row += step) {
            const Index held = schur.rows();
            const Index leave = static_cast<Index>(std::min<std::int64_t>(step, rest_ - row));
            const Index enter = static_cast<Index>(std::min<std::int64_t>(step, rest_ - row - held));
            BandMatrix window = BandMatrix::Zero(held + enter, held + enter);
            window.topLeftCorner(held, held) = schur;
            for (Index i = held; i < held + enter; ++i)
                fill_row(window, i, row + i, value);
            count += eliminate(window, leave, tiny());
            schur = window.bottomRightCorner(held + enter - leave, held + enter - leave);
            throw_if_interrupted();
        }
        if (row < rest_ && value > shift_) count += static_cast<double>(rest_ - row);
        return {count, 0.0};
    }

    /// The eigenvalue with `below` others below it; the search begins at `value`.
    double eigenvalue(double below, double value) {
        const double resolution = 1e-7 * deviation_ * std::sqrt(dimension());
        const auto is_above = [&](double x) { return count_below(x).count > below; };
        double step = deviation_ * std::pow(dimension(), -1.0 / 6.0);
        double low = value;
        double high = value;
        if (is_above(value)) {
            do {
                high = low;
                low -= step;
                step *= 2.0;
            } while (is_above(low));
        } else {
            do {
                low = high;
                high += step;
                step *= 2.0;
            } while (!is_above(high));
        }
        while (high - low > resolution) {
            const double middle = 0.5 * (low + high);
            (is_above(middle) ? high : low) = middle;
        }
        return 0.5 * (low + high);
    }

  private:
    double tiny() const { return 1e-15 * deviation_ * std::sqrt(dimension()); }

    Index known_held() const { return static_cast<Index>(std::min<std::int64_t>(half_width_, rest_)); }

    /// Rows before those whose pivots have one sign whatever is drawn.
    std::int64_t rows_needed(double value) const {
        const double m = static_cast<double>(rest_);
        const double width = static_cast<double>(half_width_);
        const double distance = (value - shift_) / (2.0 * deviation_);
        const double turning = std::max(m - distance * distance, 0.0);
        constexpr double airy_lengths = 6.0;
        const double needed = turning + airy_lengths * std::cbrt(m * width * width) + 4.0 * width;
        return static_cast<std::int64_t>(std::min(std::ceil(needed), m));
    }

    EigenvalueCount by_interlacing(double value) const {
        const double m = static_cast<double>(rest_);
        const double half_block = 0.5 * static_cast<double>(known_.rows());
        const double mean = m * semicircle_mass((value - shift_) / (deviation_ * std::sqrt(m)));
        return {mean + half_block, half_block + std::sqrt(std::log(m)) / std::numbers::pi};
    }

    /// M - value of the known block and the rest's rows that it is coupled with.
    BandMatrix head(double value) {
        const Index d = known_.rows();
        const Index rows = known_held();
        BandMatrix window = BandMatrix::Zero(d + rows, d + rows);
        window.topLeftCorner(d, d) = known_;
        window.diagonal().head(d).array() -= value;
        for (Index i = 0; i < rows; ++i) {
            const auto entries = rows_.row(i);
            for (Index j = i; j < half_width_; ++j)
                window.row(d + i).head(d) += entries[static_cast<std::size_t>(j + 1)] * coupling_.row(j);
            fill_row(window, d + i, i, value);
        }
        return window;
    }

    /// Row `row` of the rest into row `at` of the window.
    void fill_row(BandMatrix& window, Index at, std::int64_t row, double value) {
        const auto entries = rows_.row(row);
        const auto reach = static_cast<Index>(std::min<std::int64_t>(row, half_width_));
        for (Index o = 0; o <= reach; ++o)
            window(at, at - o) = deviation_ * entries[static_cast<std::size_t>(o)];
        window(at, at) += shift_ - value;
    }

    std::int64_t rest_;
    double deviation_;
    double shift_;
    BandMatrix known_;
    Index half_width_;
    BandMatrix coupling_;
    GoeBandRows rows_;
};

BorderedSpectrum::BorderedSpectrum(const BorderedGoe& matrix, std::uint64_t seed)
    : sample_((require_sound(matrix), std::make_unique<Sample>(matrix, seed))) {}
BorderedSpectrum::~BorderedSpectrum() = default;
BorderedSpectrum::BorderedSpectrum(BorderedSpectrum&&) noexcept = default;
BorderedSpectrum& BorderedSpectrum::operator=(BorderedSpectrum&&) noexcept = default;

double BorderedSpectrum::dimension() const {
    return sample_->dimension();
}

EigenvalueCount BorderedSpectrum::count_below(double value) {
    return sample_->count_below(value);
}

double BorderedSpectrum::from_below(int k) {
    if (!(k >= 0 && k < dimension()))
        throw std::invalid_argument(fmt::format("eigenvalue {} of {}: there is none", k + 1, dimension()));
    return sample_->eigenvalue(k, sample_->bulk_end(-1.0));
}

double BorderedSpectrum::from_above(int k) {
    if (!(k >= 0 && k < dimension()))
        throw std::invalid_argument(fmt::format("eigenvalue {} of {}: there is none", k + 1, dimension()));
    return sample_->eigenvalue(dimension() - 1.0 - k, sample_->bulk_end(1.0));
}

Outliers outliers(const BorderedGoe& matrix) {
    require_sound(matrix);
    const BandMatrix known = matrix_of(matrix.known, matrix.block, matrix.block);
    const BandMatrix coupling = matrix_of(matrix.coupling, matrix.coupled, matrix.block);
    const BandMatrix mixed = matrix.rest * coupling.transpose() * coupling;
    const double variance = matrix.deviation * matrix.deviation * matrix.rest;
    const double radius = 2.0 * std::sqrt(variance);
    // Eigenvalues of A + m F^T F g at a distance y from the centre, sign * y >= radius; each falls as y grows.
    const auto effective = [&](double y) {
        const double root = std::sqrt(std::max((y - radius) * (y + radius), 0.0));
        const double g = 2.0 / (y + std::copysign(root, y));
        return Eigen::VectorXd(
            Eigen::SelfAdjointEigenSolver<BandMatrix>(known + g * mixed, Eigen::EigenvaluesOnly)
                .eigenvalues());
    };
    const auto solutions = [&](double sign) {
        std::vector<double> found;
        if (matrix.block == 0) return found;
        const double far =
            radius + (known.norm() + mixed.norm() / std::max(radius, 1e-300) + std::abs(matrix.shift));
        const Eigen::VectorXd at_edge = effective(sign * radius);
        for (Index k = 0; k < at_edge.size(); ++k) {
            if (sign * (at_edge[k] - matrix.shift) <= radius) continue;
            double inner = radius;
            double outer = 2.0 * far;
            while (outer - inner > 1e-10 * far) {
                const double y = 0.5 * (inner + outer);
                (sign * (effective(sign * y)[k] - matrix.shift) > y ? inner : outer) = y;
            }
            found.push_back(matrix.shift + sign * 0.5 * (inner + outer));
        }
        return found;
    };
    return {solutions(-1.0), solutions(1.0)};
}

}  // namespace glasscape
