// How many species a sample has missed, from how often each was seen (Good 1953; Chao 1984).
#pragma once

#include <cstdint>
#include <span>

namespace glasscape {

struct UnseenSpecies {
    std::int64_t observations = 0;
    std::int64_t seen_once = 0;
    std::int64_t seen_twice = 0;

    /// Probability that the next observation is a new species, f1/n (Good-Turing); 1 without observations.
    double new_probability() const;

    /// Lower-bound estimate of the number of unseen species, f1 (f1 - 1)/(2 (f2 + 1)) (Chao, bias-corrected).
    double unseen() const;
};

/// From the number of times each species was observed (zeros are ignored).
UnseenSpecies unseen_species(std::span<const std::int64_t> times_seen);

}  // namespace glasscape
