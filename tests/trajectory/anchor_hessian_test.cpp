// Second derivatives of an anchored path: the mean against differences of gradients, what is open against samples.
#include <cmath>

#include <doctest/doctest.h>

#include "glasscape/mixture/spec.hpp"

#include "trajectory/anchor_data.hpp"

namespace glasscape {
namespace {

using Vector = Eigen::VectorXd;

std::span<const double> span_of(const Vector& vector) {
    return {vector.data(), static_cast<std::size_t>(vector.size())};
}

/// Data of a descent of `steps` steps; returns where it ended.
Vector descended(AnchorData& data, const Mixture& mixture, double size, double step, int steps) {
    Variates variates(7, Stream::disorder, 1);
    data.append_direction(0.0);
    Vector point = Vector::Ones(1);
    for (int t = 0; t <= steps; ++t) {
        const auto view = data.view(span_of(point));
        auto seen = data.draw_in_span(view, 1e-8 * (mixture.nu1() + mixture.nu2()), variates).gradient;
        seen.push_back(data.draw_transverse(view, size, variates));
        data.finish_anchor();
        point.conservativeResizeLike(Vector::Zero(data.dimension()));
        if (t == steps) break;
        Vector gradient = Eigen::Map<const Vector>(seen.data(), data.dimension());
        gradient -= gradient.dot(point) * point;
        point = (point - step * gradient / std::sqrt(size)).normalized();
    }
    return point;
}

TEST_SUITE_BEGIN("trajectory");

TEST_CASE("the mean Hessian is the derivative of the mean gradient, and Euler's for homogeneous energies") {
    for (const char* spec :
         {"pure:3", "pure:5", "terms:1=0.1,2=0.3,4=0.6", "resnet:p=30,beta=1,field=drop"}) {
        CAPTURE(spec);
        const auto mixture = parse_mixture(spec).mixture;
        AnchorData data(mixture, 1e-12);
        const Vector a = descended(data, mixture, 50.0, 0.3 / std::sqrt(mixture.nu2() + 1.0), 6);
        Variates variates(1, Stream::disorder, 0);
        constexpr double nothing_drawn = 4.0;  // a second derivative has a variance of 2 nu''(1) at most
        const auto hessian = data.draw_hessian(data.view(span_of(a)), 1000, nothing_drawn, variates);
        REQUIRE(hessian.block.rows() == data.dimension() - 1);
        CHECK((hessian.basis.transpose() * a).norm() < 1e-13);
        const double step = 1e-4 / std::sqrt(mixture.nu2() + 1.0);
        const auto gradient = [&](const Vector& point) {
            const auto values = data.predict(data.view(span_of(point))).gradient;
            return Vector(Eigen::Map<const Vector>(values.data(), data.dimension()));
        };
        for (Eigen::Index u = 0; u < hessian.block.rows(); ++u) {
            const Vector along = hessian.basis.col(u);
            const Vector change = (gradient(a + step * along) - gradient(a - step * along)) / (2.0 * step);
            const Vector expected = hessian.basis.transpose() * change;
            CHECK((hessian.block.col(u) - expected).norm() < 1e-6 * (1.0 + expected.norm()));
        }
        if (mixture.is_pure()) {
            const double order = mixture.nu1();
            const Vector change = (gradient(a + step * a) - gradient(a - step * a)) / (2.0 * step);
            CHECK((change - (order - 1.0) * gradient(a)).norm() < 1e-5 * change.norm());
        }
    }
}

TEST_CASE("second derivatives along the last step are known, those along no step are open") {
    const auto mixture = parse_mixture("terms:3=0.5,4=0.5").mixture;
    AnchorData data(mixture, 1e-12);
    constexpr double step = 1e-3;
    const Vector a = descended(data, mixture, 1e4, step, 6);
    Variates variates(1, Stream::disorder, 0);
    const auto hessian = data.draw_hessian(data.view(span_of(a)), 1000, 1e-8, variates);
    const double nu2 = mixture.nu2();
    CHECK(hessian.variances[0] < 1e-3 * nu2);
    CHECK(hessian.variances.maxCoeff() == doctest::Approx(nu2).epsilon(1e-9));
}

TEST_CASE("second derivatives drawn one by one vary about as those drawn jointly" *
          doctest::test_suite("slow")) {
    const auto mixture = parse_mixture("resnet:p=30,beta=1,field=drop").mixture;
    AnchorData data(mixture, 1e-12);
    const Vector a = descended(data, mixture, 1e4, 0.3 / std::sqrt(mixture.nu2()), 15);
    const auto view = data.view(span_of(a));
    constexpr int samples = 400;
    double squares[2] = {};
    for (const int jointly : {1000, 1}) {
        Variates variates(2, Stream::disorder, 0);
        Variates none(3, Stream::disorder, 0);
        const auto mean = data.draw_hessian(view, 1000, 4.0, none).block;
        for (int sample = 0; sample < samples; ++sample)
            squares[jointly == 1] +=
                (data.draw_hessian(view, jointly, 1e-8, variates).block - mean).squaredNorm() / samples;
    }
    CAPTURE(squares[1] / squares[0]);
    CHECK(squares[1] / squares[0] > 0.99);
    CHECK(squares[1] / squares[0] < 1.2);
}

TEST_SUITE_END();

}  // namespace
}  // namespace glasscape
