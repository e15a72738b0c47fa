#include "glasscape/complexity/pairs/second_moment.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>

#include <fmt/format.h>

#include "glasscape/complexity/finite_size.hpp"

#include "complexity/pairs/circle_pairs.hpp"
#include "complexity/pairs/overlap_nodes.hpp"
#include "complexity/pairs/pair_sampler.hpp"
#include "complexity/pairs/sample_means.hpp"

namespace glasscape {
namespace {

enum class Parity { mixed, even, odd };

Parity parity_of(const Mixture& mixture) {
    const auto terms = mixture.terms();
    const auto all = [&](int remainder) {
        return std::all_of(terms.begin(), terms.end(),
                           [&](const MixtureTerm& term) { return term.order % 2 == remainder; });
    };
    return all(0) ? Parity::even : all(1) ? Parity::odd : Parity::mixed;
}

bool is_order(const Mixture& mixture, int order) {
    return mixture.terms().size() == 1 && mixture.terms().front().order == order;
}

bool everything(const EnergyFilter& filter) {
    return filter.kind == EnergyFilter::Kind::all;
}

bool holds(const EnergyFilter& filter, double energy) {
    return everything(filter) || (energy >= filter.low && energy < filter.high);
}

void validate(const Mixture& mixture, const SecondMomentRequest& request,
              std::span<const EnergyFilter> filters) {
    if (request.size < 2 || request.size > max_size_second_moment)
        throw std::invalid_argument(fmt::format("size {}: second moments are computed for N = 2 to {}",
                                                request.size, max_size_second_moment));
    if (request.samples < 2)
        throw std::invalid_argument(fmt::format(
            "{} samples give no error bar: at least 2 are needed, 20000 are usual", request.samples));
    if (!(request.spread >= 1.0 && request.spread <= 10.0))
        throw std::invalid_argument(
            fmt::format("spread {}: normals are drawn with a standard deviation of 1 to 10, 1.3 is usual",
                        request.spread));
    if (request.nodes_per_bin < 1 || request.nodes_per_bin > 100)
        throw std::invalid_argument(
            fmt::format("{} nodes in a bin of overlaps: give 1 to 100", request.nodes_per_bin));
    const auto& edges = request.overlap_edges;
    if (edges.size() < 2 || edges.front() != -1.0 || edges.back() != 1.0 ||
        std::adjacent_find(edges.begin(), edges.end(), std::greater_equal<>()) != edges.end())
        throw std::invalid_argument("bins of overlap: their ends increase from -1 to 1");
    for (const auto& filter : filters) {
        if (filter.kind == EnergyFilter::Kind::density)
            throw std::invalid_argument(
                "second moments are of windows of energy, not of densities in energy");
        if (!everything(filter) && (is_order(mixture, 1) || is_order(mixture, 2)))
            throw std::invalid_argument(fmt::format(
                "{}: second moments of pure:1 and pure:2 are known for all energies only, not for windows",
                mixture.spec()));
    }
}

// The exact means that the diagonal and the antipodes add. Antipodes of odd mixtures have the opposite energy: both lie
// in a window only in its overlap with its mirror image, the second half of `filters` here.
struct ExactMeans {
    std::vector<double> total;                  // [filter]
    std::vector<std::vector<double>> by_index;  // [filter][k]
};

ExactMeans exact_means(const Mixture& mixture, int size, std::span<const EnergyFilter> filters) {
    ExactMeans means;
    const auto indices = [&] {
        std::vector<int> all(static_cast<std::size_t>(size));
        std::iota(all.begin(), all.end(), 0);
        return all;
    }();
    for (const double log_mean : log_mean_total(mixture, size, filters))
        means.total.push_back(std::exp(log_mean));
    for (const auto& logs : log_mean_by_index(mixture, size, indices, filters).log_mean) {
        means.by_index.emplace_back();
        for (const double log_mean : logs)
            means.by_index.back().push_back(std::exp(log_mean));
    }
    return means;
}

std::vector<EnergyFilter> with_mirrored(std::span<const EnergyFilter> filters) {
    std::vector<EnergyFilter> all(filters.begin(), filters.end());
    for (const auto& filter : filters) {
        if (everything(filter)) {
            all.push_back(filter);
            continue;
        }
        const double high = std::max(0.0, std::min(filter.high, -filter.low));
        all.push_back(EnergyFilter::window(-high, high));
    }
    return all;
}

void add_atoms(PairCounts& counts, Parity parity, const std::vector<double>& antipodal_by_index) {
    const std::size_t n = counts.mean_by_index.size();
    counts.second_moment.value += counts.mean;
    for (std::size_t k = 0; k < n; ++k)
        counts.by_index[k * n + k].value += counts.mean_by_index[k];
    if (parity == Parity::mixed) return;
    for (std::size_t k = 0; k < n; ++k) {
        counts.antipodal_pairs += antipodal_by_index[k];
        counts.by_index[k * n + (parity == Parity::even ? k : n - 1 - k)].value += antipodal_by_index[k];
    }
    counts.second_moment.value += counts.antipodal_pairs;
}

double exact_signed_sum(Parity parity, int size, double mean) {
    const double sign = size % 2 == 0 ? -1.0 : 1.0;  // (-1)^(N-1)
    const double chi = 1.0 + sign;
    const double antipode = parity == Parity::mixed ? 0.0 : parity == Parity::even ? 1.0 : sign;
    return chi * chi - mean * (1.0 + antipode);
}

// The outputs of a sample: for each filter the total, by index and by bin, all and minima; then the signed sum, then at each node the
// density and that of minima.
struct Layout {
    std::size_t filters;
    std::size_t indices;
    std::size_t bins;
    std::size_t nodes;

