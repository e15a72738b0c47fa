// Mean of positive weights given by their logarithms, with its standard error: for weights that span hundreds
// of orders of magnitude, as exp(-a lambda^2) does over GOE spectra.
#pragma once

#include <cstdint>

namespace glasscape {

/// Streaming sums of w and w^2 relative to the largest w so far. merge() in a fixed order gives the same bits
/// however the samples were shared out among threads.
class LogMean {
  public:
    void add(double log_weight);
    void merge(const LogMean& other);

    std::int64_t count() const { return count_; }

    /// log of the mean weight; -inf when every weight was zero or there was none.
    double log_mean() const;

    /// Standard error of log_mean to first order: (standard deviation / mean) / sqrt(count). 0 for equal
    /// weights.
    double std_error() const;

    /// Effective sample share (sum w)^2 / (count sum w^2), in (0, 1]; 0 when every weight was zero.
    double effective_share() const;

    /// Share of the largest single weight in the sum; near 1 means one sample decides.
    double largest_share() const;

  private:
    void rescale(double log_scale);

    std::int64_t count_ = 0;
    double log_scale_ = 0.0;  // log of the largest weight; meaningful once sum_ > 0
    double sum_ = 0.0;
    double sum_squares_ = 0.0;
};

}  // namespace glasscape
