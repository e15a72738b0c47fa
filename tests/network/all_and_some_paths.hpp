// Sampled paths against all of them, for networks of any kind.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include <doctest/doctest.h>

#include "glasscape/network/sampled_paths.hpp"
#include "glasscape/stats/running_mean.hpp"

#include "tolerances.hpp"

namespace glasscape::testing {

/// norms_of(paths, seed) on so many paths of each length says what it says on all of them. Few paths carry most of the
/// power, so that one sample's error says little: the scatter over thirty seeds does.
template <class Norms>
void check_some_against_all(std::int64_t some_paths, std::int64_t all_paths, const Norms& norms_of) {
    const std::vector<PathNorms> all = norms_of(all_paths, 1);
    constexpr std::uint64_t seeds = 30;
    std::vector<RunningMean> norms(all.size());
    std::vector<RunningMean> powers(all.size());
    for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
        const std::vector<PathNorms> some = norms_of(some_paths, seed);
        for (std::size_t i = 0; i < all.size(); ++i) {
            norms[i].add(some[i].path_norm);
            powers[i].add(some[i].path_power);
            CHECK((some[i].path_norm_error == 0.0) == (all[i].sampled <= some_paths));
        }
    }
    for (std::size_t i = 0; i < all.size(); ++i) {
        const double slack = tolerance::long_sum * all[i].path_norm;  // where all paths are taken
        CHECK(std::abs(norms[i].mean() - all[i].path_norm) < 4.0 * norms[i].std_error() + slack);
        CHECK(std::abs(powers[i].mean() - all[i].path_power) < 4.0 * powers[i].std_error() + slack);
    }
}

}  // namespace glasscape::testing
