#include "landscape/cpu/thread_team.hpp"

#include <array>
#include <cstdint>
#include <numeric>
#include <set>
#include <stdexcept>
#include <thread>
#include <vector>

#include <doctest/doctest.h>

#include "glasscape/core/threads.hpp"

namespace glasscape {
namespace {

TEST_SUITE("landscape") {
    TEST_CASE("team_for runs every task once and passes on the first failure") {
        for (const int threads : {1, 2, 5}) {
            set_thread_count(threads);
            std::vector<int> hits(1000, 0);
            cpu::team_for(1000, [&](std::int64_t i) { ++hits[static_cast<std::size_t>(i)]; });
            CHECK(std::set<int>(hits.begin(), hits.end()) == std::set<int>{1});
            CHECK_THROWS_AS(cpu::team_for(10,
                                          [](std::int64_t i) {
                                              if (i == 7) throw std::domain_error("seven");
                                          }),
                            std::domain_error);
        }
        set_thread_count(0);
    }

    TEST_CASE("team loops of several threads at once, by themselves and inside parallel_for") {
        std::vector<std::thread> callers;
        std::array<std::int64_t, 4> sums{};
        for (std::size_t c = 0; c < sums.size(); ++c)
            callers.emplace_back([&sum = sums[c]] {
                for (int round = 0; round < 200; ++round) {
                    set_thread_count(1 + round % 4);
                    std::array<std::int64_t, 20> squares{};
                    cpu::team_for(20, [&](std::int64_t i) { squares[static_cast<std::size_t>(i)] = i; });
                    parallel_for(20, [&](std::int64_t i) {
                        std::int64_t inner = 0;  // safe only if the inner loop is a plain one
                        cpu::team_for(inside_parallel_for() ? i : 0, [&](std::int64_t) { ++inner; });
                        squares[static_cast<std::size_t>(i)] *= inside_parallel_for() ? inner : i;
                    });
                    sum += std::accumulate(squares.begin(), squares.end(), std::int64_t{0});
                }
            });
        for (auto& caller : callers)
            caller.join();
        for (const auto sum : sums)
            CHECK(sum == 200 * 2470);  // 1^2 + ... + 19^2
    }
}

}  // namespace
}  // namespace glasscape
