// Pfaffian of a real or complex skew-symmetric matrix, its magnitude kept as a logarithm.
#pragma once

#include <complex>

#include <Eigen/Core>

namespace glasscape {

template <class Scalar>
struct LogPfaffian {
    double log_magnitude;  // -inf for a singular matrix
    Scalar phase;          // of magnitude 1
};

/// Skew elimination with pivoting (Parlett, Reid 1970), O(m^3/3); destroys `a`, an m x m skew-symmetric
/// matrix, m even.
LogPfaffian<double> log_pfaffian(Eigen::MatrixXd& a);

/// The same for a complex matrix given by its real and imaginary parts, which vectorises better than
/// std::complex.
LogPfaffian<std::complex<double>> log_pfaffian(Eigen::MatrixXd& real, Eigen::MatrixXd& imag);

}  // namespace glasscape
