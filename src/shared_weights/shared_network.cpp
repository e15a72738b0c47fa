#include "glasscape/shared_weights/shared_network.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <utility>

#include <boost/random/normal_distribution.hpp>
#include <boost/random/uniform_01.hpp>
#include <boost/random/uniform_int_distribution.hpp>
#include <fmt/format.h>

#include "glasscape/core/random.hpp"

#include "landscape/tensor/multiset.hpp"
#include "shared_weights/polynomial_landscape.hpp"
#include "shared_weights/softplus_network.hpp"

namespace glasscape {
namespace {

/// Indices of a sample's streams.
std::uint64_t assignment_index(std::uint64_t sample) {
    return 2 * sample;
}
std::uint64_t input_index(std::uint64_t sample) {
    return 2 * sample + 1;
}

/// [d][I Lambda + k]: place of the monomial I w_k, I of degree d.
std::vector<std::vector<std::size_t>> product_places(int unique, int depth) {
    std::vector<std::vector<std::size_t>> places;
    for (int d = 0; d < depth; ++d) {
        std::vector<std::size_t> table(static_cast<std::size_t>(multiset_count(unique, d) * unique));
        std::vector<int> tuple(static_cast<std::size_t>(d), 0);
        do {
            const auto at = static_cast<std::size_t>(colexicographic_rank(tuple) * unique);
            for (int k = 0; k < unique; ++k) {
                auto larger = tuple;
                larger.insert(std::upper_bound(larger.begin(), larger.end(), k), k);
                table[at + static_cast<std::size_t>(k)] =
                    static_cast<std::size_t>(colexicographic_rank(larger));
            }
        } while (next_multiset(tuple, unique));
        places.push_back(std::move(table));
    }
    return places;
}

Coefficients zero_polynomial(int unique, int degree) {
    Coefficients zero;
    for (int d = 0; d <= degree; ++d)
        zero.emplace_back(static_cast<std::size_t>(multiset_count(unique, d)));
    return zero;
}

/// sum += factor w_k p.
void add_product(const std::vector<std::vector<std::size_t>>& places, double factor, int k,
                 const Coefficients& p, std::size_t unique, Coefficients& sum) {
    for (std::size_t d = 0; d + 1 < sum.size(); ++d)
        for (std::size_t at = 0; at < p[d].size(); ++at)
            sum[d + 1][places[d][at * unique + static_cast<std::size_t>(k)]] += factor * p[d][at];
}

/// Features A_i of the inputs, gates[l n + j] standing for the gate of unit j of layer l + 1: from the output
/// downward, u_(l-1) = u_l + W_l (gate u_l), A = W_1 (gate u_1).
std::vector<Coefficients> polynomial_features(const SharedNetworkOptions& options,
                                              const EdgeAssignment& edges, std::span<const double> gates) {
    const auto n = static_cast<std::size_t>(options.width);
    const auto inputs = static_cast<std::size_t>(options.inputs);
    const auto unique = static_cast<std::size_t>(options.unique);
    const auto places = product_places(options.unique, options.depth);
    const auto zero = zero_polynomial(options.unique, options.depth);
    std::vector<Coefficients> upper(n, zero);
    for (auto& polynomial : upper)
        polynomial[0][0] = 1.0;
    for (int l = options.depth - 1; l >= 0; --l) {
        const std::size_t first = l == 0 ? 0 : inputs * n + static_cast<std::size_t>(l - 1) * n * n;
        std::vector<Coefficients> lower = l == 0 ? std::vector<Coefficients>(inputs, zero) : upper;
        for (std::size_t i = 0; i < lower.size(); ++i)
            for (std::size_t j = 0; j < n; ++j) {
                const auto edge = first + i * n + j;
                const double gate = gates[static_cast<std::size_t>(l) * n + j];
                add_product(places, gate * edges.sign[edge], edges.weight[edge], upper[j], unique, lower[i]);
            }
        upper = std::move(lower);
    }
    return upper;
}

/// sum_i x_i feature_i of any landscapes.
class LinearCombination final : public Landscape {
  public:
    LinearCombination(std::vector<std::unique_ptr<Landscape>> features, std::span<const double> x)
        : features_(std::move(features)), x_(x.begin(), x.end()) {}

    int size() const override { return features_.front()->size(); }

    void energies_and_gradients(std::span<const double> states, std::span<double> energies,
                                std::span<double> gradients) const override {
        std::vector<double> energy(energies.size());
        std::vector<double> gradient(gradients.size());
        std::fill(energies.begin(), energies.end(), 0.0);
        std::fill(gradients.begin(), gradients.end(), 0.0);
        for (std::size_t i = 0; i < x_.size(); ++i) {
            features_[i]->energies_and_gradients(states, energy, gradient);
            for (std::size_t k = 0; k < energy.size(); ++k)
                energies[k] += x_[i] * energy[k];
            for (std::size_t k = 0; k < gradient.size(); ++k)
                gradients[k] += x_[i] * gradient[k];
        }
    }

