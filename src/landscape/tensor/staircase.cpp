#include "landscape/tensor/staircase.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <span>

#include "core/log_gamma.hpp"
#include "landscape/tensor/coupling_fill.hpp"

namespace glasscape {
namespace {

std::int64_t round_up(std::int64_t value, std::int64_t unit) {
    return (value + unit - 1) / unit * unit;
}

std::int64_t round_down(std::int64_t value, std::int64_t unit) {
    return value / unit * unit;
}

double head_factor_of(int m, int n) {
    return std::exp(0.5 * (log_gamma(m + 1.0) + log_gamma(n + 1.0) - log_gamma(m + n + 1.0)));
}

int leading_run(std::span<const int> tuple) {
    return tuple.empty() ? 0 : static_cast<int>(std::count(tuple.begin(), tuple.end(), tuple.front()));
}

}  // namespace

Staircase::Staircase(int order, int size)
    : order_(order),
      size_(size),
      rows_(multiset_count(size, order / 2)),
      columns_(multiset_count(size, order - order / 2)) {
    for (int d = 0; d < outer_degree(); ++d)
        outer_.emplace_back(size, d);
    for (int d = 0; d < inner_degree(); ++d)
        inner_.emplace_back(size, d);
    const ColexLevel top(size, outer_degree());
    row_run_ = top.run;
    row_first_ = top.first;
    if (outer_degree() == 0) {  // one empty row
        row_first_.assign(static_cast<std::size_t>(size) + 1, 1);
        row_first_.front() = 0;
    }
    for (int u = 0; u <= size; ++u)
        column_first_.push_back(columns_ - multiset_count(size - u, inner_degree()));
    for (int last = 0; last < size; ++last)
        row_last_.insert(row_last_.end(),
                         static_cast<std::size_t>(row_first_[static_cast<std::size_t>(last) + 1] -
                                                  row_first_[static_cast<std::size_t>(last)]),
                         static_cast<std::uint16_t>(last));
    for (int m = 0; m <= outer_degree(); ++m)
        for (int n = 0; n <= inner_degree(); ++n)
            junction_factors_.push_back(static_cast<float>(head_factor_of(m, n)));
    cut_into_tiles();
}

void Staircase::cut_into_tiles() {
    // A block with fewer rows than the kernels take at a time absorbs the next rows, whose shorter heads are
    // filled up with zeros.
    constexpr std::int64_t rows_at_a_time = 4;
    for (std::int64_t begin = 0; begin < columns_; begin += tile_width) {
        Tile tile{begin, std::min(begin + tile_width, round_up(columns_, column_alignment)), {}};
        for (std::size_t last = 0; last < static_cast<std::size_t>(size_); ++last) {
            const auto start = column_first_[last];
            const auto rows = row_first_[last + 1] - row_first_[last];
            if (start >= std::min(tile.end, columns_)) break;
            if (rows == 0) continue;
            const bool full = start <= begin;
            const bool absorbed =
                !tile.blocks.empty() &&
                (full || (tile.blocks.back().rows < rows_at_a_time && tile.blocks.back().begin > begin));
            if (absorbed) {
                tile.blocks.back().rows += rows;
            } else {
                const auto from = full ? begin : round_down(start, column_alignment);
                tile.blocks.push_back({row_first_[last], rows, from, tile.end - from, 0});
            }
        }
        for (auto& block : tile.blocks) {
            block.offset = stored_;
            stored_ += block.rows * block.pitch;
        }
        tiles_.push_back(std::move(tile));
    }
}

void Staircase::draw(const Disorder& disorder, std::int64_t first_row, std::int64_t rows, std::int64_t begin,
                     std::int64_t end, float* out) const {
    const auto& below = inner_.back();
    alignas(64) std::array<float, tile_width + 2 * coupling::group> buffer;
    const auto stop = std::min(end, columns_);
    for (std::int64_t row = first_row; row < first_row + rows; ++row, out += end - begin) {
        const auto last = static_cast<std::size_t>(last_of_row(row));
        const auto start = column_first_[last];
        const auto from = std::min(std::max(begin, start), stop);
        std::fill(out, out + (from - begin), 0.0F);
        std::fill(out + (stop - begin), out + (end - begin), 0.0F);
        if (from == stop) continue;
        const auto key = coupling::row_key(disorder.seed, static_cast<std::uint32_t>(disorder.stream),
                                           disorder.sample, order_, static_cast<std::uint32_t>(row));
        const auto group = from / coupling::group;
        const auto groups = (stop - 1) / coupling::group - group + 1;
        if (from == begin && begin % coupling::group == 0 && groups * coupling::group == end - begin) {
            coupling::fill_normals(key, group, groups, out);
        } else {
            coupling::fill_normals(key, group, groups, buffer.data());
            std::copy_n(buffer.data() + (from - group * coupling::group), stop - from, out + (from - begin));
        }
        if (outer_degree() == 0) continue;
        const int run = row_run_[static_cast<std::size_t>(row)];
        // The head: columns that begin with `last`, those that begin with it more than once first.
        const auto repeated = start + (below.first[last + 1] - below.first[last]);
        auto column = from;
        for (; column < std::min(stop, repeated); ++column)
            out[column - begin] *= junction_factor(
                run, below.run[static_cast<std::size_t>(below.first[last] + (column - start))] + 1);
        const float once = junction_factor(run, 1);
        for (; column < std::min(stop, column_first_[last + 1]); ++column)
            out[column - begin] *= once;
    }
}

std::int64_t packed_entries_estimate(int order, int size) {
    const auto couplings = multiset_count(size, order);
    const auto rows = multiset_count(size, order / 2);
    const auto columns = multiset_count(size, order - order / 2);
    constexpr std::int64_t most = std::int64_t{1} << 62;
    if (rows > most / (column_alignment * 4) || columns > most / 4) return most;
    // Both ends of a row are rounded to the alignment; single rows that share a block fill up their heads, by
    // one and a half heads on average.
    const auto padding = rows * column_alignment * 2 + columns * 3 / 2;
    return couplings > most - padding ? most : couplings + padding;
}

double coupling_at(const Staircase& shape, const Disorder& disorder, const std::vector<int>& index) {
    const auto a = static_cast<std::size_t>(shape.outer_degree());
    const std::span<const int> outer(index.data(), a);
    const std::span<const int> inner(index.data() + a, index.size() - a);
    const auto key =
        coupling::row_key(disorder.seed, static_cast<std::uint32_t>(disorder.stream), disorder.sample,
                          shape.order(), static_cast<std::uint32_t>(colexicographic_rank(outer)));
    const float normal = coupling::normal_at(key, lexicographic_rank(inner, shape.size()));
    double factor = 1.0;
    if (a > 0 && outer.back() == inner.front())
        factor = head_factor_of(static_cast<int>(std::count(outer.begin(), outer.end(), outer.back())),
                                leading_run(inner));
    const auto drawn = static_cast<double>(normal * static_cast<float>(factor));
    return drawn * std::sqrt(std::tgamma(static_cast<double>(index.size()) + 1.0) /
                             (multiplicity_factorials(outer) * multiplicity_factorials(inner)));
}

}  // namespace glasscape
