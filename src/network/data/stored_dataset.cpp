#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>

#include <boost/random/uniform_int_distribution.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "glasscape/core/random.hpp"
#include "glasscape/network/dataset.hpp"

namespace glasscape {
namespace {

constexpr std::uint64_t split_index = 0;
constexpr std::uint64_t epoch_index = std::uint64_t{1} << 32;

/// 0 .. count - 1 in an order drawn from (seed, data stream, index) (Fisher, Yates).
std::vector<std::int64_t> shuffled(std::int64_t count, std::uint64_t seed, std::uint64_t index) {
    std::vector<std::int64_t> order(static_cast<std::size_t>(count));
    std::iota(order.begin(), order.end(), std::int64_t{0});
    RandomStream stream(seed, Stream::data, index);
    for (std::int64_t i = count - 1; i > 0; --i) {
        boost::random::uniform_int_distribution<std::int64_t> pick(0, i);
        std::swap(order[static_cast<std::size_t>(i)], order[static_cast<std::size_t>(pick(stream))]);
    }
    return order;
}

StoredPoints subset(const StoredPoints& points, const std::vector<std::int64_t>& which, std::int64_t from,
                    std::int64_t to) {
    StoredPoints part{points.inputs, points.classes, {}, {}, points.names, points.image};
    for (auto i = from; i < to; ++i) {
        const auto point = which[static_cast<std::size_t>(i)];
        const auto* first = points.values.data() + point * points.inputs;
        part.values.insert(part.values.end(), first, first + points.inputs);
        part.labels.push_back(points.labels[static_cast<std::size_t>(point)]);
    }
    return part;
}

/// visit(value) of features [first, first + together) of every point.
template <class Points, class Visit>
void for_each_value(Points& points, std::size_t first, std::size_t together, const Visit& visit) {
    const auto n = static_cast<std::size_t>(points.inputs);
    for (std::size_t k = first; k < points.values.size(); k += n)
        for (std::size_t i = 0; i < together; ++i)
            visit(points.values[k + i]);
}

// Features, `together` of them at a time, to mean 0 and variance 1 over the training points; returns the first
// of those that are constant there, which become 0.
std::vector<std::size_t> standardise(StoredPoints& training, StoredPoints& test, std::size_t together) {
    const auto n = static_cast<std::size_t>(training.inputs);
    const auto count = static_cast<double>(training.count()) * static_cast<double>(together);
    std::vector<std::size_t> constant;
    for (std::size_t i = 0; i < n; i += together) {
        double sum = 0.0;
        for_each_value(training, i, together, [&](float value) { sum += static_cast<double>(value); });
        const double mean = sum / count;
        double squares = 0.0;
        double largest = 0.0;
        for_each_value(training, i, together, [&](float number) {
            const auto value = static_cast<double>(number);
            squares += (value - mean) * (value - mean);
            largest = std::max(largest, std::abs(value));
        });
        const double deviation = std::sqrt(squares / count);
        const bool varies = deviation > 1e-6 * largest;
        if (!varies) constant.push_back(i);
        for (auto* part : {&training, &test})
            for_each_value(*part, i, together, [&](float& value) {
                value = varies ? static_cast<float>((static_cast<double>(value) - mean) / deviation) : 0.0F;
            });
    }
    return constant;
}

std::string description_of(const StoredPoints& training, const StoredPoints& test,
                           const std::vector<std::size_t>& constant) {
    auto text = fmt::format("{} training and {} test points, {} features, {} classes", training.count(),
                            test.count(), training.inputs, training.classes);
    if (constant.empty()) return text;
    constexpr std::size_t most_named = 10;
    text += fmt::format("; {} features are constant over the training points", constant.size());
    if (training.names.empty() || constant.size() > most_named) return text;
    std::vector<std::string> names;
    for (const auto i : constant)
        names.push_back(training.names[i]);
    return text + fmt::format(": {}", fmt::join(names, ", "));
}

class StoredDataset final : public Dataset {
  public:
    StoredDataset(StoredPoints training, StoredPoints test, std::string description, std::uint64_t seed)
        : training_(std::move(training)),
          test_(std::move(test)),
          description_(std::move(description)),
          seed_(seed) {}

    int inputs() const override { return training_.inputs; }
    int classes() const override { return training_.classes; }
    std::optional<ImageShape> image() const override { return training_.image; }
    std::int64_t training_points() const override { return training_.count(); }
    std::int64_t test_points() const override { return test_.count(); }
    std::string description() const override { return description_; }

    void training_batch(std::int64_t step, int samples, Batch& batch) const override {
        const auto points = training_.count();
        const auto batches = std::max<std::int64_t>(1, points / samples);
        const auto order = shuffled(points, seed_, epoch_index + static_cast<std::uint64_t>(step / batches));
        const auto first = step % batches * samples;
        load(training_, samples, batch,
             [&](int b) { return order[static_cast<std::size_t>((first + b) % points)]; });
    }

    void test_batch(int samples, Batch& batch) const override {
        const int count = static_cast<int>(std::min<std::int64_t>(samples, test_.count()));
        load(test_, count, batch, [](int b) { return std::int64_t{b}; });
    }

  private:
    template <class Pick>
    static void load(const StoredPoints& points, int samples, Batch& batch, const Pick& pick) {
        batch.x.resize(points.inputs, samples);
        batch.labels.resize(static_cast<std::size_t>(samples));
        for (int b = 0; b < samples; ++b) {
            const auto point = pick(b);
            batch.labels[static_cast<std::size_t>(b)] = points.labels[static_cast<std::size_t>(point)];
            for (int i = 0; i < points.inputs; ++i)
                batch.x(i, b) = points.values[static_cast<std::size_t>(point * points.inputs + i)];
        }
    }

    StoredPoints training_;
    StoredPoints test_;
    std::string description_;
    std::uint64_t seed_;
};

}  // namespace

std::unique_ptr<Dataset> make_stored_dataset(StoredPoints training, StoredPoints test, double test_share,
                                             std::uint64_t seed, Standardised scaled) {
    if (test.count() == 0) {
        const auto order = shuffled(training.count(), seed, split_index);
        const auto kept =
            static_cast<std::int64_t>(std::ceil(test_share * static_cast<double>(training.count())));
        test = subset(training, order, 0, kept);
        training = subset(training, order, kept, training.count());
    }
    if (training.count() < 1 || test.count() < 1)
        throw std::invalid_argument(
            fmt::format("{} training and {} test points: at least one of each is needed", training.count(),
                        test.count()));
    if (training.inputs != test.inputs)
        throw std::invalid_argument(
            fmt::format("training points have {} features and test points {}: they must agree",
                        training.inputs, test.inputs));
    if (training.image != test.image)
        throw std::invalid_argument(
            "training and test points are images of different shapes: they must agree");
    if (scaled == Standardised::channel && !training.image)
        throw std::invalid_argument(
            "the points are no images: channels can be scaled of IDX and CIFAR files, or of points whose "
            "image "
            "= [channels, height, width] is given");
    training.classes = std::max(training.classes, test.classes);
    const int together = scaled == Standardised::channel ? training.image->pixels() : 1;
    const auto constant = standardise(training, test, static_cast<std::size_t>(together));
    auto description = description_of(training, test, constant);
    return std::make_unique<StoredDataset>(std::move(training), std::move(test), std::move(description),
                                           seed);
}

}  // namespace glasscape
