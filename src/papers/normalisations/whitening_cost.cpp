#include <cmath>
#include <memory>
#include <vector>

#include <boost/random/normal_distribution.hpp>

#include "glasscape/core/interrupt.hpp"
#include "glasscape/core/random.hpp"
#include "glasscape/core/stopwatch.hpp"
#include "glasscape/network/normaliser.hpp"

#include "papers/normalisations/paired_runs.hpp"
#include "papers/normalisations/whitening.hpp"

namespace glasscape {
namespace {

constexpr int samples = 128;
constexpr double shortest = 2e-3;  // seconds of passes that are timed as one

Panel<float> gaussian_panel(int units, std::uint64_t seed, std::uint64_t index) {
    RandomStream stream(seed, Stream::data, index);
    boost::random::normal_distribution<float> normal;
    Panel<float> x(units, samples);
    for (int j = 0; j < units; ++j)
        for (int b = 0; b < samples; ++b)
            x(j, b) = normal(stream);
    return x;
}

/// A normaliser with a batch and a gradient for it.
class TimedLayer {
  public:
    TimedLayer(NormKind kind, int units, std::uint64_t seed)
        : norm_(make_normaliser<float>(default_options(kind), {units, units, 0, seed})),
          x_(gaussian_panel(units, seed, 0)),
          grad_out_(gaussian_panel(units, seed, 1)) {}

    /// Seconds of a forward and a backward pass, the mean over as many as take long enough to be timed.
    double seconds() {
        const Stopwatch watch;
        int passes = 0;
        do {
            norm_->forward(x_, {}, NormMode::train, out_);
            norm_->backward(x_, grad_out_, grad_x_);
            ++passes;
        } while (watch.seconds() < shortest);
        return watch.seconds() / passes;
    }

  private:
    std::unique_ptr<Normaliser<float>> norm_;
    Panel<float> x_;
    Panel<float> grad_out_;
    Panel<float> out_;
    Panel<float> grad_x_;
};

std::vector<Column> columns() {
    return {{"units", ColumnType::integer, "1", "width of the layer"},
            {"arm", ColumnType::text, "", "normalisation"},
            {"repeats", ColumnType::integer, "1", "timings, in turn with those of the other arms"},
            {"milliseconds", ColumnType::real, "ms", "of a forward and a backward pass, geometric mean"},
            {"cost_ratio", ColumnType::real, "1", "time over that of swbn_fro, geometric mean over repeats"},
            {"log_ratio", ColumnType::real, "1", "its logarithm"},
            {"std_error", ColumnType::real, "1", "standard error of the logarithm over repeats"}};
}

void add_rows(Table& table, int units, const WhiteningCostRequest& request) {
    const std::vector kinds{NormKind::swbn_fro, NormKind::batch_norm, NormKind::iter_norm};
    std::vector<TimedLayer> layers;
    for (const auto kind : kinds) {
        layers.emplace_back(kind, units, request.seed);
        layers.back().seconds();  // caches are warm afterwards
    }
    std::vector<std::vector<double>> logs(kinds.size());
    for (int repeat = 0; repeat < request.repeats; ++repeat) {
        throw_if_interrupted();
        for (std::size_t i = 0; i < kinds.size(); ++i)
            logs[i].push_back(std::log(layers[i].seconds()));
    }
    for (std::size_t i = 0; i < kinds.size(); ++i) {
        const auto ratio = mean_difference(logs[i], logs[0]);
        const auto compared = [&](double value) { return i > 0 ? cell_or_empty(value) : Cell{}; };
        table.add_row({std::int64_t{units}, std::string(norm_name(kinds[i])), std::int64_t{request.repeats},
                       1e3 * std::exp(mean_of(logs[i]).mean()), compared(std::exp(ratio.mean())),
                       compared(ratio.mean()), compared(ratio.std_error())});
    }
}

}  // namespace

Table whitening_cost_table(const WhiteningCostRequest& request) {
    Table table(columns());
    for (const int units : {64, 128, 256})
        add_rows(table, units, request);
    return table;
}

}  // namespace glasscape
