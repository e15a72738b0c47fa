// What limits the agreement that tests ask for: one name a reason.
//
// doctest's Approx(x).epsilon(e) allows e (1 + max(|value|, |x|)), close (reference.hpp) e max(1, |x|): an
// absolute error for small numbers, a relative one for large ones. A tolerance of one check that its own
// problem sets stays beside that check.
#pragma once

namespace glasscape::testing::tolerance {

// Rounding in double precision.

/// A handful of operations, each of which rounds by 1.1e-16 at most.
inline constexpr double few_roundings = 1e-15;
/// One closed formula, or a calculation by hand, against another: some dozen roundings.
inline constexpr double closed_form = 1e-14;
/// An identity through a sum of some dozen terms, or a formula that loses a digit to a difference.
inline constexpr double sum_of_terms = 1e-13;
/// An identity through hundreds of terms, many steps that each round, or logarithms of hundreds.
inline constexpr double long_sum = 1e-12;
/// An identity whose terms cancel: products of matrices, differences over a step, roots of differences.
inline constexpr double cancelling_terms = 1e-11;
/// A bound that may hold with equality: what rounding may take from either side.
inline constexpr double rounding_slack = 1e-12;

// Digits of what is written down or read.

/// A number written down to twelve decimals.
inline constexpr double twelve_decimals = 1e-12;
/// A number written down, or promised by the program, to ten digits.
inline constexpr double ten_digits = 1e-10;
/// Vectors of another implementation in double precision, through whole networks and their gradients.
inline constexpr double committed_vectors = 1e-9;
/// Numbers read beside an offset of 1.7e9, where doubles lie 2.4e-7 apart: 1.4e-5 of their deviation.
inline constexpr double common_offset = 1e-4;

// Mixtures, complexities and energies (docs/conventions.md lists the accuracies).

/// Moments of a mixture: weights by neighbour ratios outward from the mode, where the weight is.
inline constexpr double mixture_moments = 1e-14;
/// One weight of a mixture, or a moment of a deep one: each neighbour ratio on the way from the mode rounds.
inline constexpr double mixture_weights = 1e-13;
/// Complexities and energies by closed formulas, against tables of 15 to 18 digits or another formula.
inline constexpr double theory_formula = 1e-12;
/// The root of a bracketed solver, or what a function has left at its root.
inline constexpr double bracketed_root = 1e-12;
/// The maximiser of a smooth function: it is known to the square root of the rounding of that function.
inline constexpr double maximiser = 1e-7;
/// A ground state is accepted once the defect of its optimality is below this.
inline constexpr double certified_optimum = 1e-9;
/// A mixture or field with a weight of 1e-8 on another order, against the pure one.
inline constexpr double nearly_pure = 1e-6;

// Mean counts at finite N.

/// Totals from the one-point density, in the logarithm.
inline constexpr double total_count = 1e-12;
/// Counts by index from Pfaffians of up to some 20 rows.
inline constexpr double count_by_index = 1e-12;
/// Counts by index to N = 60 or in an energy window, and totals at N = 500, whose logarithms cancel.
inline constexpr double large_counts = 1e-11;
/// Counts of an index that is rare beside the others, and the route of minima alone beyond N = 60.
inline constexpr double rare_counts = 1e-10;
/// A count that states a larger error than this is lost in the rounding of others (mean_counts.cpp).
inline constexpr double lost_in_rounding = 1e-6;

// Quadrature.

/// GSL's quadratures, asked for 1e-12, where the integrand has a root at its end or recurrences cancel.
inline constexpr double gsl_quadrature = 1e-11;
/// The midpoint rule with a step of 0.01: its square, times the curvature of the density.
inline constexpr double midpoint_rule = 1e-4;

// Searches, descents and operators known by their products.

/// The gradient where a Newton search ended: its last step was shorter than an angle of 1e-10.
inline constexpr double newton_gradient = 1e-9;
/// The energy of a point that a search or a descent found, against another way to the same point.
inline constexpr double found_energy = 1e-9;
/// The energy where the gradient has vanished: its error is of second order in what is left of it.
inline constexpr double energy_at_rest = 1e-10;
/// The coordinates of a point that a search found, against another way to the same point.
inline constexpr double found_state = 1e-8;
/// Overlaps this near to 1 (an angle of 4.5e-5) are of one point; a census joins points below 1e-5.
inline constexpr double same_overlap = 1e-9;
/// The eigenvalue next to 0 at a point that is known to the accuracy of a search or of differences.
inline constexpr double softest_eigenvalue = 1e-6;
/// Weights fitted to covariances at some twenty overlaps: the powers of an overlap are nearly dependent.
inline constexpr double least_squares = 1e-9;
/// Ends of a spectrum by Lanczos, and sums over it, once as many steps were made as it takes.
inline constexpr double lanczos_end = 1e-9;
/// What rounding leaves of a Lanczos residual that is zero in exact arithmetic.
inline constexpr double lanczos_rounding = 1e-10;
/// A push recovered from the energy after one step: an arccosine, over a step of 0.01.
inline constexpr double recovered_noise = 1e-6;

// Kernels in each precision, relative to the largest component.

/// Kernels in double precision against plain loops, in another order of summation.
inline constexpr double double_kernels = 1e-13;
/// Kernels in single precision: 2^-24 times the square root of the number of terms that meet in one sum.
inline constexpr double single_kernels = 5e-6;
/// Couplings stored as bfloat16, whose 8 bits round by 2^-9: another disorder, in effect.
inline constexpr double half_kernels = 2e-2;
/// Couplings by Box-Muller in single precision, relative to their radius.
inline constexpr double box_muller = 1e-6;
/// Sums and contractions in single precision, from operands that are rounded themselves.
inline constexpr double single_sums = 1e-5;

// Finite differences and finite steps.

/// Central differences with a step of 1e-5 of a smooth function: its square, and rounding over the step.
inline constexpr double fine_difference = 1e-7;
/// Central differences with a step of 1e-4, or of a steep function: its square times the third derivative.
inline constexpr double central_difference = 1e-6;
/// Central differences with a step of 1e-6 through a whole network: rounding over the step, and curvature.
inline constexpr double network_gradient = 2e-6;
/// Second differences with a step of 1e-4: rounding over its square, or that times the fourth derivative.
inline constexpr double second_difference = 1e-4;
/// Ratio of the errors with steps h and h/2, 4 to second order: what the next order adds at h = 0.02.
inline constexpr double second_order_ratio = 0.02;
/// Ratio of the errors with steps h and h/2, 2 to first order: what the next order adds at h = 0.01.
inline constexpr double first_order_ratio = 0.03;
/// Euler's error of order h after a time of 1, at h = 0.001.
inline constexpr double euler_error = 1e-3;
/// The bias of order h of a stationary law kept by Euler steps, at h = 0.01, relative.
inline constexpr double euler_bias = 0.01;
/// Times the step: how far a finite step may be from its limit, relative.
inline constexpr double finite_step = 10.0;

// Statistics. Seeds are fixed: a false alarm is met once, when a test or its numbers change.

/// Standard errors of one mean: a right one is beyond them with probability 6.3e-5.
inline constexpr double standard_errors = 4.0;
/// Standard errors where a test looks at dozens of means: 5.7e-7 for each.
inline constexpr double standard_errors_of_many = 5.0;
/// Standard errors of the few comparisons of one reproduction: 2.7e-3 for each.
inline constexpr double standard_errors_of_few = 3.0;
/// The fourth moment of sampled spectra, relative: some eight standard errors of 6400 of them.
inline constexpr double moment_share = 0.02;

}  // namespace glasscape::testing::tolerance
