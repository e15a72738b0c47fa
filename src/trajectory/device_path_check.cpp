#include "glasscape/trajectory/device_path_check.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "glasscape/core/stopwatch.hpp"
#include "glasscape/mixture/mixture.hpp"
#include "glasscape/trajectory/infinite_size.hpp"

namespace glasscape {
namespace {

std::vector<double> energies_of(PathMemory memory, double& seconds) {
    const Stopwatch watch;
    InfiniteSizePath path(pure_mixture(3), {0.1}, compared_path_steps, memory);
    std::vector<double> energies;
    for (int step = 0; step < compared_path_steps; ++step) {
        path.advance();
        energies.push_back(path.point().energy);
    }
    seconds = watch.seconds();
    return energies;
}

}  // namespace

DevicePathComparison compare_device_path() {
    DevicePathComparison comparison;
    const auto device = energies_of(PathMemory::device, comparison.device_seconds);
    const auto here = energies_of(PathMemory::host, comparison.cpu_seconds);
    for (std::size_t i = 0; i < here.size(); ++i)
        comparison.difference = std::max(comparison.difference, std::abs(device[i] - here[i]));
    return comparison;
}

}  // namespace glasscape
