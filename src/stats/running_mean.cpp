#include "glasscape/stats/running_mean.hpp"

#include <cmath>

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

}  // namespace glasscape
