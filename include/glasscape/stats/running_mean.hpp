// Mean and standard error of a stream of numbers (Welford 1962).
#pragma once

#include <cstdint>

namespace glasscape {

class RunningMean {
  public:
    void add(double value);

    std::int64_t count() const { return count_; }
    /// 0 without values.
    double mean() const { return mean_; }
    /// Sample variance, with count - 1; 0 for fewer than two values.
    double variance() const;
    /// sqrt(variance/count); 0 for fewer than two values.
    double std_error() const;

  private:
    std::int64_t count_ = 0;
    double mean_ = 0.0;
    double squares_ = 0.0;
};

}  // namespace glasscape
