// Systems compared seed by seed.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "glasscape/network/normaliser.hpp"
#include "glasscape/table/table.hpp"

namespace glasscape {

/// What one system measured with one seed; NaN where there is nothing.
struct SeedMeasures {
    std::string system;
    std::uint64_t seed;
    std::vector<double> values;
};

struct PairedDifference {
    double mean;
    double std_error;
    /// The smallest true difference that a two-sided test at 1% finds with probability 0.8, by Student's t.
    double detectable;
};

/// Of the differences of paired seeds; the error is 0 and nothing is detectable (infinity) with one.
PairedDifference paired_difference(std::span<const double> values, std::span<const double> reference);

/// A system and the one that it is compared with.
struct Comparison {
    std::string system;
    std::string against;
};

/// Each with each before it in the list.
std::vector<Comparison> compared_with_those_before(const std::vector<std::string>& systems);

std::vector<std::string> names_of(const std::vector<NormKind>& kinds);

/// One row a measure and comparison; runs of a system come in the order of seeds, the same for all.
Table paired_table(const std::vector<std::string>& measures, const std::vector<SeedMeasures>& runs,
                   const std::vector<Comparison>& comparisons);

}  // namespace glasscape
