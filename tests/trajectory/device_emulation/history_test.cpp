// The device code of trajectory/cuda, compiled for the processor and run thread by thread.
#include <cmath>
#include <random>
#include <span>
#include <vector>

#include <doctest/doctest.h>

#include "tolerances.hpp"
#include "trajectory/cuda/cuda_history.hpp"
#include "trajectory/triangular_history.hpp"

namespace glasscape {
namespace {

TEST_CASE("a history on a device multiplies as the processor's, at every number of rows around a tile's") {
    constexpr int most = 600;
    std::mt19937_64 generator(1);
    std::normal_distribution<double> normal;
    const auto device = cuda::make_history(most);
    TriangularHistory here(most);
    std::vector<double> row;
    for (int s = 0; s < most; ++s) {
        device->append(row);
        here.append(row);
        row.push_back(0.0);
        for (auto& value : row)
            value = normal(generator);
        const int rows = s + 1;
        if (rows != 1 && rows != 17 && rows != 255 && rows != 256 && rows != 257 && rows != most) continue;
        CAPTURE(rows);
        const auto count = static_cast<std::size_t>(rows);
        std::vector<double> x(count);
        std::vector<double> y(count);
        for (std::size_t i = 0; i < count; ++i) {
            x[i] = normal(generator);
            y[i] = normal(generator);
        }
        std::vector<double> results[4];
        for (auto& result : results)
            result.resize(count);
        device->multiply(x, y, results[0], results[1]);
        here.multiply(x, y, results[2], results[3]);
        for (std::size_t i = 0; i < count; ++i) {
            const double allowed = testing::tolerance::long_sum * std::sqrt(static_cast<double>(rows));
            CHECK(std::abs(results[0][i] - results[2][i]) < allowed);
            CHECK(std::abs(results[1][i] - results[3][i]) < allowed);
        }
        std::vector<double> copied[2] = {std::vector<double>(count - 1), std::vector<double>(count - 1)};
        device->copy_row(s, copied[0]);
        here.copy_row(s, copied[1]);
        CHECK(copied[0] == copied[1]);
    }
}

}  // namespace
}  // namespace glasscape
