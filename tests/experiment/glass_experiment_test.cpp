// Where theory and drawn Hamiltonians meet.
#include <array>
#include <cmath>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "glasscape/core/random.hpp"
#include "glasscape/experiment/critical_counts.hpp"
#include "glasscape/experiment/descent.hpp"
#include "glasscape/landscape/hamiltonian.hpp"
#include "glasscape/mixture/spec.hpp"
#include "glasscape/sphere/sphere.hpp"
#include "glasscape/stats/running_mean.hpp"
#include "glasscape/table/csv.hpp"

#include "experiment/descent_energies.hpp"
#include "papers/littwin_wolf_2016/theorems_3_and_4.hpp"
#include "tolerances.hpp"

namespace glasscape {
namespace {

namespace tolerance = testing::tolerance;

CsvText text_of(const Table& table) {
    return parse_csv(to_csv(table), "table");
}

TEST_SUITE("experiment") {
    TEST_CASE("censuses written as points come back the same") {
        const CountRequest request{parse_mixture("pure:3").mixture, 4, 6, 5};
        std::vector<std::optional<SampleCensus>> censuses;
        run_censuses(request, censuses);
        const CountRequest other{parse_mixture("pure:4").mixture, 4, 6, 5};
        for (const auto& census : censuses) {
            Table table = census_points_table();
            add_points(table, request, *census);
            const auto restored = census_of_points(text_of(table), request);
            REQUIRE(restored);
            CHECK(restored->sample == census->sample);
            CHECK(restored->euler_ok == census->euler_ok);
            CHECK(restored->starts == census->starts);
            REQUIRE(restored->points.size() == census->points.size());
            for (std::size_t k = 0; k < restored->points.size(); ++k)
                CHECK(restored->points[k].energy == census->points[k].energy);
            CHECK_FALSE(census_of_points(text_of(table), other));
        }
    }

    TEST_CASE("a census with a point missing, changed or twice is not taken back") {
        const CountRequest request{parse_mixture("pure:3").mixture, 4, 1, 5};
        Table table = census_points_table();
        add_points(table, request, census_of_sample(request, 0));
        const auto whole = text_of(table);
        REQUIRE(census_of_points(whole, request));
        for (const std::size_t k : {std::size_t{0}, whole.rows.size() / 2, whole.rows.size() - 1}) {
            auto cut = whole;
            cut.rows.erase(cut.rows.begin() + static_cast<std::ptrdiff_t>(k));
            CHECK_FALSE(census_of_points(cut, request));
            auto twice = whole;
            twice.rows.push_back(whole.rows[k]);
            CHECK_FALSE(census_of_points(twice, request));
        }
        const auto index = static_cast<std::size_t>(whole.find("index"));
        auto changed = whole;
        changed.rows[0][index] = changed.rows[0][index] == "0" ? "1" : "0";
        CHECK_FALSE(census_of_points(changed, request));
    }

    TEST_CASE("a sample that fails its check is counted and reported, not dropped") {
        const CountRequest request{parse_mixture("pure:3").mixture, 4, 3, 5};
        std::vector<std::optional<SampleCensus>> censuses;
        run_censuses(request, censuses);
        std::vector<SampleCensus> list{*censuses[0], *censuses[1], *censuses[2]};
        list[1].points.pop_back();
        list[1].euler_ok = false;
        list[1].complete = false;
        Table table = count_table();
        add_counts(table, request, list, {});
        const auto csv = text_of(table);
        CHECK(csv.number(0, "samples") == 3.0);
        CHECK(csv.number(0, "euler_ok") == doctest::Approx(2.0 / 3.0));
        CHECK(csv.number(0, "complete") == doctest::Approx(2.0 / 3.0));
        const double points =
            static_cast<double>(list[0].points.size() + list[1].points.size() + list[2].points.size());
        CHECK(csv.number(0, "mean_count") == doctest::Approx(points / 3.0));
    }

    TEST_CASE("a census asks for a size it can do") {
        CHECK_THROWS_AS(require_countable({parse_mixture("pure:3").mixture, 1, 5, 1}), std::invalid_argument);
        CHECK_THROWS_AS(require_countable({parse_mixture("pure:3").mixture, 40, 5, 1}),
                        std::invalid_argument);
        CHECK_THROWS_AS(require_countable({parse_mixture("pure:3").mixture, 5, 0, 1}), std::invalid_argument);
        require_countable({parse_mixture("pure:3").mixture, 12, 5, 1});
    }

    TEST_CASE("a replica's descent does not depend on how many there are, to single precision") {
        DescentRequest request{parse_mixture("pure:3").mixture, 20, 2, 1, 3, {}, 0.5, {}};
        request.dynamics.steps = 10;
        const auto few = descend(request, 0);
        request.replicas = 9;
        const auto many = descend(request, 0);
        for (const auto& record : few)
            for (const auto& other : many)
                if (other.replica == record.replica && other.step == record.step)
                    CHECK(other.energy == doctest::Approx(record.energy).epsilon(1e-4));
    }

    TEST_CASE("noisy couplings shake a replica at rest, by their amplitude") {
        DescentRequest request{parse_mixture("pure:3").mixture, 30, 8, 1, 3, {}, 0.0, {}};
        request.dynamics.method = DynamicsMethod::stochastic;
        request.dynamics.steps = 600;
        const auto energy_of = [&](double noise) {
            request.noise = noise;
            RunningMean mean;
            for (const auto& record : descend(request, 0))
                if (record.step == 600) mean.add(record.energy);
            return mean.mean();
        };
        const double quiet = energy_of(0.0);
        CHECK(quiet < -1.3);
        CHECK(energy_of(3.0) > quiet + 0.05);
    }

    TEST_CASE("each disorder and step has noise of its own, whatever the number of steps") {
        // On the circle, with H linear, the angle that a first step turns by is -h (a + A n).t/sqrt 2: two
        // replicas give the direction n of the noise.
        const auto noise_of = [](std::int64_t disorder, std::int64_t steps) {
            DescentRequest request{parse_mixture("pure:1").mixture, 2, 2, 3, 11};
            request.dynamics.method = DynamicsMethod::stochastic;
            request.dynamics.steps = steps;
            request.dynamics.step = 0.01;
            request.couplings.precision = Precision::double_float;
            request.noise = 0.7;
            std::vector<double> energies(2);
            for (const auto& record : descend(request, disorder))
                if (record.step == 1) energies[static_cast<std::size_t>(record.replica)] = record.energy;
            CouplingOptions couplings;
            couplings.precision = Precision::double_float;
            const Hamiltonian h(request.mixture, 2, {11, static_cast<std::uint32_t>(disorder)}, couplings);
            std::array<std::array<double, 2>, 2> tangents{};
            std::array<double, 2> pushes{};
            for (std::size_t m = 0; m < 2; ++m) {
                RandomStream stream(11, Stream::start, static_cast<std::uint64_t>(disorder) << 32 | m);
                std::vector<double> s(2);
                draw_uniform_point(stream, s);
                std::vector<double> energy(1);
                std::vector<double> a(2);
                h.energies_and_gradients(s, energy, a);
                const double length = std::hypot(a[0], a[1]);
                // Of the two angles to a that the energy allows, the nearer to where it was.
                const double before = std::atan2(a[0] * s[1] - a[1] * s[0], a[0] * s[0] + a[1] * s[1]);
                const double angle = std::acos(2.0 * energies[m] / (length * std::sqrt(2.0)));
                const double turn =
                    std::abs(angle - before) < std::abs(-angle - before) ? angle - before : -angle - before;
                tangents[m] = {-s[1] / std::sqrt(2.0), s[0] / std::sqrt(2.0)};
                pushes[m] = (-std::tan(turn) * std::sqrt(2.0) / 0.01 - a[0] * tangents[m][0] -
                             a[1] * tangents[m][1]) /
                            0.7;
            }
            const double determinant = tangents[0][0] * tangents[1][1] - tangents[0][1] * tangents[1][0];
            return std::array{(pushes[0] * tangents[1][1] - pushes[1] * tangents[0][1]) / determinant,
                              (pushes[1] * tangents[0][0] - pushes[0] * tangents[1][0]) / determinant};
        };
        std::vector<std::array<double, 2>> all;
        for (std::int64_t d = 0; d < 3; ++d) {
            const auto noise = noise_of(d, 1);
            CHECK(std::hypot(noise[0], noise[1]) < 6.0);
            for (const auto& other : all)
                CHECK(std::hypot(noise[0] - other[0], noise[1] - other[1]) > 0.01);
            all.push_back(noise);
            const auto longer = noise_of(d, 5);
            CHECK(longer[0] == doctest::Approx(noise[0]).epsilon(tolerance::recovered_noise));
            CHECK(longer[1] == doctest::Approx(noise[1]).epsilon(tolerance::recovered_noise));
        }
    }

    TEST_CASE(
        "Theorems 3 and 4: the formula is the limit of finite steps, the mean push is the predicted one") {
        for (const auto& table : {text_of(theorem3_table(400, 3)), text_of(theorem4_table(400, 3))}) {
            for (std::size_t row = 0; row < table.rows.size(); ++row) {
                const double mu = table.number(row, "mu");
                CHECK(table.number(row, "relative_error") < tolerance::finite_step * mu);
                CHECK(std::abs(table.number(row, "z_score")) < tolerance::standard_errors);
                if (table.at(row, "case") == "layer not skipped") CHECK(table.number(row, "grows") == 1.0);
                CHECK(table.number(row, "grows") > 0.5);
            }
        }
    }
}

}  // namespace
}  // namespace glasscape