  private:
    std::vector<std::unique_ptr<Landscape>> features_;
    std::vector<double> x_;
};

std::vector<double> draw_normals(RandomStream& stream, int count, double deviation = 1.0) {
    boost::random::normal_distribution<double> normal(0.0, deviation);
    std::vector<double> values(static_cast<std::size_t>(count));
    for (double& value : values)
        value = normal(stream);
    return values;
}

}  // namespace

void require_sensible(const SharedNetworkOptions& options) {
    if (options.unique < 2 || options.depth < 1 || options.width < 1 || options.inputs < 1 ||
        options.averaged_inputs < 1)
        throw std::invalid_argument(fmt::format(
            "a network of {} unique weights, depth {}, width {}, {} inputs and {} samples: there "
            "must be at least 2 "
            "unique weights and 1 of the others",
            options.unique, options.depth, options.width, options.inputs, options.averaged_inputs));
    if (!(options.openness > 0.0 && options.openness <= 1.0))
        throw std::invalid_argument(
            fmt::format("gate openness {}: it must lie above 0 and not above 1", options.openness));
    if (!(options.sharpness > 0.0))
        throw std::invalid_argument(fmt::format("sharpness {}: it must be positive", options.sharpness));
    constexpr double most_edges = 1e7;
    const double edges = static_cast<double>(options.width) *
                         (options.inputs + static_cast<double>(options.width) * (options.depth - 1));
    if (edges > most_edges)
        throw std::invalid_argument(
            fmt::format("{:.3g} edges: a shared network may have {:.3g}", edges, most_edges));
    constexpr std::int64_t most = 1'000'000;
    if (options.gates != Gates::softplus && multiset_count(options.unique + 1, options.depth) > most)
        throw std::invalid_argument(
            fmt::format("{} unique weights at depth {} make {} monomials, more than {}", options.unique,
                        options.depth, multiset_count(options.unique + 1, options.depth), most));
}

EdgeAssignment draw_assignment(const SharedNetworkOptions& options, std::uint64_t seed,
                               std::uint64_t sample) {
    RandomStream stream(seed, Stream::disorder, assignment_index(sample));
    const int edges = options.width * (options.inputs + options.width * (options.depth - 1));
    EdgeAssignment assignment;
    for (int e = 0; e < edges; ++e)
        assignment.weight.push_back(e % options.unique);
    for (int e = edges - 1; e > 0; --e) {
        boost::random::uniform_int_distribution<int> pick(0, e);
        std::swap(assignment.weight[static_cast<std::size_t>(e)],
                  assignment.weight[static_cast<std::size_t>(pick(stream))]);
    }
    for (int e = 0; e < edges; ++e) {
        const bool negative = options.sharing == EdgeSharing::signed_edges && (stream() & 1U) != 0;
        assignment.sign.push_back(negative ? -1 : 1);
    }
    return assignment;
}

std::vector<std::unique_ptr<Landscape>> draw_features(const SharedNetworkOptions& options,
                                                      const EdgeAssignment& assignment, std::uint64_t seed,
                                                      std::uint64_t sample) {
    RandomStream stream(seed, Stream::data, input_index(sample));
    std::vector<std::unique_ptr<Landscape>> features;
    const double share = 1.0 / std::sqrt(options.averaged_inputs);
    const auto gate_count = static_cast<std::size_t>(options.width) * static_cast<std::size_t>(options.depth);
    boost::random::uniform_01<double> uniform;
    for (int s = 0; s < options.averaged_inputs; ++s) {
        if (options.gates == Gates::softplus) {
            features.push_back(std::make_unique<SoftplusNetwork>(
                options, assignment, draw_normals(stream, options.inputs), share));
            continue;
        }
        std::vector<double> gates(gate_count, options.openness);
        for (double& gate : gates)
            if (options.gates == Gates::bernoulli) gate = uniform(stream) < options.openness ? 1.0 : 0.0;
        for (auto& coefficients : polynomial_features(options, assignment, gates)) {
            for (auto& degree : coefficients)
                for (double& c : degree)
                    c *= share;
            features.push_back(
                std::make_unique<PolynomialLandscape>(options.unique, std::move(coefficients)));
        }
    }
    return features;
}

std::unique_ptr<Landscape> combine_features(std::vector<std::unique_ptr<Landscape>> features,
                                            std::span<const double> x) {
    Coefficients sum;
    for (std::size_t i = 0; i < features.size(); ++i) {
        const auto* polynomial = dynamic_cast<const PolynomialLandscape*>(features[i].get());
        if (polynomial == nullptr) return std::make_unique<LinearCombination>(std::move(features), x);
        const auto& coefficients = polynomial->coefficients();
        if (sum.empty())
            for (const auto& degree : coefficients)
                sum.emplace_back(degree.size());
        for (std::size_t r = 0; r < sum.size(); ++r)
            for (std::size_t k = 0; k < sum[r].size(); ++k)
                sum[r][k] += x[i] * coefficients[r][k];
    }
    const int size = features.front()->size();
    return std::make_unique<PolynomialLandscape>(size, std::move(sum));
}

std::unique_ptr<Landscape> draw_shared_network(const SharedNetworkOptions& options, std::uint64_t seed,
                                               std::uint64_t sample) {
    auto features = draw_features(options, draw_assignment(options, seed, sample), seed, sample);
    RandomStream stream(seed, Stream::noise, sample);
    const auto x = draw_normals(stream, static_cast<int>(features.size()));
    return combine_features(std::move(features), x);
}

}  // namespace glasscape
