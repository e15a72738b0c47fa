#include "shared_weights/softplus_network.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace glasscape {
namespace {

double softplus(double u, double kappa) {
    const double t = kappa * u;
    return (std::max(t, 0.0) + std::log1p(std::exp(-std::abs(t)))) / kappa;
}

double logistic(double t) {
    return t >= 0.0 ? 1.0 / (1.0 + std::exp(-t)) : std::exp(t) / (1.0 + std::exp(t));
}

}  // namespace

SoftplusNetwork::SoftplusNetwork(const SharedNetworkOptions& options, EdgeAssignment assignment,
                                 std::vector<double> input, double factor)
    : options_(options), assignment_(std::move(assignment)), input_(std::move(input)), factor_(factor) {}

double SoftplusNetwork::evaluate(std::span<const double> w, std::span<double> gradient) const {
    const auto n = static_cast<std::size_t>(options_.width);
    const auto depth = static_cast<std::size_t>(options_.depth);
    std::vector<std::vector<double>> hidden{input_};
    std::vector<std::vector<double>> slopes;
    std::vector<std::size_t> first_edge;
    std::size_t edge = 0;
    for (std::size_t l = 0; l < depth; ++l) {
        const auto& below = hidden.back();
        std::vector<double> u(n);
        first_edge.push_back(edge);
        for (const double h : below)
            for (std::size_t j = 0; j < n; ++j, ++edge)
                u[j] += assignment_.sign[edge] * w[static_cast<std::size_t>(assignment_.weight[edge])] * h;
        std::vector<double> next = l == 0 ? std::vector<double>(n) : below;
        slopes.emplace_back(n);
        for (std::size_t j = 0; j < n; ++j) {
            next[j] += softplus(u[j], options_.sharpness);
            slopes.back()[j] = logistic(options_.sharpness * u[j]);
        }
        hidden.push_back(std::move(next));
    }
    double sum = 0.0;
    for (const double h : hidden.back())
        sum += h;
    std::fill(gradient.begin(), gradient.end(), 0.0);
    std::vector<double> delta(n, factor_);
    for (std::size_t l = depth; l-- > 0;) {
        const auto& below = hidden[l];
        auto lower = l == 0 ? std::vector<double>(below.size()) : delta;
        edge = first_edge[l];
        for (std::size_t i = 0; i < below.size(); ++i)
            for (std::size_t j = 0; j < n; ++j, ++edge) {
                const auto k = static_cast<std::size_t>(assignment_.weight[edge]);
                const double slope = assignment_.sign[edge] * delta[j] * slopes[l][j];
                gradient[k] += slope * below[i];
                lower[i] += slope * w[k];
            }
        delta = std::move(lower);
    }
    return factor_ * sum;
}

void SoftplusNetwork::energies_and_gradients(std::span<const double> states, std::span<double> energies,
                                             std::span<double> gradients) const {
    const auto n = static_cast<std::size_t>(size());
    for (std::size_t m = 0; m < energies.size(); ++m)
        energies[m] = evaluate(states.subspan(m * n, n), gradients.subspan(m * n, n));
}

}  // namespace glasscape
