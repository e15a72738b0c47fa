// Choices of branches that paths of one length take, all or a sample of them.
#pragma once

#include <cstdint>
#include <vector>

#include "glasscape/core/random.hpp"
#include "glasscape/stats/running_mean.hpp"

namespace glasscape {

/// Which of some things are chosen.
using Choice = std::vector<char>;

struct Choices {
    std::vector<Choice> list;
    bool all;  ///< not a sample of them
};

/// All ways to choose `chosen` of `count` things where there are no more than `most`, else `most` at random, drawn
/// from (seed, purpose, chosen).
Choices choices_of(int count, int chosen, std::int64_t most, std::uint64_t seed, Stream purpose);

double log_binomial(int n, int k);

/// Of a mean over choices; 0 where all were taken.
double error_of(const RunningMean& mean, const Choices& choices);

}  // namespace glasscape
