// The coupling tensor of one order as a staircase matrix, and how it is cut for storage.
//
// A sorted multi-index I of order r is split into its first a = floor(r/2) elements T and its last
// b = ceil(r/2) elements U, max T <= min U. Rows are the T in colexicographic order, columns the U in
// lexicographic order: row T starts at the first column whose elements are all >= max T, and only later rows
// start further right. With monomials S_T = prod s_t / sqrt(T!), W_U = prod s_u / sqrt(U!) (T!: product of
// the factorials of the multiplicities),
//
//     sum over all N^r entries J s..s  =  sqrt(r!) sum_T S_T sum_U C_TU W_U,   C_TU = g_TU h_TU,
//
// g iid N(0,1), and h = 1 except where T ends and U begins with the same spin, m and n times:
// h = sqrt(m! n!/(m+n)!). So each sorted multi-index carries the variance of the sum over its permutations,
// and one kernel, q = C W and V = C^T S in one pass over C, serves every order.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "glasscape/landscape/couplings.hpp"

#include "landscape/tensor/multiset.hpp"

namespace glasscape {

/// Widest tile, in columns; a multiple of the 64 columns that are drawn together.
constexpr std::int64_t tile_width = 960;
/// Rows of a block begin at multiples of this.
constexpr std::int64_t column_alignment = 16;

/// Rows [first_row, first_row + rows) of one tile from column `begin` on, row after row with stride `pitch`;
/// entries left of a row's start or beyond the last column are zero.
struct RowBlock {
    std::int64_t first_row;
    std::int64_t rows;
    std::int64_t begin;
    std::int64_t pitch;
    std::int64_t offset;  ///< of the first entry in the packed store
};

struct Tile {
    std::int64_t begin;
    std::int64_t end;  ///< beyond the last column of the matrix in the last tile: a multiple of the alignment
    std::vector<RowBlock> blocks;
};

class Staircase {
  public:
    /// order >= 1, size >= 1. Work and memory: O(rows + N^(b-1)).
    Staircase(int order, int size);

    int order() const { return order_; }
    int size() const { return size_; }
    int outer_degree() const { return order_ / 2; }
    int inner_degree() const { return order_ - order_ / 2; }
    std::int64_t rows() const { return rows_; }
    std::int64_t columns() const { return columns_; }
    /// Number of couplings, C(N + r - 1, r).
    std::int64_t couplings() const { return multiset_count(size_, order_); }
    /// Entries of the packed store, zeros of the padding included.
    std::int64_t stored() const { return stored_; }
    const std::vector<Tile>& tiles() const { return tiles_; }

    /// Levels below the top: outer()[d], d = 0..a-1, and inner()[d], d = 0..b-1.
    const std::vector<ColexLevel>& outer() const { return outer_; }
    const std::vector<LexLevel>& inner() const { return inner_; }

    int last_of_row(std::int64_t row) const { return row_last_[static_cast<std::size_t>(row)]; }
    std::int64_t start_of_row(std::int64_t row) const {
        return column_first_[row_last_[static_cast<std::size_t>(row)]];
    }
    /// Last element of each row's tuple and its multiplicity; empty multiplicities for order 1.
    const std::vector<std::uint16_t>& row_lasts() const { return row_last_; }
    const std::vector<std::uint8_t>& row_runs() const { return row_run_; }
    /// [m (b+1) + n] = sqrt(m! n!/(m+n)!), the factor h where a row's last spin, m times, meets n of the
    /// column's.
    const std::vector<float>& junction_factors() const { return junction_factors_; }
    /// First row whose elements reach `last`; [N] is the number of rows.
    const std::vector<std::int64_t>& row_first() const { return row_first_; }
    /// First column whose elements are all >= u; [N] is the number of columns.
    const std::vector<std::int64_t>& column_first() const { return column_first_; }

    /// Draws C in single precision on rows [first_row, first_row + rows), columns [begin, end) (at most
    /// tile_width of them): out[i (end - begin) + j], zero outside the staircase.
    void draw(const Disorder& disorder, std::int64_t first_row, std::int64_t rows, std::int64_t begin,
              std::int64_t end, float* out) const;

  private:
    void cut_into_tiles();
    float junction_factor(int row_run, int column_run) const {
        return junction_factors_[static_cast<std::size_t>(row_run) *
                                     static_cast<std::size_t>(inner_degree() + 1) +
                                 static_cast<std::size_t>(column_run)];
    }

    int order_;
    int size_;
    std::int64_t rows_;
    std::int64_t columns_;
    std::int64_t stored_ = 0;
    std::vector<ColexLevel> outer_;
    std::vector<LexLevel> inner_;
    std::vector<std::uint16_t> row_last_;
    std::vector<std::uint8_t> row_run_;
    std::vector<std::int64_t> row_first_;
    std::vector<std::int64_t> column_first_;
    std::vector<float> junction_factors_;
    std::vector<Tile> tiles_;
};

/// Entries the packed store of an order would have, without building it; saturates at 2^62.
std::int64_t packed_entries_estimate(int order, int size);

/// J_I of a sorted multi-index: the coefficient sqrt(r!/I!) g of its monomial. O(r), one Philox block.
double coupling_at(const Staircase& shape, const Disorder& disorder, const std::vector<int>& index);

}  // namespace glasscape
