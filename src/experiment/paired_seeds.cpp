#include "experiment/paired_seeds.hpp"

#include <numeric>

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

}  // namespace

std::vector<std::uint64_t> seeds_from(std::uint64_t first, int count) {
    std::vector<std::uint64_t> seeds(static_cast<std::size_t>(count));
    std::iota(seeds.begin(), seeds.end(), first);
    return seeds;
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
                 {"difference_std_error", ColumnType::real, "1", "standard error of the mean difference"}});
    for (std::size_t m = 0; m < measures.size(); ++m)
        for (const auto& [system, against] : comparisons) {
            const auto values = values_of(runs, system, m);
            const auto reference = values_of(runs, against, m);
            const auto mean = mean_of(values);
            const auto other = mean_of(reference);
            const auto difference = mean_difference(values, reference);
            table.add_row({measures[m], system, mean.count(), mean.mean(), mean.std_error(), against,
                           other.mean(), other.std_error(), difference.mean(), difference.std_error()});
        }
    return table;
}

}  // namespace glasscape
