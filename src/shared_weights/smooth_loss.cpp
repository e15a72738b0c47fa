#include "shared_weights/smooth_loss.hpp"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "glasscape/core/random.hpp"
#include "glasscape/sphere/sphere.hpp"

#include "shared_weights/softplus_network.hpp"

namespace glasscape {
namespace {

/// log(1 + exp(-t)).
double logistic_loss(double t) {
    return std::max(-t, 0.0) + std::log1p(std::exp(-std::abs(t)));
}

/// -d/dt of it.
double logistic_pull(double t) {
    return t >= 0.0 ? std::exp(-t) / (1.0 + std::exp(-t)) : 1.0 / (1.0 + std::exp(t));
}

class SmoothLoss final : public Landscape {
  public:
    SmoothLoss(std::vector<SoftplusNetwork> outputs, SoftplusNetwork offset, std::vector<double> labels)
        : outputs_(std::move(outputs)), offset_(std::move(offset)), labels_(std::move(labels)) {}

    int size() const override { return offset_.size(); }

    void energies_and_gradients(std::span<const double> states, std::span<double> energies,
                                std::span<double> gradients) const override {
        const auto n = static_cast<std::size_t>(size());
        for (std::size_t m = 0; m < energies.size(); ++m)
            energies[m] = evaluate(states.subspan(m * n, n), gradients.subspan(m * n, n));
    }

  private:
    double evaluate(std::span<const double> w, std::span<double> gradient) const {
        const double share = static_cast<double>(size()) / static_cast<double>(labels_.size());
        std::vector<double> slope(w.size());
        std::vector<double> offset_slope(w.size());
        double offset = 0.0;
        offset_.energies_and_gradients(w, {&offset, 1}, offset_slope);
        std::fill(gradient.begin(), gradient.end(), 0.0);
        double loss = 0.0;
        for (std::size_t i = 0; i < labels_.size(); ++i) {
            double output = 0.0;
            outputs_[i].energies_and_gradients(w, {&output, 1}, slope);
            const double margin = labels_[i] * (output - offset);
            loss += logistic_loss(margin);
            const double pull = -share * labels_[i] * logistic_pull(margin);
            for (std::size_t k = 0; k < w.size(); ++k)
                gradient[k] += pull * (slope[k] - offset_slope[k]);
        }
        return share * loss;
    }

    std::vector<SoftplusNetwork> outputs_;
    SoftplusNetwork offset_;
    std::vector<double> labels_;
};

}  // namespace

std::unique_ptr<Landscape> draw_smooth_loss(const SharedNetworkOptions& options, Labels labels,
                                            std::uint64_t seed, std::uint64_t sample) {
    const auto edges = draw_assignment(options, seed, sample);
    RandomStream stream(seed, Stream::data, sample);
    const auto inputs = static_cast<std::size_t>(options.inputs);
    std::vector<double> direction(inputs);
    draw_normal(stream, direction);
    std::vector<SoftplusNetwork> outputs;
    std::vector<double> signs;
    for (int i = 0; i < options.averaged_inputs; ++i) {
        std::vector<double> x(inputs);
        draw_normal(stream, x);
        const double side =
            labels == Labels::separable ? dot(direction, x) : static_cast<double>(stream() >> 63) - 0.5;
        signs.push_back(side > 0.0 ? 1.0 : -1.0);
        outputs.emplace_back(options, edges, std::move(x), 1.0);
    }
    return std::make_unique<SmoothLoss>(std::move(outputs),
                                        SoftplusNetwork(options, edges, std::vector<double>(inputs), 1.0),
                                        std::move(signs));
}

}  // namespace glasscape
