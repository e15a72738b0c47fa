#include "papers/checks.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <vector>

#include <fmt/format.h>

#include "glasscape/table/csv.hpp"

namespace glasscape {
namespace {

double cell_number(const CsvText& csv, std::size_t row, const std::string& column) {
    const auto& text = csv.at(row, column);
    if (text == "true" || text == "false") return text == "true" ? 1.0 : 0.0;
    return csv.number(row, column);
}

std::string expectation(const Check& check) {
    switch (check.compare) {
        case Check::Compare::below:
            return fmt::format("< {}", check.expected);
        case Check::Compare::above:
            return fmt::format("> {}", check.expected);
        case Check::Compare::equals:
            break;
    }
    return check.tolerance == 0.0 ? fmt::format("= {}", check.expected)
                                  : fmt::format("= {} ± {}", check.expected, check.tolerance);
}

}  // namespace

CheckResult evaluate(const Check& check, const std::string& folder) {
    const auto csv = read_csv(folder + "/" + check.table);
    std::vector<double> values;
    for (std::size_t row = 0; row < csv.rows.size(); ++row)
        if (matches(csv, row, check.where) && !csv.at(row, check.column).empty())
            values.push_back(cell_number(csv, row, check.column));
    if (values.empty() || (check.reduce == Check::Reduce::only && values.size() != 1))
        throw std::runtime_error(
            fmt::format("{}: the check '{}' finds {} rows", check.table, check.says, values.size()));
    const double measured = check.reduce == Check::Reduce::largest
                                ? *std::max_element(values.begin(), values.end())
                                : *std::min_element(values.begin(), values.end());
    const bool holds = check.compare == Check::Compare::below ? measured < check.expected
                       : check.compare == Check::Compare::above
                           ? measured > check.expected
                           : std::abs(measured - check.expected) <= check.tolerance;
    return {measured, holds, expectation(check)};
}

}  // namespace glasscape
