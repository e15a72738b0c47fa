// Exact finite-N counts against the reference tables (18 digits, computed elsewhere in 30 to 70 digit
// arithmetic).
#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include "glasscape/complexity/finite_size.hpp"
#include "glasscape/mixture/spec.hpp"

#include "reference.hpp"
#include "tolerances.hpp"

namespace glasscape {
namespace {

using testing::check_every_row;
using testing::close;
using testing::close_relative;
namespace tolerance = testing::tolerance;

using Key = std::pair<std::string, int>;

Key key_of(const CsvText& table, std::size_t row) {
    return {table.at(row, "mixture"), static_cast<int>(table.number(row, "N"))};
}

std::vector<int> all_indices(int size) {
    std::vector<int> indices(static_cast<std::size_t>(size));
    std::iota(indices.begin(), indices.end(), 0);
    return indices;
}

// Counts of every index over all energies, once per mixture and size.
const std::vector<double>& log_counts(const Key& key) {
    static std::map<Key, std::vector<double>> cache;
    auto [it, missing] = cache.try_emplace(key);
    if (missing) {
        const std::vector<EnergyFilter> everything{EnergyFilter::all()};
        it->second = log_mean_by_index(parse_mixture(key.first).mixture, key.second, all_indices(key.second),
                                       everything)
                         .log_mean.front();
    }
    return it->second;
}

TEST_SUITE("reference") {
    TEST_CASE("totals") {
        check_every_row("kacrice_totals.csv", [](const CsvText& table, std::size_t row) {
            const auto [spec, size] = key_of(table, row);
            const double log_total = log_mean_total(parse_mixture(spec).mixture, size);
            CHECK(std::abs(log_total - table.number(row, "log_total")) <
                  tolerance::total_count * std::max(1.0, std::abs(log_total)));
        });
    }

    TEST_CASE("counts by index") {
        check_every_row("kacrice_index.csv", [](const CsvText& table, std::size_t row) {
            const auto key = key_of(table, row);
            const auto k = static_cast<std::size_t>(table.number(row, "k"));
            // Rounding of the Pfaffians grows with N: 1e-12 up to N = 12, 2.5e-11 at N = 60.
            const double allowed = tolerance::count_by_index * std::max(1.0, key.second * key.second / 144.0);
            CHECK(close_relative(std::exp(log_counts(key).at(k)), table.number(row, "count"), allowed));
        });
    }

    TEST_CASE("minima to larger sizes") {
        check_every_row("kacrice_minima.csv", [](const CsvText& table, std::size_t row) {
            const auto key = key_of(table, row);
            if (key.second == 40) return;  // seconds for what 30 and 50 say
            const std::vector<EnergyFilter> everything{EnergyFilter::all()};
            const std::vector<int> minima{0};
            const bool all = key.second <= max_size_all_indices;
            const double log_minima =
                all ? log_counts(key).front()
                    : log_mean_by_index(parse_mixture(key.first).mixture, key.second, minima, everything)
                          .log_mean.front()
                          .front();
            CHECK(std::abs(log_minima - table.number(row, "log_minima")) <
                  (all ? 2.0 * tolerance::large_counts : tolerance::rare_counts));
        });
    }

    TEST_CASE("brute-force Monte Carlo") {
        check_every_row("kacrice_brute_force.csv", [](const CsvText& table, std::size_t row) {
            const auto key = key_of(table, row);
            const auto k = static_cast<std::size_t>(table.number(row, "k"));
            const double count = std::exp(log_counts(key).at(k));
            CHECK(close_relative(count, table.number(row, "exact"), tolerance::ten_digits));
            CHECK(std::abs(count - table.number(row, "mc_mean")) <
                  tolerance::standard_errors * table.number(row, "mc_stderr"));
        });
    }

    TEST_CASE("counts by index and energy, each within its stated error") {
        struct Window {
            std::vector<double> log_mean;
            std::vector<double> relative_error;
        };
        // Windows of one mixture and size share their quadrature.
        std::map<Key, std::map<std::pair<double, double>, Window>> counts;
        int lost = 0;
        check_every_row("kacrice_energy.csv", [&](const CsvText& table, std::size_t row) {
            const auto key = key_of(table, row);
            auto& windows = counts[key];
            if (windows.empty()) {
                for (std::size_t other = 0; other < table.rows.size(); ++other)
                    if (key_of(table, other) == key)
                        windows[{table.number(other, "u_lo"), table.number(other, "u_hi")}] = {};
                std::vector<EnergyFilter> filters;
                for (const auto& [ends, values] : windows)
                    filters.push_back(EnergyFilter::window(ends.first, ends.second));
                const auto mixture = parse_mixture(key.first).mixture;
                const auto result = log_mean_by_index(mixture, key.second, all_indices(key.second), filters);
                std::size_t f = 0;
                for (auto& [ends, window] : windows) {
                    window = {result.log_mean[f], result.relative_error[f]};
                    ++f;
                }
            }
            const double expected = table.number(row, "count");
            const auto k = static_cast<std::size_t>(table.number(row, "k"));
            const auto& window = windows.at({table.number(row, "u_lo"), table.number(row, "u_hi")});
            const double count = std::exp(window.log_mean.at(k));
            const double error = window.relative_error.at(k);
            CAPTURE(error);
            CHECK(std::abs(count - expected) <= tolerance::count_by_index * expected + error * count);
            if (error > tolerance::lost_in_rounding) ++lost;
            CHECK((error < tolerance::lost_in_rounding ||
                   expected < tolerance::count_by_index * std::exp(log_counts(key).at(k))));
        });
        MESSAGE("bins stated to be lost in rounding: " << lost);
    }
}

}  // namespace
}  // namespace glasscape
