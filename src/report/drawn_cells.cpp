#include "report/drawn_cells.hpp"

#include <algorithm>
#include <cmath>
#include <set>
#include <stdexcept>

#include <fmt/format.h>

#include "glasscape/core/parse.hpp"

namespace glasscape {
namespace {

bool is_no_place(const std::string& cell) {
    return cell.empty() || cell == "inf" || cell == "-inf" || cell == "nan";
}

[[noreturn]] void refuse_cell(const DrawnRows& rows, std::size_t row, const std::string& column) {
    const auto& cell = rows.csv.at(row, column);
    const bool decimal_comma = std::count(cell.begin(), cell.end(), ',') == 1;
    throw std::invalid_argument(fmt::format("{}, row {}, column '{}': '{}' is not a number{}",
                                            rows.origins[row], rows.numbers[row], column, cell,
                                            decimal_comma ? ", decimals take a point" : ""));
}

}  // namespace

std::size_t undrawn_rows(const DrawnRows& rows, const std::string& path,
                         const std::vector<DrawnColumn>& columns) {
    std::size_t undrawn = 0;
    std::size_t placed = 0;  // by their numbers, not at the foot
    for (std::size_t row = 0; row < rows.csv.rows.size(); ++row) {
        bool drawn = true;
        bool at_foot = false;
        for (const auto& column : columns) {
            const auto& cell = rows.csv.at(row, column.name);
            const auto value = parse_real(cell);
            if (!value && !is_no_place(cell)) refuse_cell(rows, row, column.name);
            const bool zero = value && *value == 0.0 && column.logarithmic && column.foot;
            at_foot = at_foot || zero;
            if (column.required) drawn = drawn && value && (!column.logarithmic || zero || *value > 0.0);
        }
        undrawn += drawn ? 0 : 1;
        placed += drawn && !at_foot ? 1 : 0;
    }
    if (placed == 0)
        throw std::invalid_argument(fmt::format(
            "{}: no row has finite numbers{} in all drawn columns", path,
            std::any_of(columns.begin(), columns.end(), [](const auto& c) { return c.logarithmic; })
                ? ", positive on logarithmic axes,"
                : ""));
    return undrawn;
}

std::vector<double> tics_within_a_decade(const CsvText& csv, const std::string& column, bool own_values) {
    std::set<double> values;
    for (std::size_t row = 0; row < csv.rows.size(); ++row) {
        const auto value = parse_real(csv.at(row, column));
        if (value && *value > 0.0) values.insert(*value);
    }
    if (values.empty()) return {};
    const double lowest = *values.begin();
    const double highest = *values.rbegin();
    constexpr std::size_t few = 6;
    constexpr double apart = 1.4;
    const auto close = [](double a, double b) { return b < apart * a; };
    if (own_values && highest < 100.0 * lowest && values.size() <= few &&
        std::adjacent_find(values.begin(), values.end(), close) == values.end())
        return {values.begin(), values.end()};
    if (std::floor(std::log10(highest)) - std::ceil(std::log10(lowest)) >= 1.0) return {};
    constexpr double rounding = 1e-12;
    for (const auto& steps : {std::vector{1.0, 2.0, 5.0}, std::vector{1.0, 1.5, 2.0, 3.0, 5.0, 7.0}}) {
        std::vector<double> tics;
        for (const double digits : steps)
            for (double power = std::floor(std::log10(lowest)); power <= std::log10(highest); ++power) {
                const double tic = digits * std::pow(10.0, power);
                if (tic >= lowest * (1.0 - rounding) && tic <= highest * (1.0 + rounding))
                    tics.push_back(tic);
            }
        if (tics.size() >= 3) return tics;
    }
    return lowest < highest ? std::vector{lowest, std::sqrt(lowest * highest), highest} : std::vector{lowest};
}

}  // namespace glasscape
