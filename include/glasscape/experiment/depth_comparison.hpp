// Path lengths of trained networks before and after training, against the laws that theory has for them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "glasscape/table/csv.hpp"
#include "glasscape/training/train_seeds.hpp"
#include "glasscape/verdict/verdicts.hpp"

namespace glasscape {

/// A number of every seed, before and after training.
struct PairedNumbers {
    std::vector<double> before;
    std::vector<double> after;
};

struct DepthComparison {
    std::string name;
    int depth = 1;  ///< p; 0 where it is not known
    std::int64_t steps = 0;
    int diverged = 0;               ///< seeds that are left out
    PairedNumbers effective;        ///< mean path length under the output shares
    PairedNumbers input_gradient;   ///< under the shares of the inputs' gradient
    PairedNumbers weight_gradient;  ///< under the shares of the weights' gradient; empty where there is none
    PairedNumbers coherent;         ///< predicted from the layers' beta
    PairedNumbers incoherent;
    PairedNumbers scale;  ///< mean of lambda_l (or gamma, g, alpha) over l >= 2; empty without one
};

/// Mean of a layer's number over l >= 2, the layers that a shortcut skips.
double mean_above_first(const std::vector<double>& of_layers);

/// Trains seeds first .. first + count - 1.
DepthComparison compare_depth(const TrainingConfig& config, std::uint64_t first_seed, int seeds);

/// The same from training that has been done.
DepthComparison summarise_depth(const TrainingConfig& config, const std::vector<SeedResult>& results);

/// The same from tables with the columns of history.csv, of the program or of a recorder of one's own: a
/// comparison for each name of a configuration, first against last logged step of each seed. Seeds whose depths
/// are not all there are left out. Throws std::invalid_argument naming `origin` where a column is missing or
/// fewer than two seeds are left.
std::vector<DepthComparison> compare_histories(const CsvText& history, const std::string& origin);

/// Per configuration: shallow at the start (where p is known), both laws before and after, deeper by training in outputs and in
/// gradients. Differences are paired by seed.
std::vector<Claim> depth_claims(const std::vector<DepthComparison>& comparisons);

/// One row a configuration and quantity: means before and after, and the paired change with its error.
Table depth_change_table(const std::vector<DepthComparison>& comparisons);

}  // namespace glasscape
