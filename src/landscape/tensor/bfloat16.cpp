#include "landscape/tensor/bfloat16.hpp"

#include <cmath>
#include <numbers>

namespace glasscape {

double bfloat16_normal_variance() {
    // Twice the sum over positive values v of v^2 P(the normal rounds to v).
    static const double variance = [] {
        const auto tail = [](double x) { return 0.5 * std::erfc(x / std::numbers::sqrt2); };
        constexpr std::uint16_t smallest = 0x3000;  // 4.7e-10: below it the square adds nothing
        constexpr std::uint16_t largest = 0x4120;   // 10
        double sum = 0.0;
        for (std::uint16_t code = smallest; code < largest; ++code) {
            const auto at = [](int c) { return static_cast<double>(to_float(static_cast<Bfloat16>(c))); };
            const double low = 0.5 * (at(code - 1) + at(code));
            const double high = 0.5 * (at(code) + at(code + 1));
            sum += at(code) * at(code) * (tail(low) - tail(high));
        }
        return 2.0 * sum;
    }();
    return variance;
}

}  // namespace glasscape
