#include <cmath>
#include <stdexcept>

#include <boost/random/normal_distribution.hpp>
#include <boost/random/uniform_int_distribution.hpp>
#include <fmt/format.h>

#include "glasscape/core/random.hpp"
#include "glasscape/network/dataset.hpp"

namespace glasscape {
namespace {

/// Indices of the data stream: the classes, the test points, the stored training points, then the batches.
constexpr std::uint64_t class_index = 0;
constexpr std::uint64_t test_index = 1;
constexpr std::uint64_t stored_index = 2;
constexpr std::uint64_t batch_index = std::uint64_t{1} << 32;

class GaussianDataset final : public Dataset {
  public:
    GaussianDataset(const GaussianClasses& task, std::uint64_t seed) : task_(task), seed_(seed) {
        RandomStream stream(seed, Stream::data, class_index);
        boost::random::normal_distribution<double> normal;
        const auto n = static_cast<std::size_t>(task.inputs);
        const auto k = static_cast<std::size_t>(task.classes);
        for (std::size_t i = 0; i < k * n; ++i)
            means_.push_back(static_cast<float>(task.spread * normal(stream)));
        for (std::size_t i = 0; task.random_covariance && i < k * n * n; ++i)
            factors_.push_back(static_cast<float>(normal(stream) / std::sqrt(task.inputs)));
        if (task.training_points == 0) return;
        RandomStream points(seed, Stream::data, stored_index);
        draw(points, static_cast<int>(task.training_points), stored_);
    }

    int inputs() const override { return task_.inputs; }
    int classes() const override { return task_.classes; }
    std::int64_t training_points() const override { return task_.training_points; }
    std::int64_t test_points() const override { return 0; }
    std::string description() const override {
        return fmt::format("{} Gaussian classes in {} dimensions, {}", task_.classes, task_.inputs,
                           task_.training_points == 0
                               ? "fresh points for every batch"
                               : fmt::format("{} stored training points", task_.training_points));
    }

    void training_batch(std::int64_t step, int samples, Batch& batch) const override {
        RandomStream stream(seed_, Stream::data, batch_index + static_cast<std::uint64_t>(step));
        if (task_.training_points == 0) {
            draw(stream, samples, batch);
            return;
        }
        boost::random::uniform_int_distribution<int> pick(0, static_cast<int>(task_.training_points) - 1);
        batch.x.resize(task_.inputs, samples);
        batch.labels.resize(static_cast<std::size_t>(samples));
        for (int b = 0; b < samples; ++b) {
            const int point = pick(stream);
            batch.labels[static_cast<std::size_t>(b)] = stored_.labels[static_cast<std::size_t>(point)];
            for (int i = 0; i < task_.inputs; ++i)
                batch.x(i, b) = stored_.x(i, point);
        }
    }

    void test_batch(int samples, Batch& batch) const override {
        RandomStream stream(seed_, Stream::data, test_index);
        draw(stream, samples, batch);
    }

  private:
    void draw(RandomStream& stream, int samples, Batch& batch) const {
        boost::random::normal_distribution<float> normal;
        boost::random::uniform_int_distribution<int> pick(0, task_.classes - 1);
        const auto n = static_cast<std::size_t>(task_.inputs);
        batch.x.resize(task_.inputs, samples);
        batch.labels.resize(static_cast<std::size_t>(samples));
        std::vector<float> z(n);
        std::vector<float> x(n);
        for (int b = 0; b < samples; ++b) {
            const auto k = static_cast<std::size_t>(pick(stream));
            batch.labels[static_cast<std::size_t>(b)] = static_cast<int>(k);
            for (float& value : z)
                value = normal(stream);
            std::copy_n(means_.begin() + static_cast<std::ptrdiff_t>(k * n), n, x.begin());
            if (factors_.empty())
                for (std::size_t i = 0; i < n; ++i)
                    x[i] += z[i];
            else  // A_k is stored by columns, so that the inner loop is over outputs
                for (std::size_t j = 0; j < n; ++j)
                    for (std::size_t i = 0; i < n; ++i)
                        x[i] += factors_[(k * n + j) * n + i] * z[j];
            for (std::size_t i = 0; i < n; ++i)
                batch.x(static_cast<int>(i), b) = x[i];
        }
    }

    GaussianClasses task_;
    std::uint64_t seed_;
    std::vector<float> means_;    // classes x inputs
    std::vector<float> factors_;  // classes x inputs x inputs; empty: the identity
    Batch stored_;
};

}  // namespace

std::unique_ptr<Dataset> make_gaussian_classes(const GaussianClasses& task, std::uint64_t seed) {
    if (task.inputs < 1 || task.classes < 1 || !(task.spread >= 0.0) || task.training_points < 0 ||
        task.training_points > 100'000'000)
        throw std::invalid_argument(
            "Gaussian classes need at least one input and one class, a spread of at least 0, and 0 to 1e8 "
            "training "
            "points");
    return std::make_unique<GaussianDataset>(task, seed);
}

}  // namespace glasscape
