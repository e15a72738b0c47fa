#include "random_matrix/signed_determinant.hpp"

#include <cstddef>

namespace glasscape {

SignedDeterminant signed_determinant(std::span<double> lower, int n) {
    const auto size = static_cast<std::size_t>(n);
    const auto row = [&](std::size_t i) { return lower.data() + i * (i + 1) / 2; };
    SignedDeterminant result{1.0, 0};
    for (std::size_t j = 0; j < size; ++j) {
        const double pivot = row(j)[j];
        result.value *= pivot;
        result.negative += pivot < 0.0 ? 1 : 0;
        for (std::size_t i = j + 1; i < size; ++i) {
            double* changed = row(i);
            const double factor = changed[j] / pivot;
            for (std::size_t k = j + 1; k <= i; ++k)
                changed[k] -= factor * row(k)[j];
        }
    }
    return result;
}

}  // namespace glasscape
