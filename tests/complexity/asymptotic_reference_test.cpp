// Asymptotic complexity, thresholds and ground states against the reference tables.
#include <cmath>
#include <map>
#include <string>

#include <doctest/doctest.h>

#include "glasscape/complexity/complexity.hpp"
#include "glasscape/complexity/ground_state.hpp"
#include "glasscape/complexity/thresholds.hpp"
#include "glasscape/mixture/spec.hpp"

#include "complexity/kac_rice_rate.hpp"
#include "reference.hpp"
#include "tolerances.hpp"

namespace glasscape {
namespace {

using testing::check_every_row;
using testing::close;
namespace tolerance = testing::tolerance;

Mixture mixture_of(const CsvText& table, std::size_t row) {
    return parse_mixture(table.at(row, "mixture")).mixture;
}

void check_density(const CsvText& table, std::size_t row, IndexClass index, const std::string& name) {
    CAPTURE(name);
    const auto point = complexity_density(mixture_of(table, row), index, table.number(row, "u"));
    CHECK(close(point.value, table.number(row, "theta_" + name), tolerance::theory_formula));
    const double x = table.number(row, "x_" + name);
    CHECK(std::isnan(point.x) == std::isnan(x));
    if (!std::isnan(x)) CHECK(close(point.x, x, tolerance::maximiser));
}

/// `value` negative or NaN for what does not exist; the table gives the positive number or nan.
void check_depth(double value, double depth) {
    CHECK(std::isnan(value) == std::isnan(depth));
    if (!std::isnan(depth)) CHECK(close(-value, depth, tolerance::bracketed_root));
}

TEST_SUITE("reference") {
    TEST_CASE("Theta(u, x)") {
        check_every_row("theta_ux.csv", [](const CsvText& table, std::size_t row) {
            CHECK(close(kac_rice_rate(mixture_of(table, row), table.number(row, "u"), table.number(row, "x")),
                        table.number(row, "theta"), tolerance::theory_formula));
        });
    }

    TEST_CASE("Theta(u) and Theta_k(u)") {
        check_every_row("theta_u.csv", [](const CsvText& table, std::size_t row) {
            check_density(table, row, IndexClass::total(), "total");
            for (int k = 0; k <= 2; ++k) {
                const auto name = std::to_string(k);
                const auto point =
                    complexity_density(mixture_of(table, row), IndexClass::fixed(k), table.number(row, "u"));
                CAPTURE(k);
                CHECK(close(point.value, table.number(row, "theta_" + name), tolerance::theory_formula));
                if (std::isfinite(point.value))
                    CHECK(close(point.x, table.number(row, "x_" + name), tolerance::maximiser));
            }
        });
    }

    TEST_CASE("extensive index") {
        check_every_row("theta_gamma.csv", [](const CsvText& table, std::size_t row) {
            const auto mixture = mixture_of(table, row);
            const auto index = IndexClass::fraction(table.number(row, "gamma"));
            CHECK(close(complexity_all(mixture, index), table.number(row, "theta_gamma_R"),
                        tolerance::theory_formula));
            const double u = most_likely_energy(mixture, index);
            CHECK(close(u, table.number(row, "u_at_max"), tolerance::theory_formula));
            CHECK(close(complexity_density(mixture, index, u).value, table.number(row, "theta_gamma_R"),
                        tolerance::theory_formula));
        });
    }

    TEST_CASE("thresholds and ground states") {
        check_every_row("energies.csv", [](const CsvText& table, std::size_t row) {
            const auto mixture = mixture_of(table, row);
            CHECK(close(complexity_all(mixture, IndexClass::total()), table.number(row, "theta_total_R"),
                        tolerance::theory_formula));
            CHECK(close(complexity_all(mixture, IndexClass::fixed(0)), table.number(row, "theta_0_R"),
                        tolerance::theory_formula));
            CHECK(close(complexity_all(mixture, IndexClass::fixed(1)), table.number(row, "theta_1_R"),
                        tolerance::theory_formula));
            CHECK(close(threshold_energy(mixture), table.number(row, "u_th"), tolerance::theory_formula));
            const auto marginal = marginal_energies(mixture);
            CHECK(close(marginal.minus, table.number(row, "u_marginal_minus"), tolerance::theory_formula));
            CHECK(close(marginal.plus, table.number(row, "u_marginal_plus"), tolerance::theory_formula));
            CHECK(close(bulk_edge_energy(mixture), table.number(row, "u_bulk_edge"),
                        tolerance::theory_formula));
            for (int k = 0; k <= 4; ++k) {
                CAPTURE(k);
                check_depth(lowest_energy(mixture, k), table.number(row, "E_" + std::to_string(k)));
            }
            const auto state = ground_state(mixture);
            CHECK(state.structure == table.at(row, "GS_structure"));
            check_depth(state.energy, table.number(row, "GS"));
            CHECK(state.certificate < tolerance::certified_optimum);
            CHECK(
                close(state.pieces.front().b_from, table.number(row, "GS_L"), tolerance::certified_optimum));
            const auto algorithmic = algorithmic_energy(mixture);
            check_depth(algorithmic.energy, table.number(row, "E_alg"));
            CHECK(close(algorithmic.qhat, table.number(row, "E_alg_qhat"), tolerance::cancelling_terms));
            // A discretised convex minimisation bounds the ground state from below in energy.
            const auto grid = ground_state_on_grid(mixture, 120);
            CHECK(grid.energy <= state.energy + tolerance::rounding_slack);
            CHECK(grid.energy >= state.energy - 5e-6);
        });
    }
}

}  // namespace
}  // namespace glasscape
