// A network's file as it is read, before the network is made.
#pragma once

#include <cstdint>
#include <string>

#include "glasscape/training/trained_network.hpp"

namespace glasscape {

struct ReadNetwork {
    std::string bytes;
    TrainingConfig config;  ///< with its data where they are now
    std::uint64_t seed;
    std::int64_t step;
};

/// Throws as load_trained_network does.
ReadNetwork read_network(const NetworkSource& source);

}  // namespace glasscape
