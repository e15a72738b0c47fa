#include "landscape/tensor/multiset.hpp"

#include <algorithm>
#include <cstddef>

namespace glasscape {

std::int64_t multiset_count(int n, int degree) {
    constexpr std::int64_t most = std::int64_t{1} << 62;
    if (degree == 0) return 1;
    if (n <= 0) return 0;
    std::int64_t count = 1;
    for (int j = 1; j <= degree; ++j) {
        const std::int64_t factor = std::int64_t{n} - 1 + j;
        if (count > most / factor) return most;
        count = count * factor / j;
    }
    return count;
}

std::int64_t lexicographic_rank(std::span<const int> tuple, int size) {
    // Tuples before this one agree with it up to some place and have a smaller element there.
    std::int64_t rank = 0;
    int lowest = 0;
    const int degree = static_cast<int>(tuple.size());
    for (int j = 0; j < degree; ++j) {
        const int here = tuple[static_cast<std::size_t>(j)];
        rank += multiset_count(size - lowest, degree - j) - multiset_count(size - here, degree - j);
        lowest = here;
    }
    return rank;
}

std::int64_t colexicographic_rank(std::span<const int> tuple) {
    std::int64_t rank = 0;
    for (std::size_t j = 0; j < tuple.size(); ++j)
        rank += multiset_count(tuple[j], static_cast<int>(j) + 1);
    return rank;
}

bool next_multiset(std::span<int> tuple, int size) {
    for (std::size_t j = tuple.size(); j-- > 0;)
        if (tuple[j] + 1 < size) {
            const int value = tuple[j] + 1;
            std::fill(tuple.begin() + static_cast<std::ptrdiff_t>(j), tuple.end(), value);
            return true;
        }
    return false;
}

double multiplicity_factorials(std::span<const int> tuple) {
    double product = 1.0;
    double run = 1.0;
    for (std::size_t j = 1; j < tuple.size(); ++j) {
        run = tuple[j] == tuple[j - 1] ? run + 1.0 : 1.0;
        product *= run;
    }
    return product;
}

LexLevel::LexLevel(int size, int degree) : count(multiset_count(size, degree)) {
    for (int u = 0; u <= size; ++u)
        first.push_back(count - multiset_count(size - u, degree));
    // A block of equal first element u holds, in order, the tuples one degree lower with elements >= u.
    run = {0};
    for (int d = 1; d <= degree; ++d) {
        std::vector<std::uint8_t> next;
        const auto below = multiset_count(size, d - 1);
        for (int u = 0; u < size; ++u)
            for (auto w = below - multiset_count(size - u, d - 1); w < below; ++w) {
                const bool same = d > 1 && w < below - multiset_count(size - u - 1, d - 1);
                next.push_back(same ? static_cast<std::uint8_t>(run[static_cast<std::size_t>(w)] + 1) : 1);
            }
        run = std::move(next);
    }
}

ColexLevel::ColexLevel(int size, int degree) : count(multiset_count(size, degree)) {
    for (int x = 0; x <= size; ++x)
        first.push_back(multiset_count(x, degree));
    // A block of equal last element L holds, in order, the tuples one degree lower with elements <= L.
    run = {0};
    for (int d = 1; d <= degree; ++d) {
        std::vector<std::uint8_t> next;
        for (int last = 0; last < size; ++last) {
            const auto below = multiset_count(last, d - 1);
            for (std::int64_t w = 0; w < multiset_count(last + 1, d - 1); ++w) {
                const bool same = d > 1 && w >= below;
                next.push_back(same ? static_cast<std::uint8_t>(run[static_cast<std::size_t>(w)] + 1) : 1);
            }
        }
        run = std::move(next);
    }
}

}  // namespace glasscape