    std::size_t filter_length() const { return 1 + indices * indices + 2 * bins; }
    std::size_t total(std::size_t filter) const { return filter * filter_length(); }
    std::size_t by_index(std::size_t filter, std::size_t k, std::size_t l) const {
        return total(filter) + 1 + k * indices + l;
    }
    std::size_t by_bin(std::size_t filter, std::size_t bin) const {
        return total(filter) + 1 + indices * indices + bin;
    }
    std::size_t minima_by_bin(std::size_t filter, std::size_t bin) const {
        return by_bin(filter, bins + bin);
    }
    std::size_t signed_sum() const { return filters * filter_length(); }
    std::size_t density(std::size_t node) const { return signed_sum() + 1 + 2 * node; }
    std::size_t length() const { return density(nodes); }
};

void add_pair(const Layout& layout, std::span<const EnergyFilter> filters, const OverlapNode& node,
              const PairDraw& draw, std::span<double> values) {
    const auto k = static_cast<std::size_t>(draw.index[0]);
    const auto l = static_cast<std::size_t>(draw.index[1]);
    const double pairs = node.weight * draw.density;
    for (std::size_t f = 0; f < filters.size(); ++f) {
        if (!holds(filters[f], draw.energy[0]) || !holds(filters[f], draw.energy[1])) continue;
        values[layout.total(f)] += pairs;
        values[layout.by_bin(f, node.bin)] += pairs;
        // H and -H have one law: over all energies a pair says the same of its mirrored indices.
        const bool mirrored = everything(filters[f]);
        const double share = mirrored ? 0.25 * pairs : 0.5 * pairs;
        values[layout.by_index(f, k, l)] += share;
        values[layout.by_index(f, l, k)] += share;
        const std::size_t top = layout.indices - 1;
        if (mirrored) {
            values[layout.by_index(f, top - k, top - l)] += share;
            values[layout.by_index(f, top - l, top - k)] += share;
        }
        if (k == 0 && l == 0) values[layout.minima_by_bin(f, node.bin)] += 2.0 * share;
        if (mirrored && k == top && l == top) values[layout.minima_by_bin(f, node.bin)] += 2.0 * share;
    }
    values[layout.signed_sum()] += (k + l) % 2 == 0 ? pairs : -pairs;
}

std::vector<Estimate> sampled_outputs(const Mixture& mixture, const SecondMomentRequest& request,
                                      std::span<const EnergyFilter> filters,
                                      const std::vector<OverlapNode>& nodes, const Layout& layout) {
    std::vector<double> overlaps;
    for (const auto& node : nodes)
        overlaps.push_back(node.overlap);
    const PairSampler prototype(mixture, request.size, request.spread, overlaps);
    const auto what = fmt::format("{}, N = {}, pairs of random matrices", mixture.spec(), request.size);
    return sample_means(what, request.samples, layout.length(), [&]() -> SampleOutputs {
        return [&, sampler = prototype, draws = std::vector<PairDraw>(nodes.size())](
                   std::int64_t sample, std::span<double> values) mutable {
            RandomStream stream(request.seed, Stream::pairs, static_cast<std::uint64_t>(sample));
            sampler.draw(stream, draws);
            for (std::size_t i = 0; i < nodes.size(); ++i) {
                add_pair(layout, filters, nodes[i], draws[i], values);
                values[layout.density(i)] = draws[i].density;
                values[layout.density(i) + 1] =
                    draws[i].index[0] == 0 && draws[i].index[1] == 0 ? draws[i].density : 0.0;
            }
        };
    });
}

std::vector<Estimate> circle_outputs(const Mixture& mixture, const std::vector<OverlapNode>& nodes,
                                     const Layout& layout) {
    std::vector<double> values(layout.length(), 0.0);
    const std::vector<EnergyFilter> all{EnergyFilter::all()};
    const CirclePairs circle(mixture);
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        const auto pairs = circle.at(nodes[i].overlap);
        for (int k = 0; k < 2; ++k)
            for (int l = 0; l < 2; ++l) {
                add_pair(layout, all, nodes[i], {pairs.by_index[k][l], {k, l}, {}}, values);
                values[layout.density(i)] += pairs.by_index[k][l];
            }
        values[layout.density(i) + 1] = pairs.by_index[0][0];
    }
    std::vector<Estimate> outputs;
    for (const double value : values)
        outputs.push_back({value, 0.0, 1.0});
    return outputs;
}

// 2N points, two of each index, orthogonal or antipodal; and the two points of a linear field.
SecondMoment quadratic_or_linear(const Mixture& mixture, const SecondMomentRequest& request,
                                 std::size_t filters) {
    const auto n = static_cast<std::size_t>(request.size);
    const bool linear = is_order(mixture, 1);
    PairCounts counts;
    counts.mean_by_index.assign(n, linear ? 0.0 : 2.0);
    if (linear) counts.mean_by_index.front() = counts.mean_by_index.back() = 1.0;
    counts.mean = std::accumulate(counts.mean_by_index.begin(), counts.mean_by_index.end(), 0.0);
    counts.second_moment.value = counts.mean * counts.mean;
    for (std::size_t k = 0; k < n; ++k)
        for (std::size_t l = 0; l < n; ++l)
            counts.by_index.push_back({counts.mean_by_index[k] * counts.mean_by_index[l], 0.0, 1.0});
    counts.antipodal_pairs = counts.mean;
    const auto& edges = request.overlap_edges;
    counts.by_overlap.resize(edges.size() - 1);
    counts.minima_by_overlap.resize(edges.size() - 1);  // the two minima are antipodes
    for (std::size_t bin = 0; bin + 1 < edges.size(); ++bin)
        if (edges[bin] <= 0.0 && edges[bin + 1] > 0.0)
            counts.by_overlap[bin].value = counts.mean * (counts.mean - 2.0);
    SecondMoment result;
    result.counts.assign(filters, counts);
    result.signed_exact = exact_signed_sum(parity_of(mixture), request.size, counts.mean);
    result.signed_sum.value = result.signed_exact;
    result.exact = true;
    return result;
}

SecondMoment assembled(const Mixture& mixture, const SecondMomentRequest& request,
                       std::span<const EnergyFilter> filters, const std::vector<OverlapNode>& nodes,
                       const Layout& layout, const std::vector<Estimate>& outputs) {
    const auto parity = parity_of(mixture);
    const auto means = exact_means(mixture, request.size, with_mirrored(filters));
    SecondMoment result;
    for (std::size_t f = 0; f < filters.size(); ++f) {
        PairCounts counts;
        counts.mean = means.total[f];
        counts.mean_by_index = means.by_index[f];
        counts.second_moment = outputs[layout.total(f)];
        const auto at = [&](std::size_t i) { return outputs.begin() + static_cast<std::ptrdiff_t>(i); };
        counts.by_index.assign(at(layout.by_index(f, 0, 0)), at(layout.by_bin(f, 0)));
        counts.by_overlap.assign(at(layout.by_bin(f, 0)), at(layout.minima_by_bin(f, 0)));
        counts.minima_by_overlap.assign(at(layout.minima_by_bin(f, 0)),
                                        at(layout.minima_by_bin(f, layout.bins)));
        add_atoms(counts, parity,
                  parity == Parity::even ? means.by_index[f] : means.by_index[filters.size() + f]);
        result.counts.push_back(std::move(counts));
    }
    for (std::size_t i = 0; i < nodes.size(); ++i)
        result.density.push_back(
            {nodes[i].overlap, outputs[layout.density(i)], outputs[layout.density(i) + 1]});
    result.signed_sum = outputs[layout.signed_sum()];
    result.signed_exact =
        exact_signed_sum(parity, request.size, std::exp(log_mean_total(mixture, request.size)));
    return result;
}

}  // namespace

