#include "glasscape/complexity/finite_size.hpp"

#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>
#include <stdexcept>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "glasscape/complexity/complexity.hpp"
#include "glasscape/complexity/finite_sample.hpp"
#include "glasscape/core/threads.hpp"
#include "glasscape/mixture/spec.hpp"

#include "tolerances.hpp"

namespace glasscape {
namespace {

namespace tolerance = testing::tolerance;

constexpr double infinity = std::numeric_limits<double>::infinity();
const std::vector<EnergyFilter> everything{EnergyFilter::all()};

Mixture mixture(const std::string& spec) {
    return parse_mixture(spec).mixture;
}

std::vector<int> all_indices(int size) {
    std::vector<int> indices(static_cast<std::size_t>(size));
    std::iota(indices.begin(), indices.end(), 0);
    return indices;
}

std::vector<double> counts(const Mixture& m, int size) {
    auto values = log_mean_by_index(m, size, all_indices(size), everything).log_mean.front();
    for (double& value : values)
        value = std::exp(value);
    return values;
}

/// Pure p = 2.
void check_two_of_each_index(int size) {
    CAPTURE(size);
    for (const double count : counts(mixture("pure:2"), size))
        CHECK(count == doctest::Approx(2.0).epsilon(tolerance::large_counts));
}

void check_index_sums(int size) {
    for (const auto* spec : {"pure:3", "resnet:p=10,beta=0.5", "resnet:p=10,beta=0.05"}) {
        CAPTURE(spec);
        CAPTURE(size);
        const auto m = mixture(spec);
        const auto values = counts(m, size);
        const double total = std::exp(log_mean_total(m, size));
        double sum = 0.0;
        double alternating = 0.0;
        for (std::size_t k = 0; k < values.size(); ++k) {
            sum += values[k];
            alternating += k % 2 == 0 ? values[k] : -values[k];
            CHECK(values[k] ==
                  doctest::Approx(values[values.size() - 1 - k]).epsilon(tolerance::rare_counts));
        }
        CHECK(sum == doctest::Approx(total).epsilon(tolerance::count_by_index));
        CHECK(std::abs(alternating - (size % 2 == 0 ? 0.0 : 2.0)) < tolerance::large_counts * total);
    }
}

TEST_SUITE("complexity") {
    TEST_CASE("pure p = 2 has 2N critical points at every N, two of each index") {
        for (const int size : {2, 3, 37, 100, 499, 500})
            CHECK(std::abs(std::expm1(log_mean_total(mixture("pure:2"), size) - std::log(2.0 * size))) <
                  tolerance::total_count);
        for (const int size : {2, 5, 20})
            check_two_of_each_index(size);
    }

    TEST_CASE("N = 2, pure p: 2 sqrt(3p-2) critical points, half of them minima") {
        for (const int p : {2, 3, 4, 17, 1000}) {
            const auto m = mixture("pure:" + std::to_string(p));
            const double total = 2.0 * std::sqrt(3.0 * p - 2.0);
            CHECK(std::exp(log_mean_total(m, 2)) == doctest::Approx(total).epsilon(tolerance::sum_of_terms));
            CHECK(counts(m, 2)[0] == doctest::Approx(0.5 * total).epsilon(tolerance::count_by_index));
        }
    }

    TEST_CASE("N = 3: minima, saddles and maxima in closed form") {
        for (const auto* spec : {"pure:3", "pure:20", "resnet:p=10,beta=0.5", "resnet:p=10,beta=0.05"}) {
            const auto m = mixture(spec);
            const double rho = m.curvature_ratio();
            const double saddles = 4.0 * std::pow(rho, 1.5) / std::sqrt(3.0 * rho + 1.0);
            const auto values = counts(m, 3);
            CHECK(values[1] == doctest::Approx(saddles).epsilon(tolerance::count_by_index));
            CHECK(values[0] == doctest::Approx(1.0 + 0.5 * saddles).epsilon(tolerance::count_by_index));
            CHECK(values[2] == doctest::Approx(1.0 + 0.5 * saddles).epsilon(tolerance::count_by_index));
        }
    }

    TEST_CASE("indices add up to the total, alternate to the Euler characteristic, mirror k -> N-1-k") {
        for (const int size : {4, 7, 16})
            check_index_sums(size);
    }

    TEST_CASE("a trivial landscape keeps one minimum and one maximum as N grows") {
        const auto m = mixture("resnet:p=10,beta=0.02");
        CHECK(std::exp(log_mean_total(m, 500)) == doctest::Approx(2.0).epsilon(tolerance::large_counts));
        CHECK(std::exp(log_mean_total(mixture("pure:1"), 50)) ==
              doctest::Approx(2.0).epsilon(tolerance::few_roundings));
    }

    TEST_CASE("energy windows that cover the line add up to the count over all energies") {
        const std::vector<EnergyFilter> windows{
            EnergyFilter::window(-infinity, -1.7), EnergyFilter::window(-1.7, -1.2),
            EnergyFilter::window(-1.2, 0.1), EnergyFilter::window(0.1, infinity)};
        // The third mixture is so nearly pure that its filters are narrower than the plain grid resolves.
        for (const auto* spec : {"pure:3", "resnet:p=10,beta=0.5", "terms:3=0.99999,4=0.00001"}) {
            CAPTURE(spec);
            const auto m = mixture(spec);
            const int size = 9;
            const auto by_window = log_mean_by_index(m, size, all_indices(size), windows);
            const auto whole = counts(m, size);
            for (std::size_t k = 0; k < whole.size(); ++k) {
                double sum = 0.0;
                for (const auto& row : by_window.log_mean)
                    sum += std::exp(row[k]);
                // both sides round
                CHECK(sum == doctest::Approx(whole[k]).epsilon(2.0 * tolerance::count_by_index));
            }
            double total = 0.0;
            for (const double value : log_mean_total(m, size, windows))
                total += std::exp(value);
            CHECK(total ==
                  doctest::Approx(std::exp(log_mean_total(m, size))).epsilon(tolerance::total_count));
        }
    }

    TEST_CASE("nearly pure mixtures approach the pure ones window by window") {
        const std::vector<EnergyFilter> windows{EnergyFilter::window(-1.8, -1.3),
                                                EnergyFilter::window(-0.5, 0.2)};
        const auto pure = log_mean_total(mixture("pure:3"), 12, windows);
        const auto nearly = log_mean_total(mixture("terms:3=0.99999999,4=0.00000001"), 12, windows);
        for (std::size_t f = 0; f < windows.size(); ++f)
            CHECK(nearly[f] == doctest::Approx(pure[f]).epsilon(tolerance::nearly_pure));
    }

    TEST_CASE("count(k, [a, b)) = count(N-1-k, [-b, -a))") {
        const std::vector<EnergyFilter> windows{EnergyFilter::window(-1.5, -0.7),
                                                EnergyFilter::window(0.7, 1.5)};
        for (const auto* spec : {"pure:4", "resnet:p=10,beta=0.5"}) {
            const auto result = log_mean_by_index(mixture(spec), 6, all_indices(6), windows).log_mean;
            for (std::size_t k = 0; k < 6; ++k)
                CHECK(result[0][k] == doctest::Approx(result[1][5 - k]).epsilon(tolerance::large_counts));
        }
    }

    TEST_CASE("the density in energy integrates to the count below, and below to everything") {
        for (const auto* spec : {"pure:3", "resnet:p=10,beta=0.5", "pure:1"}) {
            CAPTURE(spec);
            const auto m = mixture(spec);
            const std::vector<int> minima{0};
            std::vector<EnergyFilter> filters;
            const double step = 0.01;
            for (double u = -4.0 + 0.5 * step; u < -1.2; u += step)
                filters.push_back(EnergyFilter::density(u));
            filters.push_back(EnergyFilter::below(-1.2));
            const auto minima_logs = log_mean_by_index(m, 8, minima, filters).log_mean;
            const auto total_logs = log_mean_total(m, 8, filters);
            double minima_sum = 0.0;
            double total_sum = 0.0;
            for (std::size_t f = 0; f + 1 < filters.size(); ++f) {
                minima_sum += step * std::exp(minima_logs[f][0]);
                total_sum += step * std::exp(total_logs[f]);
            }
            CHECK(minima_sum ==
                  doctest::Approx(std::exp(minima_logs.back()[0])).epsilon(tolerance::midpoint_rule));
            CHECK(total_sum ==
                  doctest::Approx(std::exp(total_logs.back())).epsilon(tolerance::midpoint_rule));
        }
    }

    TEST_CASE("(1/N) log total approaches the asymptotic complexity like log N / N") {
        const auto m = mixture("pure:3");
        const double limit = complexity_all(m, IndexClass::total());
        const double rho = m.curvature_ratio();
        for (const int size : {100, 200, 500}) {
            // total ~ 4 sqrt(2 N rho/(pi (rho-1))) rho^((N-1)/2)
            const double leading = std::log(4.0) +
                                   0.5 * std::log(2.0 * size * rho / (std::numbers::pi * (rho - 1.0))) +
                                   (size - 1.0) * limit;
            CHECK(std::abs(log_mean_total(m, size) - leading) < 1.5 / size);
        }
    }

    TEST_CASE("sampling agrees with the exact counts within four standard errors, energies too") {
        const std::vector<IndexClass> indices{IndexClass::total(), IndexClass::fixed(0),
                                              IndexClass::fixed(3)};
        const std::vector<EnergyFilter> filters{EnergyFilter::all(), EnergyFilter::below(-1.2),
                                                EnergyFilter::density(-1.4)};
        const std::vector<int> fixed{0, 3};
        for (const auto* spec : {"pure:3", "resnet:p=10,beta=0.5", "resnet:p=10,beta=0.05"}) {
            const auto m = mixture(spec);
            const auto sampled = sample_mean_counts(m, {12, 20000, 3}, indices, filters);
            const auto total = log_mean_total(m, 12, filters);
            const auto by_index = log_mean_by_index(m, 12, fixed, filters).log_mean;
            for (std::size_t f = 0; f < filters.size(); ++f)
                for (std::size_t i = 0; i < indices.size(); ++i) {
                    CAPTURE(spec);
                    CAPTURE(f);
                    CAPTURE(i);
                    const auto& count = sampled[f][i];
                    const double exact = i == 0 ? total[f] : by_index[f][i - 1];
                    CAPTURE(count.std_error);
                    if (count.trustworthy)
                        CHECK(std::abs(count.log_mean - exact) <
                              tolerance::standard_errors * count.std_error + tolerance::rounding_slack);
                    CHECK(count.effective_share > 0.0);
                    CHECK(count.effective_share <= 1.0 + tolerance::rounding_slack);
                }
        }
    }

    TEST_CASE("maxima of H at u are minima of -H at -u, with a field and beyond N = 60 too") {
        for (const auto* spec : {"terms:1=0.3,3=0.7", "resnet:p=6,beta=1"})
            for (const int size : {8, 64}) {
                CAPTURE(spec);
                CAPTURE(size);
                const auto m = mixture(spec);
                const std::vector<int> maxima{size - 1};
                const std::vector<int> minima{0};
                for (const double u : {0.9, 1.3, 1.6}) {
                    const std::vector<EnergyFilter> above{EnergyFilter::density(u),
                                                          EnergyFilter::window(u, infinity)};
                    const std::vector<EnergyFilter> below{EnergyFilter::density(-u), EnergyFilter::below(-u)};
                    const auto high = log_mean_by_index(m, size, maxima, above).log_mean;
                    const auto low = log_mean_by_index(m, size, minima, below).log_mean;
                    for (std::size_t f = 0; f < 2; ++f)
                        // rare counts, at N = 64 by two routes
                        CHECK(high[f][0] == doctest::Approx(low[f][0]).epsilon(1e-9));
                }
            }
    }

    TEST_CASE("sampled windows far out, where the tilt carries the energies") {
        const std::vector<IndexClass> indices{IndexClass::fixed(0)};
        const std::vector<EnergyFilter> filters{EnergyFilter::below(-2.0), EnergyFilter::below(-1.0)};
        const std::vector<int> minima{0};
        const auto m = mixture("pure:20");
        const auto sampled = sample_mean_counts(m, {2, 40000, 5}, indices, filters);
        const auto exact = log_mean_by_index(m, 2, minima, filters).log_mean;
        for (std::size_t f = 0; f < filters.size(); ++f) {
            CHECK(sampled[f][0].std_error < 0.1);
            CHECK(std::abs(sampled[f][0].log_mean - exact[f][0]) <
                  tolerance::standard_errors * sampled[f][0].std_error + tolerance::rounding_slack);
        }
    }

    TEST_CASE("tails of the normal filter keep their digits beyond thirty deviations") {
        // log P(Z > 40) by its asymptotic series, summed to 16 digits.
        CHECK(log_normal_filter(EnergyFilter::window(40.0, infinity), 0.0, 1.0) ==
              doctest::Approx(-804.6084420137538).epsilon(tolerance::closed_form));
        CHECK(log_normal_filter(EnergyFilter::below(-80.0), 0.0, 2.0) ==
              doctest::Approx(-804.6084420137538).epsilon(tolerance::closed_form));
        const double before = log_normal_filter(EnergyFilter::window(29.999999, infinity), 0.0, 1.0);
        const double after = log_normal_filter(EnergyFilter::window(30.000001, infinity), 0.0, 1.0);
        // the slope of the logarithm by the first two terms of its series
        CHECK((before - after) / (2e-6 * (30.0 + 1.0 / 30.0)) == doctest::Approx(1.0).epsilon(1e-4));
    }

    TEST_CASE("sampled counts do not depend on the number of threads and do on the seed") {
        const std::vector<IndexClass> indices{IndexClass::total(), IndexClass::fixed(1)};
        const auto run = [&](int threads, std::uint64_t seed) {
            set_thread_count(threads);
            const auto result = sample_mean_counts(mixture("pure:3"), {10, 3000, seed}, indices, everything);
            set_thread_count(0);
            return result.front();
        };
        const auto one = run(1, 1);
        const auto three = run(3, 1);
        const auto other = run(1, 2);
        for (std::size_t i = 0; i < 2; ++i) {
            CHECK(one[i].log_mean == three[i].log_mean);
            CHECK(one[i].std_error == three[i].std_error);
            CHECK(one[i].log_mean != other[i].log_mean);
        }
    }

    TEST_CASE("rare events are owned up to") {
        const std::vector<IndexClass> minima{IndexClass::fixed(0)};
        const auto rare =
            sample_mean_counts(mixture("resnet:p=10,beta=2"), {50, 4000, 1}, minima, everything)[0][0];
        CHECK_FALSE(rare.trustworthy);
        const auto usual = sample_mean_counts(mixture("pure:3"), {50, 4000, 1}, minima, everything)[0][0];
        CHECK(usual.trustworthy);
        CHECK(usual.effective_share > 0.1);
    }

    TEST_CASE("caller mistakes are refused") {
        const auto m = mixture("pure:3");
        CHECK_THROWS_AS(log_mean_total(m, 1), std::invalid_argument);
        const std::vector<int> beyond{5};
        CHECK_THROWS_AS(log_mean_by_index(m, 5, beyond, everything), std::invalid_argument);
        const std::vector<int> saddle{1};
        CHECK_THROWS_AS(log_mean_by_index(m, 61, saddle, everything), std::invalid_argument);
        const std::vector<IndexClass> total{IndexClass::total()};
        CHECK_THROWS_AS(sample_mean_counts(m, {5, 1, 1}, total, everything), std::invalid_argument);
    }
}

TEST_SUITE("slow") {
    TEST_CASE("larger N: two of each index for pure p = 2, sums over indices for the mixtures") {
        check_two_of_each_index(40);
        check_index_sums(31);
    }

    TEST_CASE("the minima-only route agrees with the all-index route where both reach") {
        const auto m = mixture("resnet:p=10,beta=0.5");
        const std::vector<int> minima{0};
        // N = 61 is the first size on the minima-only route: interpolate from both sides by second
        // differences of the log.
        std::vector<double> logs;
        for (const int size : {58, 59, 60, 61, 62, 63})
            logs.push_back(log_mean_by_index(m, size, minima, everything).log_mean.front().front());
        const double third_before = logs[3] - 3.0 * logs[2] + 3.0 * logs[1] - logs[0];
        const double third_after = logs[5] - 3.0 * logs[4] + 3.0 * logs[3] - logs[2];
        // The logarithm is smooth in N: its third difference is of order N^-3, the fourth N^-4.
        CHECK(std::abs(third_before) < 1e-5);
        CHECK(std::abs(third_before - third_after) < 1e-6);
        CHECK(log_mean_by_index(m, 120, minima, everything).accuracy < tolerance::rare_counts);
    }
}

}  // namespace
}  // namespace glasscape
