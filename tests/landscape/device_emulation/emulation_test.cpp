// The device code of landscape/cuda, compiled for the processor and run thread by thread: its arithmetic and
// its synchronisation, not its speed, are tested where there is no device.
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <algorithm>
#include <cmath>
#include <memory>
#include <vector>

#include <doctest/doctest.h>

#include "landscape/cuda/cuda_term.hpp"
#include "landscape/cuda/work_items.hpp"
#include "landscape/reference/reference_terms.hpp"
#include "states.hpp"

namespace glasscape {
namespace {

struct Form {
    bool keep;
    Precision precision;
    double tolerance;  // of energies and gradients, relative to the largest component
};

constexpr Form forms[] = {{true, Precision::single, 5e-6},
                          {true, Precision::half, 2e-2},
                          {true, Precision::double_float, 1e-13},
                          {false, Precision::single, 5e-6},
                          {false, Precision::double_float, 1e-13}};

void compare(int order, int size, const std::vector<int>& numbers_of_replicas) {
    const auto shape = std::make_shared<const Staircase>(order, size);
    const Disorder disorder{7, 3};
    const auto reference = reference::make_tensor(shape, disorder);
    for (const auto& form : forms) {
        const auto device = cuda::make_tensor(*shape, disorder, form.keep, form.precision);
        for (const int replicas : numbers_of_replicas) {
            const auto states = testing::random_states(size, replicas, 5);
            testing::Values expected{std::vector<double>(static_cast<std::size_t>(replicas)),
                                     std::vector<double>(states.size())};
            auto values = expected;
            reference->add(0.7, states, expected.energies, expected.gradients);
            device->add(0.7, states, values.energies, values.gradients);
            double scale = std::sqrt(static_cast<double>(size));
            for (const double g : expected.gradients)
                scale = std::max(scale, std::abs(g));
            CAPTURE(order);
            CAPTURE(size);
            CAPTURE(replicas);
            CAPTURE(form.keep);
            CAPTURE(static_cast<int>(form.precision));
            CHECK(testing::largest_difference(values.energies, expected.energies) < form.tolerance * scale);
            CHECK(testing::largest_difference(values.gradients, expected.gradients) < form.tolerance * scale);
        }
    }
}

TEST_CASE("device code agrees with the reference: every order, awkward sizes, panels full and not") {
    compare(1, 1, {1, 3});
    compare(1, 5, {1, 17});
    compare(2, 1, {1, 3});
    compare(2, 3, {1, 4, 17});
    compare(2, 33, {1, 5});
    compare(3, 1, {1, 3});
    compare(3, 2, {1, 3, 16});
    compare(3, 3, {4, 37});
    compare(3, 33, {1, 5});
    compare(4, 3, {1, 5});
    compare(4, 13, {1, 3, 21});
    compare(5, 7, {1, 5});
    compare(6, 5, {1, 5});
    compare(10, 3, {1, 5});
}

TEST_CASE("work is shared out so that every tile and row is met once") {
    for (const auto& tile_rows : {std::vector<std::int64_t>{1}, std::vector<std::int64_t>{3, 90, 200, 200},
                                  std::vector<std::int64_t>(5000, 7)})
        for (const std::int64_t wanted : {1, 7, 2048}) {
            const std::int64_t rows = tile_rows.back();
            const auto plan = cuda::share_out(tile_rows, rows, wanted, 64);
            std::vector<std::int64_t> met(tile_rows.size(), 0);
            for (const auto& item : plan.items) {
                CHECK(item.slot < plan.slots);
                CHECK(item.split < plan.splits);
                CHECK(item.row_begin == item.split * plan.rows_per_split);
                for (auto tile = item.tile_begin; tile < item.tile_end; ++tile) {
                    const auto t = static_cast<std::size_t>(tile);
                    met[t] +=
                        std::max<std::int64_t>(0, std::min(item.row_end, tile_rows[t]) - item.row_begin);
                }
            }
            CHECK(met == tile_rows);
        }
}

}  // namespace
}  // namespace glasscape
