// The map from counters to normal couplings.
#include "landscape/tensor/coupling_normal.hpp"

#include <array>
#include <cmath>
#include <cstdint>
#include <vector>

#include <doctest/doctest.h>

#include "glasscape/core/random.hpp"
#include "glasscape/stats/running_mean.hpp"

#include "landscape/tensor/bfloat16.hpp"
#include "landscape/tensor/coupling_fill.hpp"
#include "tolerances.hpp"

namespace glasscape {
namespace {

namespace tolerance = testing::tolerance;

TEST_SUITE("landscape") {
    TEST_CASE("Philox for couplings is the Philox of the random streams") {
        for (std::uint32_t i = 0; i < 50; ++i) {
            const coupling::RowKey key{i * 77U, ~i, 0x0301U + i, i * i, 5U * i};
            const auto words = coupling::philox(1000U - i, key);
            const auto expected = philox_block({1000U - i, key.stream_and_order, key.row, key.sample},
                                               {key.seed_low, key.seed_high});
            for (std::size_t w = 0; w < 4; ++w)
                CHECK(words.w[w] == expected[w]);
        }
    }

    TEST_CASE("numbers drawn many at a time are those drawn one at a time, to the bit") {
        const auto key = coupling::row_key(0x123456789abcdefULL, 1, 7, 4, 99);
        for (const std::int64_t groups : {1, 3, 4, 9}) {
            std::vector<float> row(static_cast<std::size_t>(groups * coupling::group));
            coupling::fill_normals(key, 5, groups, row.data());
            int different = 0;
            for (std::size_t i = 0; i < row.size(); ++i)
                different +=
                    row[i] != coupling::normal_at(key, 5 * coupling::group + static_cast<std::int64_t>(i));
            CHECK(different == 0);
        }
    }

    TEST_CASE("the ends of the range give finite normals") {
        for (const std::uint32_t x : {0U, 1U, 0x7fffffffU, 0x80000000U, 0xfffffffeU, 0xffffffffU})
            for (const std::uint32_t y : {0U, 0x20000000U, 0x40000000U, 0xdfffffffU, 0xffffffffU}) {
                float first = 0.0F;
                float second = 0.0F;
                coupling::box_muller(x, y, first, second);
                CHECK(std::isfinite(first));
                CHECK(std::isfinite(second));
                const double radius = std::sqrt(-2.0 * std::log((static_cast<double>(x) + 0.5) * 0x1p-32));
                const double angle = static_cast<double>(y) * 0x1p-32 * 2.0 * 3.14159265358979324;
                if (radius > 1e-3) {
                    CHECK(std::abs(first - radius * std::cos(angle)) < tolerance::box_muller * radius);
                    CHECK(std::abs(second - radius * std::sin(angle)) < tolerance::box_muller * radius);
                }
            }
    }

    TEST_CASE("four moments of 2e6 couplings, and none follows from its neighbours") {
        constexpr std::int64_t columns = 2000;
        constexpr std::int64_t rows = 1000;
        std::array<RunningMean, 4> moments;
        RunningMean beside;   // next column
        RunningMean below;    // next row
        RunningMean pair;     // the other of one Box-Muller pair
        RunningMean seeds;    // the neighbouring seed
        RunningMean squares;  // radii of a pair
        const std::int64_t groups = columns / coupling::group;
        std::vector<float> row(static_cast<std::size_t>(groups * coupling::group));
        auto last = row;
        auto other = row;
        for (std::int64_t r = 0; r < rows; ++r) {
            const auto number = static_cast<std::uint32_t>(r);
            coupling::fill_normals(coupling::row_key(3, 1, 0, 3, number), 0, groups, row.data());
            coupling::fill_normals(coupling::row_key(4, 1, 0, 3, number), 0, groups, other.data());
            for (std::size_t i = 0; i + 16 < row.size(); ++i) {
                const double g = row[i];
                for (std::size_t k = 0; k < 4; ++k)
                    moments[k].add(std::pow(g, static_cast<double>(k + 1)));
                beside.add(g * row[i + 1]);
                pair.add(g * row[i + 16]);
                seeds.add(g * other[i]);
                squares.add((g * g - 1.0) * (static_cast<double>(row[i + 16]) * row[i + 16] - 1.0));
                if (r > 0) below.add(g * last[i]);
            }
            last = row;
        }
        const std::array<double, 4> expected{0.0, 1.0, 0.0, 3.0};
        for (std::size_t k = 0; k < 4; ++k) {
            CAPTURE(k);
            CHECK(std::abs(moments[k].mean() - expected[k]) <
                  tolerance::standard_errors * moments[k].std_error());
        }
        for (const auto* mean : {&beside, &below, &pair, &seeds, &squares})
            CHECK(std::abs(mean->mean()) < tolerance::standard_errors * mean->std_error());
    }

    TEST_CASE("the variance of couplings rounded to bfloat16 is what the normalisation takes it to be") {
        RunningMean mean;
        std::vector<float> row(640);
        for (std::uint32_t r = 0; r < 1000; ++r) {
            coupling::fill_normals(coupling::row_key(9, 1, 0, 2, r), 0, 10, row.data());
            for (const float g : row) {
                const double rounded = to_float(to_bfloat16(g));
                // the difference to the exact square has far less noise than the square itself
                mean.add(rounded * rounded - static_cast<double>(g) * g);
            }
        }
        // or the next check could not fail
        CHECK(mean.std_error() < 1e-5);
        CHECK(std::abs(1.0 + mean.mean() - bfloat16_normal_variance()) <
              tolerance::standard_errors * mean.std_error());
    }
}

}  // namespace
}  // namespace glasscape
