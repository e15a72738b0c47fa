// Numbers of the theory against the GNU Scientific Library, whose quadratures, special functions and distributions
// share no code with ours or with Boost.
#include <cmath>
#include <functional>
#include <limits>
#include <memory>
#include <numbers>
#include <string>
#include <vector>

#include <doctest/doctest.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_integration.h>
#include <gsl/gsl_sf_gegenbauer.h>

#include "glasscape/complexity/ground_state.hpp"
#include "glasscape/mixture/resnet.hpp"
#include "glasscape/mixture/spec.hpp"
#include "glasscape/random_matrix/one_point_density.hpp"
#include "glasscape/random_matrix/semicircle.hpp"
#include "glasscape/verdict/verdicts.hpp"

#include "tolerances.hpp"

namespace glasscape {
namespace {

namespace tolerance = testing::tolerance;

using Function = std::function<double(double)>;

double call(double x, void* function) {
    return (*static_cast<const Function*>(function))(x);
}

double integral(const Function& function, double from, double to) {
    constexpr std::size_t intervals = 2000;
    const std::unique_ptr<gsl_integration_workspace, decltype(&gsl_integration_workspace_free)> workspace(
        gsl_integration_workspace_alloc(intervals), gsl_integration_workspace_free);
    gsl_function integrand{call, const_cast<Function*>(&function)};
    double value = 0.0;
    double error = 0.0;
    gsl_integration_qags(&integrand, from, to, 0.0, 1e-12, intervals, workspace.get(), &value, &error);
    return value;
}

TEST_SUITE("mixture") {
    TEST_CASE("mean order of a residual network's mixture by Legendre polynomials") {
        for (const int p : {3, 10, 40, 100})
            for (const double beta : {0.05, 0.3, 0.7, 0.99}) {
                const int m = p - 1;
                const double t = (1.0 + beta * beta) / (1.0 - beta * beta);
                const double ratio = gsl_sf_gegenpoly_n(m - 1, 0.5, t) / gsl_sf_gegenpoly_n(m, 0.5, t);
                CHECK(resnet_mixture("", p, beta, Field::keep).nu1() ==
                      doctest::Approx(1.0 + 0.5 * m * (1.0 - ratio)).epsilon(tolerance::gsl_quadrature));
            }
    }
}

TEST_SUITE("random_matrix") {
    TEST_CASE("semicircle and its rate by quadrature") {
        const auto density = [](double t) { return std::sqrt(4.0 - t * t) / (2.0 * std::numbers::pi); };
        for (const double t : {-1.9, -0.4, 0.0, 1.1, 1.99})
            CHECK(semicircle_mass(t) / integral(density, -2.0, t) ==
                  doctest::Approx(1.0).epsilon(tolerance::gsl_quadrature));
        for (const double t : {2.001, 2.5, 7.0})
            CHECK(edge_rate(t) / integral([](double s) { return 0.5 * std::sqrt(s * s - 4.0); }, 2.0, t) ==
                  doctest::Approx(1.0).epsilon(tolerance::gsl_quadrature));
    }

    TEST_CASE(
        "one-point density: it counts all eigenvalues, and its Gaussian means are those of the closed sum") {
        for (const int n : {2, 5, 12}) {
            const auto density = [&](double y) {
                return std::exp(log_scaled_one_point_density(n, y) - 0.5 * y * y);
            };
            constexpr double far = 20.0;  // where the density has long vanished
            CHECK(integral(density, -far, far) == doctest::Approx(n).epsilon(tolerance::gsl_quadrature));
            for (const double kappa : {0.2, 0.6, 0.9}) {
                const double mean = integral(
                    [&](double y) { return density(y) * std::exp(-(kappa - 0.5) * y * y); }, -far, far);
                CHECK(log_mean_gaussian_sum(n, kappa) ==
                      doctest::Approx(std::log(mean)).epsilon(tolerance::gsl_quadrature));
            }
        }
    }
}

TEST_SUITE("complexity") {
    TEST_CASE("algorithmic energy and ground state of full replica symmetry breaking by quadrature") {
        const auto mixture = parse_mixture("terms:2=0.95,4=0.05").mixture;
        const double by_gsl =
            integral([&](double q) { return std::sqrt(2.0 * 0.95 + 12.0 * 0.05 * q * q); }, 0.0, 1.0);
        CHECK(algorithmic_energy(mixture).energy ==
              doctest::Approx(-by_gsl).epsilon(tolerance::gsl_quadrature));
        const auto state = ground_state(mixture);
        CHECK(state.structure == "FRSB");
        CHECK(state.energy == doctest::Approx(-by_gsl).epsilon(tolerance::gsl_quadrature));
    }
}

TEST_SUITE("verdict") {
    TEST_CASE("a single claim is rejected exactly beyond the quantile of its distribution") {
        for (const double freedom : {2.0, 5.0, 31.0, std::numeric_limits<double>::infinity()}) {
            const double edge =
                std::isinf(freedom) ? gsl_cdf_ugaussian_Qinv(0.005) : gsl_cdf_tdist_Qinv(0.005, freedom);
            for (const double side : {1.0 - 1e-9, 1.0 + 1e-9}) {
                const std::vector<Claim> claims{
                    {"a mean", Claim::Kind::difference, 200.0, 200.0 + edge * side, 1.0, freedom}};
                CHECK((judge(claims).front().verdict == "rejected") == (side > 1.0));
            }
        }
    }
}

}  // namespace
}  // namespace glasscape
