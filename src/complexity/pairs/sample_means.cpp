#include "complexity/pairs/sample_means.hpp"

#include <algorithm>
#include <cmath>

#include "glasscape/core/progress.hpp"
#include "glasscape/core/threads.hpp"

namespace glasscape {
namespace {

struct Sums {
    std::vector<double> values;
    std::vector<double> squares;
};

}  // namespace

std::vector<Estimate> sample_means(const std::string& what, std::int64_t samples, std::size_t outputs,
                                   const std::function<SampleOutputs()>& make) {
    constexpr std::int64_t block = 512;
    const std::int64_t blocks = (samples + block - 1) / block;
    std::vector<Sums> parts(static_cast<std::size_t>(blocks));
    Progress progress(what, samples);
    parallel_for(blocks, [&](std::int64_t b) {
        auto& sums = parts[static_cast<std::size_t>(b)];
        sums.values.assign(outputs, 0.0);
        sums.squares.assign(outputs, 0.0);
        const auto outputs_of = make();
        std::vector<double> values(outputs);
        const std::int64_t last = std::min(samples, (b + 1) * block);
        for (std::int64_t sample = b * block; sample < last; ++sample) {
            std::fill(values.begin(), values.end(), 0.0);
            outputs_of(sample, values);
            for (std::size_t i = 0; i < outputs; ++i) {
                sums.values[i] += values[i];
                sums.squares[i] += values[i] * values[i];
            }
        }
        progress.advance(last - b * block);
    });
    const auto count = static_cast<double>(samples);
    std::vector<Estimate> means(outputs);
    for (std::size_t i = 0; i < outputs; ++i) {
        double sum = 0.0;
        double squares = 0.0;
        for (const auto& part : parts) {
            sum += part.values[i];
            squares += part.squares[i];
        }
        const double mean = sum / count;
        means[i] = {mean, std::sqrt(std::max(0.0, squares / count - mean * mean) / (count - 1.0)),
                    squares > 0.0 ? sum * mean / squares : 0.0};
    }
    return means;
}

}  // namespace glasscape
