#include "experiment/digits/digit_images.hpp"

#include <cstddef>
#include <numeric>
#include <utility>

#include <boost/random/uniform_int_distribution.hpp>

#include "glasscape/core/random.hpp"

namespace glasscape {
namespace {

void gather_points(const StoredPoints& points, const std::vector<std::int64_t>& chosen, Batch& batch) {
    const int samples = static_cast<int>(chosen.size());
    batch.x.resize(points.inputs, samples);
    batch.labels.resize(chosen.size());
    for (int b = 0; b < samples; ++b) {
        const auto point = static_cast<std::size_t>(chosen[static_cast<std::size_t>(b)]);
        batch.labels[static_cast<std::size_t>(b)] = points.labels[point];
        for (int i = 0; i < points.inputs; ++i)
            batch.x(i, b) =
                points.values[point * static_cast<std::size_t>(points.inputs) + static_cast<std::size_t>(i)];
    }
}

}  // namespace

Batch batch_of(const StoredPoints& points) {
    std::vector<std::int64_t> all(static_cast<std::size_t>(points.count()));
    std::iota(all.begin(), all.end(), 0);
    Batch batch;
    gather_points(points, all, batch);
    return batch;
}

DigitImages::DigitImages() {
    auto digits = built_in_digits();
    training = std::move(digits.training);
    held_out = batch_of(digits.test);
}

void DigitImages::draw(std::uint64_t seed, std::uint64_t step, int samples, Batch& batch) const {
    RandomStream stream(seed, Stream::data, step);
    boost::random::uniform_int_distribution<std::int64_t> pick(0, training.count() - 1);
    std::vector<std::int64_t> chosen(static_cast<std::size_t>(samples));
    for (auto& point : chosen)
        point = pick(stream);
    gather_points(training, chosen, batch);
}

}  // namespace glasscape
