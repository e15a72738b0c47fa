#include "glasscape/core/closest_word.hpp"

#include <algorithm>
#include <cstddef>

namespace glasscape {
namespace {

std::size_t distance(const std::string& a, const std::string& b) {
    std::vector<std::vector<std::size_t>> d(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
    for (std::size_t i = 0; i <= a.size(); ++i)
        for (std::size_t j = 0; j <= b.size(); ++j) {
            if (i == 0 || j == 0) {
                d[i][j] = i + j;
                continue;
            }
            d[i][j] = std::min(
                {d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0U : 1U)});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
        }
    return d[a.size()][b.size()];
}

}  // namespace

std::optional<std::string> closest_word(const std::string& word, const std::vector<std::string>& candidates) {
    std::optional<std::string> best;
    std::size_t fewest = 0;
    for (const auto& candidate : candidates) {
        const auto changes = distance(word, candidate);
        if (3 * changes <= candidate.size() && (!best || changes < fewest)) {
            best = candidate;
            fewest = changes;
        }
    }
    return best;
}

}  // namespace glasscape
