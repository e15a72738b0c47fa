// The sphere S^(N-1)(sqrt N): points s in R^N with |s|^2 = N, tangent vectors v with s.v = 0. The dimension N
// is the length of the span.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "glasscape/core/random.hpp"

namespace glasscape {

/// Euclidean scalar product, summed in double in a fixed order.
double dot(std::span<const double> a, std::span<const double> b);

/// Overlap q = a.b/N, in [-1, 1] for points of the sphere.
double overlap(std::span<const double> a, std::span<const double> b);

/// Scales v to |v|^2 = N. Throws std::invalid_argument if v is zero or not finite.
void rescale_to_sphere(std::span<double> v);
/// The same to another |v|^2: of coordinates in a basis of fewer than N directions.
void rescale_to_sphere(std::span<double> v, double squared_radius);

/// s over its length.
std::vector<double> unit_vector(std::span<const double> s, double squared_radius);

/// v <- (I - s s^T/N) v.
void project_to_tangent(std::span<const double> s, std::span<double> v);
/// The same where |s|^2 is another.
void project_to_tangent(std::span<const double> s, std::span<double> v, double squared_radius);

/// Exponential map: `s` moves along the geodesic of tangent `v` by the arc length |v| (an angle |v|/sqrt N)
/// and is rescaled. A zero v leaves it in place.
void move_along_geodesic(std::span<double> s, std::span<const double> v);

/// Metric projection retraction: s <- (s + v) scaled to the sphere.
void retract(std::span<double> s, std::span<const double> v);
void retract(std::span<double> s, std::span<const double> v, double squared_radius);

/// Uniform point of the sphere from `stream` (normalised Gaussian vector).
void draw_uniform_point(RandomStream& stream, std::span<double> s);

/// Standard normal vector from `stream`.
void draw_normal(RandomStream& stream, std::span<double> v);

/// The Householder reflection that takes s/sqrt N to +-e_N. Its first N - 1 columns are an orthonormal basis
/// of the tangent space at s: the frame in which tangent gradients and Hessians are expressed.
class TangentFrame {
  public:
    explicit TangentFrame(std::span<const double> s);

    /// Coordinates (N - 1) of the tangential part of v (N). O(N).
    void coordinates(std::span<const double> v, std::span<double> result) const;

    /// The tangent vector (N) of these coordinates (N - 1). O(N).
    void vector(std::span<const double> coordinates, std::span<double> result) const;

    /// B^T A B ((N-1) x (N-1)) of a symmetric A (N x N), both row-major. O(N^2).
    void restrict(std::span<const double> matrix, std::span<double> result) const;

  private:
    std::vector<double> reflector_;  // u with Q = I - u u^T, |u|^2 = 2
};

}  // namespace glasscape
