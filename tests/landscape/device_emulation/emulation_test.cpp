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
#include "tolerances.hpp"

namespace glasscape {
namespace {

namespace tolerance = testing::tolerance;

struct Form {
    bool keep;
    Precision precision;
    double tolerance;  // of energies and gradients, relative to the largest component
};

constexpr Form forms[] = {{true, Precision::single, tolerance::single_kernels},
                          {true, Precision::half, tolerance::half_kernels},
                          {true, Precision::double_float, tolerance::double_kernels},
                          {false, Precision::single, tolerance::single_kernels},
                          {false, Precision::double_float, tolerance::double_kernels}};

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
    compare(7, 4, {5, 17});
    compare(10, 3, {1, 5, 17});
}

TEST_CASE("work is shared out evenly, every tile and row once") {
    std::vector<std::int64_t> rising;
    for (std::int64_t tile = 0; tile < 300; ++tile)
        rising.push_back(20 + 17 * tile);
    for (const auto& tile_rows : {std::vector<std::int64_t>{1}, std::vector<std::int64_t>{3, 90, 200, 200},
                                  std::vector<std::int64_t>(5000, 7), rising})
        for (const std::int64_t wanted : {1, 7, 264, 1848}) {
            const auto columns = 256 * static_cast<std::int64_t>(tile_rows.size());
            const auto plan = cuda::share_out(tile_rows, columns, {wanted, 16, 32});
            std::vector<std::vector<int>> met;
            for (const auto rows : tile_rows)
                met.emplace_back(static_cast<std::size_t>(rows), 0);
            std::vector<std::uint8_t> written(plan.split_is_met.size(), 0);
            std::int64_t most = 0;
            std::int64_t all = 0;
            for (const auto& item : plan.items) {
                CHECK(item.slot < plan.slots);
                std::int64_t work = 0;
                for (auto tile = item.tile_begin; tile < item.tile_end; ++tile) {
                    const auto t = static_cast<std::size_t>(tile);
                    const bool first = tile == item.tile_begin;
                    const auto begin = first ? item.first_row : item.row_begin;
                    const auto end =
                        std::min(tile_rows[t], tile + 1 == item.tile_end ? item.last_row : item.row_end);
                    for (auto row = begin; row < end; ++row)
                        ++met[t][static_cast<std::size_t>(row)];
                    work += std::max<std::int64_t>(0, end - begin) + 32;
                    auto& once = written[static_cast<std::size_t>(tile * plan.splits +
                                                                  (first ? item.first_split : item.split))];
                    CHECK(once == 0);
                    once = 1;
                }
                most = std::max(most, work);
                all += work;
            }
            for (const auto& tile : met)
                CHECK(std::all_of(tile.begin(), tile.end(), [](int times) { return times == 1; }));
            CHECK(written == plan.split_is_met);
            if (tile_rows == rising)
                CHECK(static_cast<double>(most) * static_cast<double>(wanted) <
                      1.1 * static_cast<double>(all) + 100.0 * static_cast<double>(wanted));
        }
}

}  // namespace
}  // namespace glasscape
