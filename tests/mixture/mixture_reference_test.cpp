// Mixtures against the reference tables (25 and more digits, computed elsewhere).
#include <cmath>
#include <string>

#include <doctest/doctest.h>

#include "glasscape/complexity/complexity.hpp"
#include "glasscape/mixture/spec.hpp"

#include "mixture/depth_law.hpp"
#include "reference.hpp"
#include "tolerances.hpp"

namespace glasscape {
namespace {

using testing::check_every_row;
using testing::close;
using testing::close_relative;
namespace tolerance = testing::tolerance;

Mixture mixture_of(const CsvText& table, std::size_t row) {
    return parse_mixture(table.at(row, "mixture")).mixture;
}

TEST_SUITE("reference") {
    TEST_CASE("moments and mode of every reference mixture") {
        check_every_row("mixtures.csv", [](const CsvText& table, std::size_t row) {
            const auto mixture = mixture_of(table, row);
            CHECK(close_relative(mixture.nu1(), table.number(row, "nu1"), tolerance::mixture_moments));
            CHECK(close_relative(mixture.nu2(), table.number(row, "nu2"), tolerance::mixture_moments));
            CHECK(close(mixture.alpha2(), table.number(row, "alpha2"), tolerance::mixture_weights));
            CHECK(close_relative(mixture.curvature_ratio(), table.number(row, "rho"),
                                 tolerance::mixture_moments));
            CHECK(mixture.depth_mode() == table.number(row, "argmax_r"));
        });
    }

    TEST_CASE("weights of every reference mixture") {
        check_every_row("mixture_eps.csv", [](const CsvText& table, std::size_t row) {
            const auto mixture = mixture_of(table, row);
            const double order = table.number(row, "r");
            const MixtureTerm* found = nullptr;
            for (const auto& term : mixture.terms())
                if (term.order == order) found = &term;
            REQUIRE(found != nullptr);
            CHECK(close_relative(found->epsilon, table.number(row, "eps_r"), tolerance::mixture_weights));
            CHECK(close_relative(found->weight, table.number(row, "eps_r_sq"), tolerance::mixture_weights));
        });
    }

    TEST_CASE("concentration of depth") {
        check_every_row("depth_concentration.csv", [](const CsvText& table, std::size_t row) {
            const int p = static_cast<int>(table.number(row, "p"));
            const double beta = table.number(row, "beta");
            const auto mixture =
                parse_mixture("resnet:p=" + table.at(row, "p") + ",beta=" + table.at(row, "beta")).mixture;
            CHECK(mixture.depth_mode() == table.number(row, "argmax_r"));
            CHECK(resnet_mode(p, beta, Field::keep) == table.number(row, "argmax_r"));
            CHECK(close_relative(mixture.depth_mean(), table.number(row, "mean_r"),
                                 tolerance::mixture_weights));
            CHECK(close_relative(mixture.depth_std(), table.number(row, "sd_r"), tolerance::long_sum));
            // a weight far down the chain of neighbour ratios, each of which rounds
            CHECK(close_relative(weight_outside_band(mixture, p, limiting_depth(beta), 0.1),
                                 table.number(row, "tail_delta_0.1"), 1e-11));
        });
    }

    TEST_CASE("scale of trivialisation") {
        check_every_row("beta_c.csv", [](const CsvText& table, std::size_t row) {
            const int p = static_cast<int>(table.number(row, "p"));
            CHECK(close_relative(trivial_below(p), table.number(row, "beta_c"), tolerance::bracketed_root));
        });
    }

    TEST_CASE("Fig. 1(f) scan") {
        check_every_row("resnet_beta_scan.csv", [](const CsvText& table, std::size_t row) {
            const auto mixture =
                parse_mixture("resnet:p=" + table.at(row, "p") + ",beta=" + table.at(row, "beta") +
                              ",field=" + table.at(row, "field"))
                    .mixture;
            CHECK(close_relative(mixture.nu1(), table.number(row, "nu1"), tolerance::mixture_weights));
            CHECK(close_relative(mixture.nu2(), table.number(row, "nu2"), tolerance::mixture_weights));
            CHECK(close(complexity_all(mixture, IndexClass::total()), table.number(row, "theta_total_R"),
                        tolerance::theory_formula));
            CHECK(close(complexity_all(mixture, IndexClass::fixed(0)), table.number(row, "theta_0_R"),
                        tolerance::theory_formula));
            CHECK(close(complexity_all(mixture, IndexClass::fixed(1)), table.number(row, "theta_1_R"),
                        tolerance::theory_formula));
        });
    }
}

}  // namespace
}  // namespace glasscape
