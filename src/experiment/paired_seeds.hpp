// Systems compared seed by seed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "glasscape/core/interrupt.hpp"
#include "glasscape/core/progress.hpp"
#include "glasscape/core/threads.hpp"
#include "glasscape/network/normaliser.hpp"
#include "glasscape/table/table.hpp"

namespace glasscape {

/// `count` seeds from `first` on.
std::vector<std::uint64_t> seeds_from(std::uint64_t first, int count);

/// run(arm, seed) for each of so many arms and each seed, over the threads: results by arm, then by seed. Progress by
/// this title. Throws Interrupted.
template <class Result, class Run>
std::vector<std::vector<Result>> by_arm_and_seed(const std::string& title, std::size_t arms,
                                                 const std::vector<std::uint64_t>& seeds, const Run& run) {
    std::vector<std::vector<Result>> results(arms, std::vector<Result>(seeds.size()));
    const auto count = static_cast<std::int64_t>(arms * seeds.size());
    Progress progress(title, count);
    parallel_for(count, [&](std::int64_t i) {
        const auto arm = static_cast<std::size_t>(i) / seeds.size();
        const auto seed = static_cast<std::size_t>(i) % seeds.size();
        results[arm][seed] = run(arm, seeds[seed]);
        progress.advance();
    });
    throw_if_interrupted();
    return results;
}

/// What one system measured with one seed.
struct SeedMeasures {
    std::string system;
    std::uint64_t seed;
    std::vector<double> values;
};

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
