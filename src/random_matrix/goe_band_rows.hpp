// A GOE seen from some directions, in band form: rows drawn where they are asked for.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numbers>
#include <span>
#include <vector>

#include <Eigen/Core>
#include <boost/random/gamma_distribution.hpp>
#include <boost/random/normal_distribution.hpp>

#include "glasscape/core/random.hpp"

namespace glasscape {

/// Rows of the band in units of sigma, drawn where they are asked for; the first ones are kept.
class GoeBandRows {
  public:
    GoeBandRows(std::uint64_t seed, std::int64_t rows, Eigen::Index half_width)
        : seed_(seed), rows_(rows), half_width_(half_width) {}

    /// half_width + 1 numbers: the element at distance o of row `row` for o <= min(row, half_width); in the first
    /// half_width rows then R(row, j), j = row, ... Valid until the next call.
    std::span<const double> row(std::int64_t row) {
        const auto number = static_cast<std::size_t>(row / together);
        const auto width = static_cast<std::size_t>(half_width_ + 1);
        constexpr std::size_t most_kept = 32'000'000;
        const bool keep = (number + 1) * together * width <= most_kept;
        if (keep && kept_.size() <= number) kept_.resize(number + 1);
        auto& numbers = keep ? kept_[number] : passing_;
        if (keep ? numbers.empty() : passing_number_ != number) {
            numbers = drawn(number);
            if (!keep) passing_number_ = number;
        }
        return std::span(numbers).subspan(static_cast<std::size_t>(row % together) * width, width);
    }

  private:
    static constexpr int together = 64;  // rows of one stream

    std::vector<double> drawn(std::size_t number) const {
        const auto width = static_cast<std::size_t>(half_width_ + 1);
        std::vector<double> numbers(together * width);
        RandomStream stream(seed_, Stream::spectra, number);
        boost::random::normal_distribution<double> normal;
        for (double& x : numbers)
            x = normal(stream);
        for (std::size_t i = 0; i < together; ++i) {
            const auto row = static_cast<std::int64_t>(number * together + i);
            if (row >= rows_) break;
            const auto entries = std::span(numbers).subspan(i * width, width);
            entries[0] *= std::numbers::sqrt2;
            // Of the row's distance to the first column it reaches, in the band or in R.
            const auto at = static_cast<std::size_t>(row < half_width_ ? row + 1 : half_width_);
            boost::random::gamma_distribution<double> gamma(0.5 * static_cast<double>(rows_ - row));
            entries[at] = std::sqrt(2.0 * gamma(stream));
        }
        return numbers;
    }

    std::uint64_t seed_;
    std::int64_t rows_;
    Eigen::Index half_width_;
    std::vector<std::vector<double>> kept_;
    std::vector<double> passing_;
    std::size_t passing_number_ = static_cast<std::size_t>(-1);
};

}  // namespace glasscape
