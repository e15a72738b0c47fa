// Columns that tables of path lengths share.
#pragma once

#include <vector>

#include "glasscape/network/sampled_paths.hpp"
#include "glasscape/table/table.hpp"
#include "glasscape/training/training_config.hpp"

namespace glasscape {

/// Gains of the law of random weights (random_weight_law.hpp); empty where a configuration has none.
std::vector<double> random_weight_gains(const TrainingConfig& config);

/// Mean depths, cross term, fitted betas and predicted depths, the last by the law of random weights with these
/// gains; empty cells where a record has no spectrum.
std::vector<Column> depth_mean_columns();
std::vector<Cell> depth_mean_cells(const TrainingRecord& record, const std::vector<double>& gains);

/// Length r and the shares of each kind, with all laws.
std::vector<Column> share_columns();
/// One row for each length; the record must have an output spectrum.
std::vector<std::vector<Cell>> share_cells(const TrainingRecord& record, const std::vector<double>& gains);

/// Norms of gradients through single paths of a length, and through all of them.
std::vector<Column> path_norm_columns();
std::vector<Cell> path_norm_cells(const PathNorms& length);

/// a followed by b.
template <class T>
std::vector<T> joined(std::vector<T> a, const std::vector<T>& b) {
    a.insert(a.end(), b.begin(), b.end());
    return a;
}

}  // namespace glasscape
