#include "stats/log_mean.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace glasscape {

void LogMean::rescale(double log_scale) {
    const double factor = std::exp(log_scale_ - log_scale);
    sum_ *= factor;
    sum_squares_ *= factor * factor;
    log_scale_ = log_scale;
}

void LogMean::add(double log_weight) {
    ++count_;
    if (log_weight == -std::numeric_limits<double>::infinity()) return;
    if (sum_ == 0.0) {
        log_scale_ = log_weight;
    } else if (log_weight > log_scale_) {
        rescale(log_weight);
    }
    const double w = std::exp(log_weight - log_scale_);
    sum_ += w;
    sum_squares_ += w * w;
}

void LogMean::merge(const LogMean& other) {
    count_ += other.count_;
    if (other.sum_ == 0.0) return;
    if (sum_ == 0.0) {
        log_scale_ = other.log_scale_;
    } else if (other.log_scale_ > log_scale_) {
        rescale(other.log_scale_);
    }
    const double factor = std::exp(other.log_scale_ - log_scale_);
    sum_ += factor * other.sum_;
    sum_squares_ += factor * factor * other.sum_squares_;
}

double LogMean::log_mean() const {
    if (sum_ == 0.0) return -std::numeric_limits<double>::infinity();
    return log_scale_ + std::log(sum_ / static_cast<double>(count_));
}

double LogMean::std_error() const {
    if (sum_ == 0.0 || count_ < 2) return std::numeric_limits<double>::infinity();
    const double n = static_cast<double>(count_);
    const double relative_variance = n * sum_squares_ / (sum_ * sum_) - 1.0;
    return std::sqrt(std::max(relative_variance, 0.0) / (n - 1.0));
}

double LogMean::effective_share() const {
    if (sum_ == 0.0) return 0.0;
    return sum_ * sum_ / (static_cast<double>(count_) * sum_squares_);
}

double LogMean::largest_share() const {
    return sum_ == 0.0 ? 0.0 : 1.0 / sum_;
}

}  // namespace glasscape
