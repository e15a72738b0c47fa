#include "random_matrix/pfaffian.hpp"

#include <cmath>
#include <limits>
#include <utility>

namespace glasscape {
namespace {

constexpr double log_of_zero = -std::numeric_limits<double>::infinity();

void swap_index(Eigen::MatrixXd& a, Eigen::Index i, Eigen::Index j) {
    a.row(i).swap(a.row(j));
    a.col(i).swap(a.col(j));
}

}  // namespace

LogPfaffian<double> log_pfaffian(Eigen::MatrixXd& a) {
    const Eigen::Index m = a.rows();
    LogPfaffian<double> result{0.0, 1.0};
    Eigen::VectorXd tau(m);
    for (Eigen::Index k = 0; k + 1 < m; k += 2) {
        Eigen::Index offset = 0;
        const double size = a.col(k).tail(m - k - 1).cwiseAbs().maxCoeff(&offset);
        if (size == 0.0) return {log_of_zero, 1.0};
        if (offset != 0) {
            swap_index(a, k + 1, k + 1 + offset);
            result.phase = -result.phase;
        }
        const double pivot = a(k, k + 1);
        result.log_magnitude += std::log(size);
        if (pivot < 0.0) result.phase = -result.phase;
        const Eigen::Index rest = m - k - 2;
        // Schur complement of the leading 2 x 2 block: A22 + tau c^T - c tau^T, tau = row k / pivot, c =
        // column k + 1.
        tau.head(rest) = a.col(k).tail(rest) / -pivot;
        const auto column = a.col(k + 1).tail(rest);
        for (Eigen::Index j = 0; j < rest; ++j)
            a.col(k + 2 + j).tail(rest) += column(j) * tau.head(rest) - tau(j) * column;
    }
    return result;
}

LogPfaffian<std::complex<double>> log_pfaffian(Eigen::MatrixXd& real, Eigen::MatrixXd& imag) {
    const Eigen::Index m = real.rows();
    LogPfaffian<std::complex<double>> result{0.0, 1.0};
    Eigen::VectorXd tau_re(m);
    Eigen::VectorXd tau_im(m);
    for (Eigen::Index k = 0; k + 1 < m; k += 2) {
        Eigen::Index offset = 0;
        // Not |z|^2: entries may be as small as the smallest double.
        const double largest = real.col(k)
                                   .tail(m - k - 1)
                                   .cwiseAbs()
                                   .cwiseMax(imag.col(k).tail(m - k - 1).cwiseAbs())
                                   .maxCoeff(&offset);
        if (largest == 0.0) return {log_of_zero, 1.0};
        if (offset != 0) {
            swap_index(real, k + 1, k + 1 + offset);
            swap_index(imag, k + 1, k + 1 + offset);
            result.phase = -result.phase;
        }
        const std::complex<double> pivot(real(k, k + 1), imag(k, k + 1));
        const double size = std::abs(pivot);
        result.log_magnitude += std::log(size);
        result.phase *= pivot / size;
        const std::complex<double> inverse = -std::conj(pivot / size) / size;
        const Eigen::Index rest = m - k - 2;
        tau_re.head(rest) = real.col(k).tail(rest) * inverse.real() - imag.col(k).tail(rest) * inverse.imag();
        tau_im.head(rest) = real.col(k).tail(rest) * inverse.imag() + imag.col(k).tail(rest) * inverse.real();
        const auto column_re = real.col(k + 1).tail(rest);
        const auto column_im = imag.col(k + 1).tail(rest);
        for (Eigen::Index j = 0; j < rest; ++j) {
            real.col(k + 2 + j).tail(rest) += column_re(j) * tau_re.head(rest) -
                                              column_im(j) * tau_im.head(rest) - tau_re(j) * column_re +
                                              tau_im(j) * column_im;
            imag.col(k + 2 + j).tail(rest) += column_re(j) * tau_im.head(rest) +
                                              column_im(j) * tau_re.head(rest) - tau_re(j) * column_im -
                                              tau_im(j) * column_re;
        }
    }
    return result;
}

}  // namespace glasscape
