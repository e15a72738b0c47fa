// Mean and standard error of a stream of numbers (Welford 1962).
#pragma once

#include <cstdint>
#include <span>

namespace glasscape {

class RunningMean {
  public:
    void add(double value);

    std::int64_t count() const { return count_; }
    /// 0 without values.
    double mean() const { return count_ > 0 ? sum_ / static_cast<double>(count_) : 0.0; }
    /// Sample variance, with count - 1; 0 for fewer than two values.
    double variance() const;
    /// sqrt(variance/count); 0 for fewer than two values.
    double std_error() const;

  private:
    std::int64_t count_ = 0;
    double sum_ = 0.0;  // apart from centre_: means of integers keep their digits
    double centre_ = 0.0;
    double squares_ = 0.0;
};

/// Of the finite numbers.
RunningMean mean_of(std::span<const double> numbers);
/// Of a[i] - b[i], paired by seed say, where both are finite; both of one length.
RunningMean mean_difference(std::span<const double> a, std::span<const double> b);

}  // namespace glasscape
