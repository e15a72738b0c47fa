#include "glasscape/experiment/depth_comparison.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <stdexcept>

#include <fmt/format.h>

#include "glasscape/stats/running_mean.hpp"

namespace glasscape {
namespace {

void add_record(const TrainingRecord& record, bool before, DepthComparison& comparison) {
    const auto put = [before](PairedNumbers& numbers, double value) {
        (before ? numbers.before : numbers.after).push_back(value);
    };
    const auto betas = branch_betas(*record.output);
    put(comparison.effective, mean_depth(record.output->shares));
    put(comparison.coherent, mean_depth(law_shares(DepthLaw::coherent, betas)));
    put(comparison.incoherent, mean_depth(law_shares(DepthLaw::incoherent, betas)));
    put(comparison.input_gradient, mean_depth(record.gradient->input.shares));
    if (!record.gradient->weight_shares.empty())
        put(comparison.weight_gradient, mean_depth(record.gradient->weight_shares));
    if (record.scales.size() > 1) put(comparison.scale, mean_above_first(record.scales));
}

/// measured equals predicted, seed by seed.
Claim equality(const std::string& claim, const std::vector<double>& predicted,
               const std::vector<double>& measured) {
    const auto difference = mean_difference(measured, predicted);
    return {claim,
            Claim::Kind::difference,
            mean_of(predicted).mean(),
            mean_of(measured).mean(),
            difference.std_error(),
            static_cast<double>(difference.count()) - 1.0};
}

Claim positive(const std::string& claim, const RunningMean& difference) {
    return {claim,
            Claim::Kind::above,
            0.0,
            difference.mean(),
            difference.std_error(),
            static_cast<double>(difference.count()) - 1.0};
}

Claim growth(const std::string& claim, const PairedNumbers& numbers) {
    return positive(claim, mean_difference(numbers.after, numbers.before));
}

}  // namespace

double mean_above_first(const std::vector<double>& of_layers) {
    double sum = 0.0;
    for (std::size_t l = 1; l < of_layers.size(); ++l)
        sum += of_layers[l];
    return sum / static_cast<double>(of_layers.size() - 1);
}

DepthComparison compare_depth(const TrainingConfig& config, std::uint64_t first_seed, int seeds) {
    auto only_ends = config;
    open_data(only_ends, first_seed);
    only_ends.training.log_steps = {0, only_ends.training.steps};
    if (only_ends.training.spectrum_points == 0 || only_ends.training.gradient_points == 0)
        throw std::invalid_argument(fmt::format(
            "{}: a comparison of depths needs spectrum_points and gradient_points above 0", config.name));
    return summarise_depth(only_ends, train_seeds({only_ends, first_seed, seeds, "", false}));
}

DepthComparison summarise_depth(const TrainingConfig& config, const std::vector<SeedResult>& results) {
    DepthComparison comparison;
    comparison.name = config.name;
    comparison.depth = config.longest_path();
    comparison.steps = config.training.steps;
    for (const auto& result : results) {
        const auto has_depth = [](const TrainingRecord& record) {
            return record.output && std::isfinite(mean_depth(record.output->shares));
        };
        if (result.end == TrainingEnd::diverged || !has_depth(result.records.front()) ||
            !has_depth(result.records.back())) {
            ++comparison.diverged;
            continue;
        }
        add_record(result.records.front(), true, comparison);
        add_record(result.records.back(), false, comparison);
    }
    if (comparison.effective.before.size() < 2)
        throw std::runtime_error(
            fmt::format("{}: fewer than two seeds finished, there is nothing to compare", config.name));
    return comparison;
}

namespace {

// First and last logged row of a seed.
struct HistoryEnds {
    std::size_t first;
    std::size_t last;
};

std::map<std::int64_t, HistoryEnds> ends_of_seeds(const CsvText& history, const std::string& config) {
    std::map<std::int64_t, HistoryEnds> seeds;
    for (std::size_t row = 0; row < history.rows.size(); ++row) {
        if (history.at(row, "config") != config) continue;
        const auto [found, is_new] = seeds.try_emplace(history.integer(row, "seed"), HistoryEnds{row, row});
        if (is_new) continue;
        auto& [first, last] = found->second;
        if (history.integer(row, "step") < history.integer(first, "step")) first = row;
        if (history.integer(row, "step") > history.integer(last, "step")) last = row;
    }
    return seeds;
}

// Whether it has them at both ends.
bool put_numbers(const CsvText& history, const HistoryEnds& ends, const char* column,
                 PairedNumbers& numbers) {
    if (history.at(ends.first, column).empty() || history.at(ends.last, column).empty()) return false;
    numbers.before.push_back(history.number(ends.first, column));
    numbers.after.push_back(history.number(ends.last, column));
    return true;
}

DepthComparison history_of(const CsvText& history, const std::string& config, const std::string& origin) {
    DepthComparison comparison;
    comparison.name = config;
    comparison.depth = 0;
    constexpr const char* columns[] = {"effective_depth", "input_gradient_depth", "theory_depth_coherent",
                                       "theory_depth_incoherent"};
    for (const auto& [seed, ends] : ends_of_seeds(history, config)) {
        bool whole = ends.first != ends.last;
        for (const char* column : columns)
            whole =
                whole && !history.at(ends.first, column).empty() && !history.at(ends.last, column).empty();
        if (!whole) {
            ++comparison.diverged;
            continue;
        }
        comparison.steps = history.integer(ends.last, "step");
        put_numbers(history, ends, "effective_depth", comparison.effective);
        put_numbers(history, ends, "input_gradient_depth", comparison.input_gradient);
        put_numbers(history, ends, "theory_depth_coherent", comparison.coherent);
        put_numbers(history, ends, "theory_depth_incoherent", comparison.incoherent);
        put_numbers(history, ends, "weight_gradient_depth", comparison.weight_gradient);
    }
    if (comparison.effective.before.size() < 2)
        throw std::invalid_argument(fmt::format(
            "{}: '{}' has {} seeds with depths at two steps: changes are paired by seed, at least 2 "
            "are needed",
            origin, config, comparison.effective.before.size()));
    return comparison;
}

}  // namespace

std::vector<DepthComparison> compare_histories(const CsvText& history, const std::string& origin) {
    for (const char* column : {"config", "seed", "step", "effective_depth", "input_gradient_depth",
                               "weight_gradient_depth", "theory_depth_coherent", "theory_depth_incoherent"})
        if (history.find(column) < 0)
            throw std::invalid_argument(
                fmt::format("{}: is no history of a training: there is no column '{}'", origin, column));
    std::vector<std::string> names;
    for (std::size_t row = 0; row < history.rows.size(); ++row)
        if (std::find(names.begin(), names.end(), history.at(row, "config")) == names.end())
            names.push_back(history.at(row, "config"));
    if (names.empty()) throw std::invalid_argument(fmt::format("{}: has no rows", origin));
    std::vector<DepthComparison> comparisons;
    for (const auto& name : names)
        comparisons.push_back(history_of(history, name, origin));
    return comparisons;
}

std::vector<Claim> depth_claims(const std::vector<DepthComparison>& comparisons) {
    std::vector<Claim> claims;
    for (const auto& c : comparisons) {
        std::vector<double> shallow;
        for (const double depth : c.effective.before)
            shallow.push_back(0.5 * c.depth - depth);
        if (c.depth > 0)
            claims.push_back(positive(c.name + ": shallow at the start, p/2 - depth > 0", mean_of(shallow)));
        claims.push_back(
            equality(c.name + ": depth at the start, coherent law", c.coherent.before, c.effective.before));
        claims.push_back(equality(c.name + ": depth at the start, incoherent law", c.incoherent.before,
                                  c.effective.before));
        claims.push_back(growth(c.name + ": training makes the output deeper", c.effective));
        claims.push_back(growth(c.name + ": training makes the gradient deeper", c.input_gradient));
        if (!c.scale.before.empty())
            claims.push_back(growth(c.name + ": training makes the scales of layers 2..p grow", c.scale));
        claims.push_back(
            equality(c.name + ": depth at the end, coherent law", c.coherent.after, c.effective.after));
        claims.push_back(
            equality(c.name + ": depth at the end, incoherent law", c.incoherent.after, c.effective.after));
    }
    return claims;
}

Table depth_change_table(const std::vector<DepthComparison>& comparisons) {
    Table table({{"config", ColumnType::text, "", "name of the configuration"},
                 {"quantity", ColumnType::text, "", "what is compared"},
                 {"seeds", ColumnType::integer, "1", "seeds that finished"},
                 {"before", ColumnType::real, "layers", "mean over seeds before training"},
                 {"after", ColumnType::real, "layers", "mean over seeds after training"},
                 {"change", ColumnType::real, "layers", "mean change, paired by seed"},
                 {"std_error", ColumnType::real, "layers", "its standard error"}});
    for (const auto& c : comparisons) {
        const std::pair<const char*, const PairedNumbers*> quantities[] = {
            {"effective depth", &c.effective},
            {"input gradient depth", &c.input_gradient},
            {"weight gradient depth", &c.weight_gradient},
            {"coherent law", &c.coherent},
            {"incoherent law", &c.incoherent},
            {"scale of layers 2..p", &c.scale}};
        for (const auto& [name, numbers] : quantities) {
            if (numbers->before.empty()) continue;
            const auto change = mean_difference(numbers->after, numbers->before);
            table.add_row({c.name, std::string(name), static_cast<std::int64_t>(numbers->before.size()),
                           cell_or_empty(mean_of(numbers->before).mean()),
                           cell_or_empty(mean_of(numbers->after).mean()), cell_or_empty(change.mean()),
                           cell_or_empty(change.std_error())});
        }
    }
    return table;
}

}  // namespace glasscape
