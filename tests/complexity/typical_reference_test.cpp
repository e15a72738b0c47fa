// Typical complexity against the reference tables.
#include <algorithm>
#include <cmath>
#include <string>

#include <doctest/doctest.h>

#include "glasscape/complexity/ground_state.hpp"
#include "glasscape/complexity/typical.hpp"
#include "glasscape/complexity/typical_energies.hpp"
#include "glasscape/mixture/spec.hpp"

#include "complexity/typical/annealed_test.hpp"
#include "complexity/typical/level_search.hpp"
#include "reference.hpp"
#include "tolerances.hpp"

namespace glasscape {
namespace {

using testing::check_every_row;
using testing::close;
namespace tolerance = testing::tolerance;

// The tables' minima of a bound are as flat as 1e-13 of it: overlaps and sizes to its root.
constexpr double flat_minimum = 1e-8;
// The tables' least slopes are over 200 nodes in c, without the limit c -> 0.
constexpr double least_over_nodes = 5e-3;

Mixture mixture_at(const CsvText& table, std::size_t row) {
    return parse_mixture(table.at(row, "mixture")).mixture;
}

// An empty cell stands for what does not exist.
void check_number(double value, const CsvText& table, std::size_t row, const std::string& column,
                  double allowed) {
    CAPTURE(column);
    if (table.at(row, column).empty())
        CHECK(std::isnan(value));
    else
        CHECK(close(value, table.number(row, column), allowed));
}

void check_point(const TypicalPoint& point, const CsvText& table, std::size_t row) {
    CHECK(to_string(point.phase) == table.at(row, "phase"));
    CHECK(close(point.annealed, table.number(row, "theta_annealed"), tolerance::theory_formula));
    check_number(point.value, table, row, "sigma", tolerance::theory_formula);
    const bool beyond = point.phase == TypicalPhase::beyond;
    check_number(point.overlap, table, row, "c", beyond ? flat_minimum : tolerance::ten_digits);
    check_number(point.block_size, table, row, "m", beyond ? flat_minimum : tolerance::ten_digits);
}

// The functional at the table's own levels.
void check_levels(const CsvText& table, std::size_t row) {
    if (table.at(row, "c").empty() || table.at(row, "phase") != "1RSB") return;
    const auto mixture = mixture_at(table, row);
    ReplicaLevels levels;
    levels.overlaps = {overlap_level(mixture, 0.0), overlap_level(mixture, table.number(row, "c"))};
    levels.sizes = {table.number(row, "m")};
    const auto count = replicated_count(mixture, table.number(row, "u"), table.number(row, "x"), levels);
    CHECK(close(count.value, table.number(row, "sigma"), tolerance::theory_formula));
    CHECK(close(count.energy_conjugate, table.number(row, "beta_hat"), tolerance::ten_digits * 10));
    CHECK(std::abs(count.by_overlap[1]) < tolerance::cancelling_terms);
    CHECK(std::abs(count.by_size[0]) < tolerance::cancelling_terms);
}

void check_transition(const CsvText& table, std::size_t row) {
    const auto mixture = mixture_at(table, row);
    const auto kind = table.at(row, "kind");
    const double u = table.number(row, "u");
    if (kind == "zero_line_end") {
        const auto ends = clustered_band_ends(mixture);
        CHECK(std::any_of(ends.begin(), ends.end(), [&](const RadialPoint& end) {
            return close(end.u, u, tolerance::bracketed_root) &&
                   close(end.x, table.number(row, "x"), tolerance::bracketed_root);
        }));
        return;
    }
    const auto energies = typical_energies(mixture);
    if (kind == "dominant_rs_1rsb" || kind == "dominant_continuous") {
        CHECK(close(energies.onset, u, tolerance::bracketed_root));
    } else if (kind == "dominant_zero") {
        CHECK(close(energies.zero, u, tolerance::bracketed_root));
        CHECK(energies.zero_phase == TypicalPhase::one_step);
    } else if (kind == "dominant_marginal") {
        CHECK(close(energies.marginal, u, tolerance::bracketed_root));
    } else {
        FAIL_CHECK("unknown kind " << kind);
    }
}

TEST_SUITE("reference") {
    TEST_CASE("typical complexity by energy") {
        check_every_row("typical/quenched_dominant.csv", [](const CsvText& table, std::size_t row) {
            const TypicalComplexity typical(mixture_at(table, row));
            const auto point = typical.density(IndexClass::total(), table.number(row, "u"));
            check_point(point, table, row);
            CHECK(close(point.x, table.number(row, "x"), tolerance::ten_digits));
            check_levels(table, row);
        });
    }

    TEST_CASE("typical complexity of minima") {
        check_every_row("typical/quenched_minima.csv", [](const CsvText& table, std::size_t row) {
            const TypicalComplexity typical(mixture_at(table, row));
            const auto point = typical.density(IndexClass::fixed(0), table.number(row, "u"));
            check_point(point, table, row);
            if (point.phase == TypicalPhase::empty) return;
            CHECK(close(point.x, table.number(row, "x"), tolerance::ten_digits));
            CHECK((point.marginal ? "marginal" : "interior") == table.at(row, "place"));
            check_levels(table, row);
        });
    }

    TEST_CASE("typical complexity in the plane") {
        check_every_row("typical/quenched_plane.csv", [](const CsvText& table, std::size_t row) {
            const auto mixture = mixture_at(table, row);
            const double u = table.number(row, "u");
            const double x = table.number(row, "x");
            const auto point = TypicalComplexity(mixture).at(u, x);
            check_point(point, table, row);
            check_levels(table, row);
            const auto base = LevelSearch(mixture).without_blocks(u, x);
            const double least = table.number(row, "min_phi_over_c2");
            CHECK((base->test < 0.0) == (least < 0.0));
            CHECK(base->test <= least + tolerance::rounding_slack * 1e6);
            CHECK(base->test > least - least_over_nodes * (1.0 + std::abs(least)));
        });
    }

    TEST_CASE("typical complexity with a field") {
        check_every_row("typical/quenched_field.csv", [](const CsvText& table, std::size_t row) {
            const auto mixture = mixture_at(table, row);
            const double u = table.number(row, "u");
            if (table.at(row, "phase") == "zero") {
                const auto energies = typical_energies(mixture);
                CHECK(close(energies.zero, u, tolerance::twelve_decimals));
                return;
            }
            const auto point = TypicalComplexity(mixture).density(IndexClass::total(), u);
            CHECK(to_string(point.phase) == table.at(row, "phase"));
            CHECK(close(point.annealed, table.number(row, "theta_annealed"), tolerance::theory_formula));
            CHECK(close(point.value, table.number(row, "sigma"), tolerance::theory_formula));
            CHECK(close(point.x, table.number(row, "x"), tolerance::ten_digits));
            CHECK(close(point.field_overlap, table.number(row, "c0"), tolerance::ten_digits));
        });
    }

    TEST_CASE("transitions of the typical complexity") {
        check_every_row("typical/quenched_transitions.csv", check_transition);
    }
}

}  // namespace
}  // namespace glasscape
