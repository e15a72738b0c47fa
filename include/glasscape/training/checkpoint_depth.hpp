// The depth spectrum of a checkpoint.
#pragma once

#include <string>

#include "glasscape/table/table.hpp"
#include "glasscape/training/training_config.hpp"

namespace glasscape {

struct CheckpointSpectrum {
    TrainingConfig config;
    std::uint64_t seed = 1;
    TrainingRecord record;  ///< with both spectra
};

/// Spectra on `points` test points (gradients on at most `gradient_points` of them) of the checkpoint's data.
/// Data files are looked for as the training named them, then where they lay from the checkpoint's folder;
/// `data` names them anew. Throws std::invalid_argument for a damaged or foreign file, and for data that are
/// not there or are not those of the training.
CheckpointSpectrum spectrum_of_checkpoint(const std::string& path, int points, int gradient_points,
                                          const std::string& data = "");

/// One row a path length.
Table spectrum_table(const CheckpointSpectrum& spectrum);
/// One row: depths, cross term, fitted betas, residual of the sum rule.
Table spectrum_summary(const CheckpointSpectrum& spectrum);
/// The measured scales as a mixture spec, layers:b_2,...,b_p.
std::string spectrum_spec(const CheckpointSpectrum& spectrum);

}  // namespace glasscape