Estimate PairCounts::ratio() const {
    const double square = mean * mean;
    return {second_moment.value / square, second_moment.std_error / square, second_moment.effective_share};
}

SecondMoment second_moment(const Mixture& mixture, const SecondMomentRequest& request,
                           std::span<const EnergyFilter> filters) {
    validate(mixture, request, filters);
    if (is_order(mixture, 1) || is_order(mixture, 2))
        return quadratic_or_linear(mixture, request, filters.size());
    const bool circle = request.size == 2 && std::all_of(filters.begin(), filters.end(), everything);
    // Closed forms cost nothing: as many nodes as rounding can use.
    constexpr int circle_nodes = 120;
    const auto nodes = overlap_nodes(request.overlap_edges, circle ? circle_nodes : request.nodes_per_bin);
    const Layout layout{filters.size(), static_cast<std::size_t>(request.size),
                        request.overlap_edges.size() - 1, nodes.size()};
    const auto outputs = circle ? circle_outputs(mixture, nodes, layout)
                                : sampled_outputs(mixture, request, filters, nodes, layout);
    auto result = assembled(mixture, request, filters, nodes, layout, outputs);
    result.exact = circle;
    return result;
}

std::vector<PairDensity> pair_density(const Mixture& mixture, const SecondMomentRequest& request,
                                      std::span<const double> overlaps) {
    validate(mixture, request, {});
    if (is_order(mixture, 1) || is_order(mixture, 2))
        throw std::invalid_argument(
            fmt::format("{}: its pairs lie at single overlaps, they have no density", mixture.spec()));
    std::vector<OverlapNode> nodes;
    for (const double q : overlaps) {
        if (!(q > -1.0 && q < 1.0))
            throw std::invalid_argument(fmt::format("overlap {}: a density needs -1 < q < 1", q));
        nodes.push_back({q, 0.0, 0});
    }
    const Layout layout{0, static_cast<std::size_t>(request.size), 1, nodes.size()};
    const auto outputs = sampled_outputs(mixture, request, {}, nodes, layout);
    std::vector<PairDensity> density;
    for (std::size_t i = 0; i < nodes.size(); ++i)
        density.push_back({nodes[i].overlap, outputs[layout.density(i)], outputs[layout.density(i) + 1]});
    return density;
}

}  // namespace glasscape
