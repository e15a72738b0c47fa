// The spectrum of the loss's Hessian along training, by Lanczos.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "glasscape/table/table.hpp"

namespace glasscape {

struct HessianRequest {
    std::vector<std::string> configs{"paper_bn", "train_bn"};
    std::uint64_t first_seed = 1;
    int seeds = 2;
    std::vector<std::int64_t> steps{0, 100, 500, 2000};
    int points = 512;  ///< held out, of the loss
    int lanczos_steps = 50;
};

/// One row a configuration, seed and step: ends, mean and rms of the spectrum.
Table hessian_table(const HessianRequest& request);

/// Density of the eigenvalues at the first and last step, first seed: one row a configuration, step and
/// value.
Table hessian_density_table(const HessianRequest& request);

}  // namespace glasscape
