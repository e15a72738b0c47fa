#include "glasscape/trajectory/conditional_landscape.hpp"

#include <boost/random/normal_distribution.hpp>

#include "trajectory/variates.hpp"

namespace glasscape {

std::vector<double> draw_isotropic(ConditionalLandscape& landscape, RandomStream& stream) {
    boost::random::normal_distribution<double> normal;
    std::vector<double> vector(static_cast<std::size_t>(landscape.dimension()));
    for (double& x : vector)
        x = normal(stream);
    const double rest = landscape.size() - landscape.dimension();
    if (landscape.add_direction()) vector.push_back(draw_chi(stream, rest));
    return vector;
}

}  // namespace glasscape
