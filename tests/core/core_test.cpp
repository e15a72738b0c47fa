#include <array>
#include <atomic>
#include <cmath>
#include <numeric>
#include <set>
#include <stdexcept>
#include <thread>
#include <vector>

#include <doctest/doctest.h>

#include "glasscape/core/parse.hpp"
#include "glasscape/core/random.hpp"
#include "glasscape/core/threads.hpp"

#include "tolerances.hpp"

namespace glasscape {
namespace {

TEST_SUITE("core") {
    TEST_CASE("Philox4x32-10 gives the published words for zero key and counter") {
        const auto block = philox_block({0, 0, 0, 0}, {0, 0});
        CHECK(block == std::array<std::uint32_t, 4>{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8});
    }

    TEST_CASE("streams of neighbouring seeds, purposes and indices share no numbers") {
        std::set<std::uint64_t> seen;
        for (const std::uint64_t seed : {123U, 124U})
            for (const auto purpose : {Stream::disorder, Stream::start, Stream::noise, Stream::data,
                                       Stream::spectra, Stream::repeat, Stream::kac_rice, Stream::covariance,
                                       Stream::control, Stream::paths, Stream::lesion, Stream::hessian})
                for (std::uint64_t index = 0; index < 4; ++index) {
                    RandomStream stream(seed, purpose, index);
                    for (int i = 0; i < 100; ++i)
                        seen.insert(stream());
                }
        CHECK(seen.size() == 2 * 12 * 4 * 100);
    }

    TEST_CASE("derived seeds: one for each seed, purpose and index, below 2^62") {
        std::set<std::uint64_t> seen;
        for (const std::uint64_t seed : {0U, 1U, 2U})
            for (const auto purpose : {Stream::noise, Stream::repeat, Stream::control, Stream::covariance})
                for (std::uint64_t index = 0; index < 50; ++index) {
                    const auto derived = derived_seed(seed, purpose, index);
                    CHECK(derived < std::uint64_t{1} << 62);
                    CHECK(derived == derived_seed(seed, purpose, index));
                    seen.insert(derived);
                }
        CHECK(seen.size() == 3 * 4 * 50);
    }

    TEST_CASE("uniform bits: mean of each of the 64 bits within five standard errors") {
        RandomStream stream(7, Stream::data, 0);
        constexpr int draws = 20000;
        std::vector<int> ones(64, 0);
        for (int i = 0; i < draws; ++i) {
            const auto word = stream();
            for (std::size_t bit = 0; bit < 64; ++bit)
                ones[bit] += static_cast<int>((word >> bit) & 1U);
        }
        const double bound = testing::tolerance::standard_errors_of_many * std::sqrt(draws * 0.25);
        for (const int count : ones)
            CHECK(std::abs(count - 0.5 * draws) < bound);
    }

    TEST_CASE("parallel_for runs every task once and passes on the first failure") {
        for (const int threads : {1, 2, 5}) {
            set_thread_count(threads);
            std::vector<int> hits(1000, 0);
            parallel_for(1000, [&](std::int64_t i) { ++hits[static_cast<std::size_t>(i)]; });
            CHECK(std::set<int>(hits.begin(), hits.end()) == std::set<int>{1});
            CHECK_THROWS_AS(parallel_for(10,
                                         [](std::int64_t i) {
                                             if (i == 7) throw std::domain_error("seven");
                                         }),
                            std::domain_error);
        }
        set_thread_count(0);
    }

    TEST_CASE("loops of several threads at once, short ones in a row, loops within loops") {
        std::vector<std::thread> callers;
        std::array<std::int64_t, 4> sums{};
        for (std::size_t c = 0; c < sums.size(); ++c)
            callers.emplace_back([&sum = sums[c]] {
                for (int round = 0; round < 500; ++round) {
                    set_thread_count(1 + round % 4);
                    std::array<std::int64_t, 20> squares{};
                    parallel_for(20, [&](std::int64_t i) {
                        std::atomic<std::int64_t> inner = 0;
                        const auto caller = std::this_thread::get_id();
                        parallel_for(i, [&](std::int64_t) {
                            if (!inside_parallel_for() || std::this_thread::get_id() == caller) ++inner;
                        });
                        squares[static_cast<std::size_t>(i)] = inner * i;
                    });
                    sum += std::accumulate(squares.begin(), squares.end(), std::int64_t{0});
                }
            });
        for (auto& caller : callers)
            caller.join();
        for (const auto sum : sums)
            CHECK(sum == 500 * 2470);  // 1^2 + ... + 19^2
    }

    TEST_CASE("numbers are read whole or not at all") {
        CHECK(parse_real("-1.5e-3") == -1.5e-3);
        for (const auto* text : {"", " 1", "1 ", "1x", "nan", "inf", "1e999", "0x10", "--1", "1,5"})
            CHECK_FALSE(parse_real(text).has_value());
        CHECK(parse_integer("42") == 42);
        for (const auto* text : {"", "4.2", "1e3", "99999999999999999999"})
            CHECK_FALSE(parse_integer(text).has_value());
        CHECK(split("a,,b", ',') == std::vector<std::string_view>{"a", "", "b"});
    }
}

}  // namespace
}  // namespace glasscape
