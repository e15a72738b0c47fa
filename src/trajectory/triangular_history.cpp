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

// Sixteen rows a group, so that `across` is loaded and stored once for them; within a group eight columns of each row
// in turn, so that memory is read in one stream. Doubles of the widest vector: the layout is the same everywhere.
constexpr int group_rows = 16;
constexpr std::size_t block_columns = 8;
constexpr std::size_t block_size = group_rows * block_columns;
constexpr int most_parts = 16;  // of one product, whatever the number of threads

/// Longest row of a group, padded.
std::size_t group_length(int number) {
    return static_cast<std::size_t>(number + 1) * group_rows;
}

/// Doubles in the groups before this one.
std::size_t group_offset(int number) {
    const auto before = static_cast<std::size_t>(number);
    return std::size_t{group_rows} * group_rows * (before * (before + 1) / 2);
}

/// Of column u, from the first of its row.
std::size_t column_offset(std::size_t u) {
    return u / block_columns * block_size + u % block_columns;
}

int groups_of(int rows) {
    return (rows + group_rows - 1) / group_rows;
}

/// The rows of a group: their scalar products with x, and across += sum_i y_i row_i.
std::array<double, group_rows> multiply_group(const double* rows, std::size_t length, const double* x,
                                              const std::array<double, group_rows>& y, double* across) {
    constexpr std::size_t ahead = 4 * block_size;
    std::array<Vector<double>, group_rows> sums{};
    for (std::size_t j = 0; j < length; j += vector_lanes<double>) {
        const double* const block = rows + column_offset(j);
        const auto here = load(x + j);
        auto total = load(across + j);
        for (std::size_t i = 0; i < group_rows; ++i) {
            __builtin_prefetch(block + i * block_columns + ahead);
            const auto row = load(block + i * block_columns);
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

std::size_t TriangularHistory::row_offset(int s) {
    return group_offset(s / group_rows) + static_cast<std::size_t>(s % group_rows) * block_columns;
}

void TriangularHistory::append(std::span<const double> row) {
    if (rows_ == capacity_) throw std::logic_error(fmt::format("a history of {} rows is full", capacity_));
    double* const to = values_.data() + row_offset(rows_);
    for (std::size_t u = 0; u < row.size(); ++u)
        to[column_offset(u)] = row[u];
    ++rows_;
}

void TriangularHistory::copy_row(int s, std::span<double> to) const {
    const double* const from = values_.data() + row_offset(s);
    for (std::size_t u = 0; u < static_cast<std::size_t>(s); ++u)
        to[u] = from[column_offset(u)];
}

void TriangularHistory::multiply(std::span<const double> x, std::span<const double> y, std::span<double> down,
                                 std::span<double> across) const {
    const int groups = groups_of(rows_);
    const auto length = group_length(groups - 1);
    // Parts of about equal area; small products are one part.
    constexpr int groups_worth_parts = 32;
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
            const auto sums = multiply_group(values_.data() + group_offset(g), group_length(g),
                                             padded_.data(), weights, across_of(static_cast<int>(task)));
            std::copy_n(sums.begin(), count, down.begin() + static_cast<std::ptrdiff_t>(first));
        }
    });
    std::fill(across.begin(), across.end(), 0.0);
    for (int part = 0; part < parts; ++part)
        for (std::size_t u = 0; u < across.size(); ++u)
            across[u] += across_of(part)[u];
}

}  // namespace glasscape
