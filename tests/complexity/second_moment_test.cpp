// Second moments at finite N: closed forms, identities, tables sampled by an independent program.
#include "glasscape/complexity/pairs/second_moment.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "glasscape/complexity/finite_size.hpp"
#include "glasscape/core/threads.hpp"
#include "glasscape/mixture/spec.hpp"

#include "complexity/pairs/pair_law.hpp"
#include "reference.hpp"
#include "tolerances.hpp"

namespace glasscape {
namespace {

using testing::check_every_row;
using testing::close_relative;
namespace tolerance = testing::tolerance;

const std::vector<EnergyFilter> all_energies{EnergyFilter::all()};

SecondMoment moment_of(const std::string& spec, int size, std::int64_t samples) {
    SecondMomentRequest request;
    request.size = size;
    request.samples = samples;
    return second_moment(parse_mixture(spec).mixture, request, all_energies);
}

bool agree(const Estimate& a, double b, double b_error) {
    return std::abs(a.value - b) < tolerance::standard_errors_of_many * std::hypot(a.std_error, b_error);
}

TEST_SUITE("complexity") {
    TEST_CASE("on a circle the second moment is in closed form: counts are 2 or 6, 4 or 8") {
        const auto cubic = moment_of("pure:3", 2, 2);
        const double mean3 = std::exp(log_mean_total(parse_mixture("pure:3").mixture, 2));
        CHECK(cubic.exact);
        CHECK(cubic.counts[0].second_moment.std_error == 0.0);
        CHECK(close_relative(cubic.counts[0].second_moment.value, 8.0 * mean3 - 12.0,
                             tolerance::cancelling_terms));
        const auto even = moment_of("terms:2=0.5,4=0.5", 2, 2);
        const double mean24 = std::exp(log_mean_total(parse_mixture("terms:2=0.5,4=0.5").mixture, 2));
        CHECK(close_relative(even.counts[0].second_moment.value, 12.0 * mean24 - 32.0,
                             tolerance::cancelling_terms));
        CHECK(close_relative(moment_of("terms:2=0.3,3=0.7", 2, 2).counts[0].second_moment.value,
                             26.7799368417287, tolerance::cancelling_terms));
        // Half of the points are minima, in every sample.
        for (const auto* moment : {&cubic, &even})
            for (const auto& product : moment->counts[0].by_index)
                CHECK(close_relative(product.value, 0.25 * moment->counts[0].second_moment.value,
                                     tolerance::cancelling_terms));
        for (const auto* moment : {&cubic, &even})
            CHECK(std::abs(moment->signed_sum.value - moment->signed_exact) <
                  tolerance::cancelling_terms * 30.0);
    }

    TEST_CASE("a quadratic landscape has 2N points, two of each index, in every sample") {
        const auto moment = moment_of("pure:2", 7, 2);
        CHECK(moment.exact);
        CHECK(moment.counts[0].second_moment.value == doctest::Approx(4.0 * 49.0));
        CHECK(moment.counts[0].by_index[3].value == doctest::Approx(4.0));
        CHECK(moment.counts[0].by_overlap[0].value == doctest::Approx(4.0 * 49.0 - 28.0));
        CHECK(moment.signed_sum.value == doctest::Approx(4.0 - 28.0));
        const auto linear = moment_of("pure:1", 5, 2);
        CHECK(linear.counts[0].second_moment.value == doctest::Approx(4.0));
        CHECK(linear.counts[0].by_index[4].value == doctest::Approx(1.0));
        CHECK(linear.counts[0].by_index[1].value == 0.0);
    }

    TEST_CASE("the signed sum of every sampled moment is its exact value") {
        for (const auto* spec :
             {"pure:3", "terms:2=0.3,3=0.7", "terms:2=0.5,4=0.5", "terms:1=0.2,2=0.3,3=0.5"})
            for (const int size : {3, 4, 5}) {
                CAPTURE(spec);
                CAPTURE(size);
                const auto moment = moment_of(spec, size, 3000);
                CHECK(agree(moment.signed_sum, moment.signed_exact, 0.0));
                CHECK(moment.counts[0].second_moment.effective_share > 0.02);
            }
    }

    TEST_CASE("products of indices and bins of overlap add up, and mirror") {
        SecondMomentRequest request;
        request.size = 4;
        request.samples = 3000;
        request.overlap_edges = {-1.0, -0.5, 0.0, 0.25, 1.0};
        request.nodes_per_bin = 10;
        const auto counts = second_moment(parse_mixture("pure:4").mixture, request, all_energies).counts[0];
        double indices = 0.0;
        for (const auto& product : counts.by_index)
            indices += product.value;
        CHECK(close_relative(indices, counts.second_moment.value, tolerance::long_sum));
        double bins = counts.antipodal_pairs + counts.mean;
        for (const auto& bin : counts.by_overlap)
            bins += bin.value;
        CHECK(close_relative(bins, counts.second_moment.value, tolerance::long_sum));
        CHECK(counts.antipodal_pairs == doctest::Approx(counts.mean));
        const auto at = [&](std::size_t k, std::size_t l) { return counts.by_index[4 * k + l]; };
        for (std::size_t k = 0; k < 4; ++k)
            for (std::size_t l = 0; l < 4; ++l) {
                CHECK(at(k, l).value == doctest::Approx(at(l, k).value));
                CHECK(agree(at(k, l), at(3 - k, 3 - l).value, at(3 - k, 3 - l).std_error));
            }
    }

    TEST_CASE("two points at right angles are independent where all orders are 5 and above") {
        const auto mixture = pure_mixture(5);
        SecondMomentRequest request;
        request.size = 4;
        request.samples = 20'000;
        const std::vector<double> orthogonal{0.0};
        const auto density = pair_density(mixture, request, orthogonal).front();
        const double mean = std::exp(log_mean_total(mixture, 4));
        const double volumes = 2.0 / std::acos(-1.0);  // S^2 over S^3
        CHECK(agree(density.all, mean * mean * volumes, 0.0));
    }

    TEST_CASE("windows of energy that cover the line, and antipodes of odd orders") {
        SecondMomentRequest request;
        request.size = 3;
        request.samples = 3000;
        const auto mixture = parse_mixture("pure:3").mixture;
        const std::vector<EnergyFilter> filters{EnergyFilter::all(), EnergyFilter::window(-20.0, 20.0),
                                                EnergyFilter::window(-2.0, -0.5),
                                                EnergyFilter::window(0.5, 2.0)};
        const auto moment = second_moment(mixture, request, filters);
        CHECK(close_relative(moment.counts[1].second_moment.value, moment.counts[0].second_moment.value,
                             tolerance::large_counts));
        CHECK(moment.counts[2].antipodal_pairs == 0.0);
        CHECK(agree(moment.counts[2].second_moment, moment.counts[3].second_moment.value,
                    moment.counts[3].second_moment.std_error));
        CHECK(moment.counts[2].second_moment.value >= moment.counts[2].mean);
    }

    TEST_CASE("second moments do not depend on the number of threads") {
        set_thread_count(1);
        const auto one = moment_of("pure:3", 4, 2000);
        set_thread_count(2);
        const auto two = moment_of("pure:3", 4, 2000);
        set_thread_count(0);
        CHECK(one.counts[0].second_moment.value == two.counts[0].second_moment.value);
        CHECK(one.counts[0].second_moment.std_error == two.counts[0].second_moment.std_error);
    }

    TEST_CASE("a second moment that cannot be computed says why") {
        CHECK_THROWS_WITH_AS(moment_of("pure:3", 61, 10), doctest::Contains("N = 2 to 60"),
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS(moment_of("pure:3", 4, 1), doctest::Contains("error bar"),
                             std::invalid_argument);
        SecondMomentRequest request;
        request.size = 4;
        const std::vector<EnergyFilter> window{EnergyFilter::window(-2.0, -1.0)};
        CHECK_THROWS_WITH_AS(second_moment(pure_mixture(2), request, window), doctest::Contains("pure:2"),
                             std::invalid_argument);
        request.overlap_edges = {-1.0, 0.5, 0.5, 1.0};
        CHECK_THROWS_WITH_AS(second_moment(pure_mixture(3), request, all_energies),
                             doctest::Contains("increase"), std::invalid_argument);
    }
}

TEST_SUITE("reference") {
    TEST_CASE("second moments") {
        check_every_row("typical/second_moment.csv", [](const CsvText& table, std::size_t row) {
            const auto spec = table.at(row, "mixture");
            const int size = static_cast<int>(table.number(row, "size"));
            CAPTURE(spec);
            CAPTURE(size);
            const auto moment = moment_of(spec, size, 6000);
            const auto& counts = moment.counts[0];
            CHECK(close_relative(counts.mean, table.number(row, "mean_count"), tolerance::total_count));
            if (size == 2) {
                CHECK(close_relative(counts.second_moment.value, table.number(row, "second_moment"),
                                     tolerance::cancelling_terms));
                return;
            }
            CHECK(agree(counts.second_moment, table.number(row, "second_moment"),
                        table.number(row, "second_moment_se")));
            CHECK(std::abs(moment.signed_exact - table.number(row, "signed_exact")) < 1e-6);
            // Rare samples carry pairs of minima: below a hundred effective ones the error is not to be trusted.
            SecondMomentRequest request;
            request.size = size;
            request.spread = 1.6;
            request.samples = size <= 4 ? 20'000 : 400'000;
            const auto of_minima = second_moment(parse_mixture(spec).mixture, request, all_energies);
            const auto& minima = of_minima.counts[0].by_index[0];
            CHECK(minima.effective_share * static_cast<double>(request.samples) > 100.0);
            CHECK(agree({minima.value - counts.mean_by_index[0], minima.std_error},
                        table.number(row, "minima_offdiagonal") +
                            (spec == "terms:2=0.5,4=0.5" ? counts.mean_by_index[0] : 0.0),
                        table.number(row, "minima_offdiagonal_se")));
        });
    }

    TEST_CASE("densities of pairs") {
        using Key = std::pair<std::string, int>;
        std::map<Key, std::vector<PairDensity>> densities;
        check_every_row("typical/twopoint_density.csv", [&](const CsvText& table, std::size_t row) {
            const Key key{table.at(row, "mixture"), static_cast<int>(table.number(row, "size"))};
            const double q = table.number(row, "overlap");
            CAPTURE(key.first);
            CAPTURE(key.second);
            CAPTURE(q);
            const auto mixture = parse_mixture(key.first).mixture;
            CHECK(std::abs(log_pair_prefactor(mixture, key.second, q) - table.number(row, "log_prefactor")) <
                  tolerance::closed_form * 10.0);
            auto& known = densities[key];
            auto found = std::find_if(known.begin(), known.end(),
                                      [&](const PairDensity& one) { return one.overlap == q; });
            if (found == known.end()) {
                SecondMomentRequest request;
                request.size = key.second;
                request.samples = 6000;
                const std::vector<double> overlaps{q};
                known.push_back(pair_density(mixture, request, overlaps).front());
                found = known.end() - 1;
            }
            CHECK(agree(found->all, table.number(row, "density"), table.number(row, "density_se")));
            CHECK(agree(found->minima, table.number(row, "minima_density"),
                        table.number(row, "minima_density_se")));
        });
    }

    TEST_CASE("overlaps of pairs found in samples, by an independent census") {
        using Key = std::pair<std::string, int>;
        constexpr std::int64_t samples = 40'000;
        std::map<Key, PairCounts> all;
        std::map<Key, PairCounts> low;
        int compared = 0;
        check_every_row("typical/twopoint_brute_force.csv", [&](const CsvText& table, std::size_t row) {
            const Key key{table.at(row, "mixture"), static_cast<int>(table.number(row, "size"))};
            const auto kind = table.at(row, "kind");
            if (kind == "minima") return;  // in the densities above
            if (!all.contains(key)) {
                SecondMomentRequest request;
                request.size = key.second;
                request.samples = samples;
                request.nodes_per_bin = 4;
                request.overlap_edges.clear();
                for (int i = -10; i <= 10; ++i)
                    request.overlap_edges.push_back(i / 10.0);
                const std::vector<EnergyFilter> filters{EnergyFilter::all(), EnergyFilter::below(-0.8)};
                const auto moment = second_moment(parse_mixture(key.first).mixture, request, filters);
                all[key] = moment.counts[0];
                low[key] = moment.counts[1];
            }
            const auto bin =
                static_cast<std::size_t>(std::lround(10.0 * table.number(row, "overlap_lo")) + 10);
            const auto& expected = (kind == "all" ? all : low)[key].by_overlap[bin];
            CAPTURE(key.first);
            CAPTURE(key.second);
            CAPTURE(kind);
            CAPTURE(bin);
            const double counted = table.number(row, "brute_force");
            // Means that a few samples carry have no error bar to trust, nor have rare counts.
            constexpr double enough_samples = 100.0;
            if (expected.effective_share * samples < enough_samples || counted < 0.05) return;
            ++compared;
            CHECK(agree(expected, counted, table.number(row, "brute_force_se")));
        });
        CHECK(compared > 200);
    }
}

}  // namespace
}  // namespace glasscape
