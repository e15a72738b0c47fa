#include "glasscape/sphere/sphere.hpp"

#include <cmath>
#include <cstddef>
#include <stdexcept>

#include <boost/random/normal_distribution.hpp>

namespace glasscape {

double dot(std::span<const double> a, std::span<const double> b) {
    double sum = 0.0;
    for (std::size_t i = 0; i < a.size(); ++i)
        sum += a[i] * b[i];
    return sum;
}

double overlap(std::span<const double> a, std::span<const double> b) {
    return dot(a, b) / static_cast<double>(a.size());
}

void rescale_to_sphere(std::span<double> v) {
    rescale_to_sphere(v, static_cast<double>(v.size()));
}

void rescale_to_sphere(std::span<double> v, double squared_radius) {
    double square = dot(v, v);
    if (std::isinf(square)) {  // too long to be squared, unless a component is infinite itself
        for (auto& x : v)
            x *= 0x1p-600;
        square = dot(v, v);
    }
    if (!(square > 0.0) || !std::isfinite(square))
        throw std::invalid_argument("a vector that is zero or not finite has no direction on the sphere");
    const double scale = std::sqrt(squared_radius / square);
    for (auto& x : v)
        x *= scale;
}

std::vector<double> unit_vector(std::span<const double> s, double squared_radius) {
    std::vector<double> unit(s.begin(), s.end());
    for (double& x : unit)
        x /= std::sqrt(squared_radius);
    return unit;
}

void project_to_tangent(std::span<const double> s, std::span<double> v) {
    project_to_tangent(s, v, static_cast<double>(s.size()));
}

void project_to_tangent(std::span<const double> s, std::span<double> v, double squared_radius) {
    const double radial = dot(s, v) / squared_radius;
    for (std::size_t i = 0; i < v.size(); ++i)
        v[i] -= radial * s[i];
}

void move_along_geodesic(std::span<double> s, std::span<const double> v) {
    const double length = std::sqrt(dot(v, v));
    if (length == 0.0) return;
    const double radius = std::sqrt(static_cast<double>(s.size()));
    const double cosine = std::cos(length / radius);
    const double sine = std::sin(length / radius) * radius / length;
    for (std::size_t i = 0; i < s.size(); ++i)
        s[i] = cosine * s[i] + sine * v[i];
    rescale_to_sphere(s);
}

void retract(std::span<double> s, std::span<const double> v) {
    retract(s, v, static_cast<double>(s.size()));
}

void retract(std::span<double> s, std::span<const double> v, double squared_radius) {
    for (std::size_t i = 0; i < s.size(); ++i)
        s[i] += v[i];
    rescale_to_sphere(s, squared_radius);
}

void draw_normal(RandomStream& stream, std::span<double> v) {
    boost::random::normal_distribution<double> normal;
    for (auto& x : v)
        x = normal(stream);
}

void draw_uniform_point(RandomStream& stream, std::span<double> s) {
    draw_normal(stream, s);
    rescale_to_sphere(s);
}

TangentFrame::TangentFrame(std::span<const double> s) : reflector_(s.begin(), s.end()) {
    const double norm = std::sqrt(dot(s, s));
    for (auto& x : reflector_)
        x /= norm;
    auto& last = reflector_.back();
    const double tip = std::abs(last);
    last += last < 0.0 ? -1.0 : 1.0;  // away from cancellation
    const double scale = 1.0 / std::sqrt(1.0 + tip);
    for (auto& x : reflector_)
        x *= scale;
}

void TangentFrame::coordinates(std::span<const double> v, std::span<double> result) const {
    const double along = dot(reflector_, v);
    for (std::size_t i = 0; i < result.size(); ++i)
        result[i] = v[i] - along * reflector_[i];
}

void TangentFrame::vector(std::span<const double> coordinates, std::span<double> result) const {
    double along = 0.0;
    for (std::size_t i = 0; i < coordinates.size(); ++i)
        along += reflector_[i] * coordinates[i];
    for (std::size_t i = 0; i < coordinates.size(); ++i)
        result[i] = coordinates[i] - along * reflector_[i];
    result[coordinates.size()] = -along * reflector_.back();
}

void TangentFrame::restrict(std::span<const double> matrix, std::span<double> result) const {
    const std::size_t n = reflector_.size();
    std::vector<double> image(n);  // A u
    for (std::size_t i = 0; i < n; ++i)
        image[i] = dot(matrix.subspan(i * n, n), reflector_);
    const double curvature = dot(image, reflector_);
    for (std::size_t i = 0; i + 1 < n; ++i)
        for (std::size_t j = 0; j + 1 < n; ++j)
            result[i * (n - 1) + j] = matrix[i * n + j] - reflector_[i] * image[j] -
                                      image[i] * reflector_[j] + curvature * reflector_[i] * reflector_[j];
}

}  // namespace glasscape
