// Small dense linear algebra, compiled once: Eigen's decompositions cost the compiler seconds wherever they
// are written out.
#pragma once

#include <Eigen/Core>

namespace glasscape {

/// Ascending eigenvalues of a symmetric matrix, of which the lower triangle is read.
Eigen::VectorXd symmetric_eigenvalues(const Eigen::MatrixXd& matrix);

/// x of a x = b by LU with partial pivots; not finite for a singular a.
Eigen::VectorXd solve_general(const Eigen::MatrixXd& a, const Eigen::VectorXd& b);

/// x of a x = b by LDL^T, for a symmetric a that is positive or negative semidefinite.
Eigen::VectorXd solve_semidefinite(const Eigen::MatrixXd& a, const Eigen::VectorXd& b);

/// x that makes |a x - b| smallest, by QR with column pivots.
Eigen::VectorXd least_squares(const Eigen::MatrixXd& a, const Eigen::VectorXd& b);

/// a b.
Eigen::MatrixXd matrix_product(const Eigen::MatrixXd& a, const Eigen::MatrixXd& b);

}  // namespace glasscape
