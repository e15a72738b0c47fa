// Normal and chi variates of one path.
#pragma once

#include <cmath>

#include <boost/random/gamma_distribution.hpp>
#include <boost/random/normal_distribution.hpp>

#include "glasscape/core/random.hpp"

namespace glasscape {

/// Length of a standard normal vector of this dimension.
inline double draw_chi(RandomStream& stream, double dimension) {
    return std::sqrt(2.0 * boost::random::gamma_distribution<double>(0.5 * dimension)(stream));
}

class Variates {
  public:
    Variates(std::uint64_t seed, Stream stream, std::uint64_t index) : stream_(seed, stream, index) {}

    double normal() { return normal_(stream_); }

    double chi(double dimension) { return draw_chi(stream_, dimension); }

  private:
    RandomStream stream_;
    boost::random::normal_distribution<double> normal_;
};

}  // namespace glasscape
