#include "glasscape/stats/running_mean.hpp"

#include <cmath>
#include <cstddef>

namespace glasscape {

void RunningMean::add(double value) {
    ++count_;
    sum_ += value;
    const double difference = value - centre_;
    centre_ += difference / static_cast<double>(count_);
    squares_ += difference * (value - centre_);
}

double RunningMean::variance() const {
    return count_ > 1 ? squares_ / static_cast<double>(count_ - 1) : 0.0;
}

double RunningMean::std_error() const {
    return count_ > 1 ? std::sqrt(variance() / static_cast<double>(count_)) : 0.0;
}

RunningMean mean_of(std::span<const double> numbers) {
    RunningMean mean;
    for (const double number : numbers)
        if (std::isfinite(number)) mean.add(number);
    return mean;
}

RunningMean mean_difference(std::span<const double> a, std::span<const double> b) {
    RunningMean mean;
    for (std::size_t i = 0; i < a.size(); ++i)
        if (std::isfinite(a[i]) && std::isfinite(b[i])) mean.add(a[i] - b[i]);
    return mean;
}

}  // namespace glasscape
