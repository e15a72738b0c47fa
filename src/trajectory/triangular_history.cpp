#include "trajectory/triangular_history.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>

#include <fmt/format.h>

#include "glasscape/core/threads.hpp"

#include "core/simd.hpp"

namespace glasscape {
namespace {

constexpr int group_rows = 4;
constexpr std::size_t lane_padding = 8;  // doubles of the widest vector: the layout is the same everywhere
constexpr int most_parts = 16;           // of one product, whatever the number of threads

/// Longest row of a group, padded.
std::size_t group_length(int number) {
    const auto longest = static_cast<std::size_t>(number) * group_rows + group_rows - 1;
    return (longest + lane_padding - 1) / lane_padding * lane_padding;
}

/// Doubles in the groups before this one.
std::size_t group_offset(int number) {
    // Lengths come in pairs: 8 (g/2) + 8 for both groups of a pair.
    const auto pairs = static_cast<std::size_t>(number / 2);
    const auto before = group_rows * (2 * lane_padding * (pairs * (pairs + 1) / 2));
    return before + (number % 2 == 1 ? group_rows * group_length(number - 1) : 0);
}

int groups_of(int rows) {
    return (rows + group_rows - 1) / group_rows;
}

/// Four rows: their scalar products with x, and across += sum_i y_i row_i.
std::array<double, group_rows> multiply_group(const double* rows, std::size_t length, const double* x,
                                              const std::array<double, group_rows>& y, double* across) {
    std::array<Vector<double>, group_rows> sums{};
    for (std::size_t j = 0; j < length; j += vector_lanes<double>) {
        const auto here = load(x + j);
        auto total = load(across + j);
        for (std::size_t i = 0; i < group_rows; ++i) {
            const auto row = load(rows + i * length + j);
            sums[i] += row * here;
            total += row * y[i];
        }
        store(total, across + j);
    }
    std::array<double, group_rows> result{};
    for (std::size_t i = 0; i < group_rows; ++i)
        for (int lane = 0; lane < vector_lanes<double>; ++lane)
            result[i] += sums[i][lane];
    return result;
}

}  // namespace

TriangularHistory::TriangularHistory(int rows) : capacity_(rows) {
    if (rows < 1) throw std::invalid_argument(fmt::format("{} rows: a history has at least one", rows));
    values_.resize(group_offset(groups_of(rows)));
}

double TriangularHistory::memory(int rows) {
    return static_cast<double>(group_offset(groups_of(rows))) * sizeof(double);
}

TriangularHistory::Group TriangularHistory::group(int number) const {
    return {values_.data() + group_offset(number), group_length(number)};
}

void TriangularHistory::append(std::span<const double> row) {
    if (rows_ == capacity_) throw std::logic_error(fmt::format("a history of {} rows is full", capacity_));
    const int number = rows_ / group_rows;
    const auto place = static_cast<std::size_t>(rows_ % group_rows);
    std::copy(row.begin(), row.end(), values_.data() + group_offset(number) + place * group_length(number));
    ++rows_;
}

void TriangularHistory::multiply(std::span<const double> x, std::span<const double> y, std::span<double> down,
                                 std::span<double> across) const {
    const int groups = groups_of(rows_);
    const auto length = group_length(groups - 1);
    // Parts of about equal area; small products are one part.
    constexpr int groups_worth_parts = 128;
    const int parts = groups < groups_worth_parts ? 1 : most_parts;
    std::array<int, most_parts + 1> ends{};
    for (int part = 0; part <= parts; ++part)
        ends[static_cast<std::size_t>(part)] =
            static_cast<int>(groups * std::sqrt(static_cast<double>(part) / parts));
    padded_.assign(length * static_cast<std::size_t>(parts + 1), 0.0);
    std::copy(x.begin(), x.end(), padded_.begin());
    const auto across_of = [&](int part) {
        return padded_.data() + length * static_cast<std::size_t>(part + 1);
    };
    parallel_for(parts, [&](std::int64_t task) {
        const auto part = static_cast<std::size_t>(task);
        for (int g = ends[part]; g < ends[part + 1]; ++g) {
            const auto first = static_cast<std::size_t>(g) * group_rows;
            const auto count = std::min<std::size_t>(group_rows, static_cast<std::size_t>(rows_) - first);
            std::array<double, group_rows> weights{};
            std::copy_n(y.begin() + static_cast<std::ptrdiff_t>(first), count, weights.begin());
            const auto [values, group_size] = group(g);
            const auto sums = multiply_group(values, group_size, padded_.data(), weights,
                                             across_of(static_cast<int>(task)));
            std::copy_n(sums.begin(), count, down.begin() + static_cast<std::ptrdiff_t>(first));
        }
    });
    std::fill(across.begin(), across.end(), 0.0);
    for (int part = 0; part < parts; ++part)
        for (std::size_t u = 0; u < across.size(); ++u)
            across[u] += across_of(part)[u];
}

}  // namespace glasscape
