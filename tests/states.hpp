// States and evaluations that tests of landscapes share.
#pragma once

#include <cstdint>
#include <vector>

#include "glasscape/landscape/landscape.hpp"

namespace glasscape::testing {

/// `replicas` uniform points of the sphere, row after row.
std::vector<double> random_states(int size, int replicas, std::uint64_t seed);

/// One standard normal vector.
std::vector<double> random_vector(int size, std::uint64_t seed);

struct Values {
    std::vector<double> energies;
    std::vector<double> gradients;
};

Values evaluate(const Landscape& landscape, const std::vector<double>& states);

double energy_at(const Landscape& landscape, const std::vector<double>& state);

double largest_difference(const std::vector<double>& a, const std::vector<double>& b);

}  // namespace glasscape::testing
