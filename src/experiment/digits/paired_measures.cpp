#include "experiment/digits/paired_measures.hpp"

#include <cstddef>
#include <limits>

#include <boost/math/distributions/students_t.hpp>

#include "glasscape/stats/running_mean.hpp"

namespace glasscape {
namespace {

std::vector<double> values_of(const std::vector<SeedMeasures>& runs, const std::string& system,
                              std::size_t measure) {
    std::vector<double> list;
    for (const auto& run : runs)
        if (run.system == system) list.push_back(run.values[measure]);
    return list;
}

RunningMean mean_over_seeds(std::span<const double> values) {
    RunningMean mean;
    for (const double value : values)
        mean.add(value);
    return mean;
}

}  // namespace

PairedDifference paired_difference(std::span<const double> values, std::span<const double> reference) {
    RunningMean differences;
    for (std::size_t i = 0; i < values.size(); ++i)
        differences.add(values[i] - reference[i]);
    if (differences.count() < 2) return {differences.mean(), 0.0, std::numeric_limits<double>::infinity()};
    const boost::math::students_t student(static_cast<double>(differences.count() - 1));
    const double reach =
        boost::math::quantile(boost::math::complement(student, 0.005)) + boost::math::quantile(student, 0.8);
    return {differences.mean(), differences.std_error(), reach * differences.std_error()};
}

Table paired_table(const std::vector<std::string>& measures, const std::vector<SeedMeasures>& runs,
                   const std::vector<Comparison>& comparisons) {
    Table table({{"measure", ColumnType::text, "", "what is measured"},
                 {"norm", ColumnType::text, "", "kind of normalisation"},
                 {"seeds", ColumnType::integer, "1", "number of seeds"},
                 {"mean", ColumnType::real, "1", "over seeds"},
                 {"std_error", ColumnType::real, "1", "standard error of the mean"},
                 {"against", ColumnType::text, "", "kind that it is compared with, seed by seed"},
                 {"difference", ColumnType::real, "1", "mean difference from that kind"},
                 {"difference_std_error", ColumnType::real, "1", "standard error of the mean difference"},
                 {"detectable", ColumnType::real, "1",
                  "smallest true difference that a two-sided test at 1% finds with probability 0.8"}});
    for (std::size_t m = 0; m < measures.size(); ++m)
        for (const auto& [system, against] : comparisons) {
            const auto values = values_of(runs, system, m);
            const auto mean = mean_over_seeds(values);
            std::vector<Cell> row{measures[m], system, mean.count(), mean.mean(), mean.std_error()};
            if (against.empty()) {
                row.insert(row.end(), 4, Cell());
            } else {
                const auto difference = paired_difference(values, values_of(runs, against, m));
                row.insert(row.end(),
                           {against, difference.mean, difference.std_error, difference.detectable});
            }
            table.add_row(std::move(row));
        }
    return table;
}

}  // namespace glasscape
