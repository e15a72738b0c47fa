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

std::vector<Comparison> compared_with_those_before(const std::vector<std::string>& systems) {
    std::vector<Comparison> list;
    for (std::size_t k = 0; k < systems.size(); ++k) {
        for (std::size_t before = 0; before < k; ++before)
            list.push_back({systems[k], systems[before]});
    }
    return list;
}

std::vector<std::string> names_of(const std::vector<NormKind>& kinds) {
    std::vector<std::string> names;
    for (const auto kind : kinds)
        names.emplace_back(norm_name(kind));
    return names;
}

Table paired_table(const std::vector<std::string>& measures, const std::vector<SeedMeasures>& runs,
                   const std::vector<Comparison>& comparisons) {
    Table table({{"measure", ColumnType::text, "", "what is measured"},
                 {"arm", ColumnType::text, "", "normalisation"},
                 {"seeds", ColumnType::integer, "1", "number of seeds"},
                 {"mean", ColumnType::real, "1", "over seeds"},
                 {"std_error", ColumnType::real, "1", "standard error of the mean"},
                 {"against", ColumnType::text, "", "arm that it is compared with, seed by seed"},
                 {"against_mean", ColumnType::real, "1", "mean of that arm"},
                 {"against_std_error", ColumnType::real, "1", "its standard error"},
                 {"difference", ColumnType::real, "1", "mean difference from that arm"},
                 {"difference_std_error", ColumnType::real, "1", "standard error of the mean difference"},
                 {"detectable", ColumnType::real, "1",
                  "smallest true difference that a two-sided test at 1% finds with probability 0.8"}});
    for (std::size_t m = 0; m < measures.size(); ++m)
        for (const auto& [system, against] : comparisons) {
            const auto values = values_of(runs, system, m);
            const auto reference = values_of(runs, against, m);
            const auto mean = mean_over_seeds(values);
            const auto other = mean_over_seeds(reference);
            const auto difference = paired_difference(values, reference);
            table.add_row({measures[m], system, mean.count(), mean.mean(), mean.std_error(), against,
                           other.mean(), other.std_error(), difference.mean, difference.std_error,
                           difference.detectable});
        }
    return table;
}

}  // namespace glasscape
