// Means of many outputs over independent samples, with standard errors that do not depend on the number of threads.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "glasscape/complexity/pairs/second_moment.hpp"

namespace glasscape {

/// Adds the outputs of one sample to `values`, zeros on entry.
using SampleOutputs = std::function<void(std::int64_t sample, std::span<double> values)>;

/// `make` is called once for each block of samples, on its thread. Throws Interrupted.
std::vector<Estimate> sample_means(const std::string& what, std::int64_t samples, std::size_t outputs,
                                   const std::function<SampleOutputs()>& make);

}  // namespace glasscape
