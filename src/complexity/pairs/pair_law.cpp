#include "complexity/pairs/pair_law.hpp"

#include <array>
#include <cmath>
#include <numbers>

#include "core/log_gamma.hpp"

namespace glasscape {
namespace {

double log_sphere_volume(int dimension) {  // of S^(dimension - 1)
    return std::numbers::ln2 + 0.5 * dimension * std::log(std::numbers::pi) - log_gamma(0.5 * dimension);
}

}  // namespace

PlaneCovariance plane_covariance(const Mixture& mixture, double q) {
    const double s = (1.0 - q) * (1.0 + q);
    const double c = std::sqrt(s);
    const double n0 = mixture.nu(q);
    const double n1 = mixture.nu(q, 1);
    const double n2 = mixture.nu(q, 2);
    const double n3 = mixture.nu(q, 3);
    const double n4 = mixture.nu(q, 4);

    Eigen::Matrix4d same = Eigen::Matrix4d::Zero();
    same(0, 0) = 1.0;
    same(0, 1) = same(1, 0) = mixture.nu1();
    same(1, 1) = mixture.nu1() + mixture.nu2();
    same(2, 2) = mixture.nu1();
    same(3, 3) = 2.0 * mixture.nu2();

    Eigen::Matrix4d across;
    across(0, 0) = n0;
    across(0, 1) = across(1, 0) = q * n1;
    across(0, 2) = across(2, 0) = c * n1;
    across(0, 3) = across(3, 0) = s * n2;
    across(1, 1) = q * n1 + q * q * n2;
    across(1, 2) = across(2, 1) = c * (n1 + q * n2);
    across(1, 3) = across(3, 1) = q * s * n3 + 2.0 * s * n2;
    across(2, 2) = s * n2 - q * n1;
    across(2, 3) = across(3, 2) = s * c * n3 - 2.0 * q * c * n2;
    across(3, 3) = s * s * n4 - 4.0 * q * s * n3 + 2.0 * q * q * n2;

    PlaneCovariance covariance;
    covariance << same, across, across, same;
    return covariance;
}

CriticalPlaneCovariance critical_plane_covariance(const Mixture& mixture, double q) {
    constexpr std::array kept{0, 1, 3, 4, 5, 7};
    constexpr std::array gradients{2, 6};
    const auto whole = plane_covariance(mixture, q);
    const Eigen::Matrix<double, 6, 2> cross = whole(kept, gradients);
    const Eigen::Matrix2d gradient = whole(gradients, gradients);
    CriticalPlaneCovariance covariance = whole(kept, kept);
    covariance -= cross * gradient.inverse() * cross.transpose();
    return covariance;
}

RowLaw row_law(const Mixture& mixture, double q) {
    const double s = (1.0 - q) * (1.0 + q);
    const double nu1 = mixture.nu1();
    const double n1 = mixture.nu(q, 1);
    const double n2 = mixture.nu(q, 2);
    const double shared = n2 * n2 * s / ((nu1 - n1) * (nu1 + n1));
    return {mixture.nu2() - nu1 * shared, s * mixture.nu(q, 3) - q * n2 + n1 * shared};
}

double log_pair_prefactor(const Mixture& mixture, int size, double q) {
    const double s = (1.0 - q) * (1.0 + q);
    const double nu1 = mixture.nu1();
    const double n1 = mixture.nu(q, 1);
    const double in_plane = s * mixture.nu(q, 2) - q * n1;
    return log_sphere_volume(size) + log_sphere_volume(size - 1) + 0.5 * (size - 3) * std::log(s) -
           (size - 1) * std::log(2.0 * std::numbers::pi) -
           0.5 * (size - 2) * std::log((nu1 - n1) * (nu1 + n1)) -
           0.5 * std::log((nu1 - in_plane) * (nu1 + in_plane));
}

}  // namespace glasscape
