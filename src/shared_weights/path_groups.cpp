#include "shared_weights/path_groups.hpp"

#include <map>
#include <numeric>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>

namespace glasscape {
namespace {

std::size_t edge_of(const SharedNetworkOptions& options, int layer, int from, int to) {
    const auto width = static_cast<std::size_t>(options.width);
    const std::size_t first = layer == 0 ? 0
                                         : width * (static_cast<std::size_t>(options.inputs) +
                                                    static_cast<std::size_t>(layer - 1) * width);
    return first + static_cast<std::size_t>(from) * width + static_cast<std::size_t>(to);
}

std::size_t unit(const SharedNetworkOptions& options, int layer, int j) {
    return static_cast<std::size_t>(layer) * static_cast<std::size_t>(options.width) +
           static_cast<std::size_t>(j);
}

using Groups = std::map<std::pair<std::size_t, std::vector<int>>, PathGroup>;

/// Walks all paths on from a node after `layer`.
class Walk {
  public:
    Walk(const SharedNetworkOptions& options, const EdgeAssignment& edges, std::span<const double> x,
         std::span<const double> gates)
        : options_(options), edges_(edges), x_(x), gates_(gates) {}

    Groups all() {
        for (int i = 0; i < options_.inputs; ++i) {
            start_ = static_cast<std::size_t>(i);
            take(0, i, 1.0, 1.0);
        }
        return std::move(groups_);
    }

  private:
    void take(int layer, int from, double sign, double open) {
        for (int j = 0; j < options_.width; ++j) {
            const auto edge = edge_of(options_, layer, from, j);
            weights_.push_back(edges_.weight[edge]);
            const double signed_path = sign * edges_.sign[edge];
            go_on(layer + 1, j, signed_path, open * gates_[unit(options_, layer, j)]);
            weights_.pop_back();
        }
    }

    void go_on(int layer, int node, double sign, double open) {
        if (layer == options_.depth) {
            finish(sign, open);
            return;
        }
        go_on(layer + 1, node, sign, open);
        take(layer, node, sign, open);
    }

    void finish(double sign, double open) {
        auto& group = groups_[{weights_.size(), weights_}];
        group.starts.resize(static_cast<std::size_t>(options_.inputs));
        group.starts[start_] += sign;
        group.paths += 1.0;
        group.coupling += x_[start_] * sign * open;
    }

    const SharedNetworkOptions& options_;
    const EdgeAssignment& edges_;
    std::span<const double> x_;
    std::span<const double> gates_;
    std::size_t start_ = 0;
    std::vector<int> weights_;
    Groups groups_;
};

/// gate(layer, unit, pre-activation) for every unit; returns 1^T h_p.
template <class Gate>
double forward(const SharedNetworkOptions& options, const EdgeAssignment& edges, std::span<const double> w,
               std::span<const double> x, const Gate& gate) {
    std::vector<double> hidden(x.begin(), x.end());
    for (int layer = 0; layer < options.depth; ++layer) {
        std::vector<double> next =
            layer == 0 ? std::vector<double>(static_cast<std::size_t>(options.width)) : hidden;
        for (int j = 0; j < options.width; ++j) {
            double sum = 0.0;
            for (std::size_t i = 0; i < hidden.size(); ++i) {
                const auto edge = edge_of(options, layer, static_cast<int>(i), j);
                sum += edges.sign[edge] * w[static_cast<std::size_t>(edges.weight[edge])] * hidden[i];
            }
            next[static_cast<std::size_t>(j)] += gate(unit(options, layer, j), sum) * sum;
        }
        hidden = std::move(next);
    }
    return std::accumulate(hidden.begin(), hidden.end(), 0.0);
}

}  // namespace

std::vector<PathGroup> group_paths(const SharedNetworkOptions& options, const EdgeAssignment& edges,
                                   std::span<const double> x, std::span<const double> gates) {
    std::vector<PathGroup> list;
    for (auto& [key, group] : Walk(options, edges, x, gates).all()) {
        group.weights = key.second;
        list.push_back(std::move(group));
    }
    return list;
}

double path_sum(std::span<const PathGroup> groups, std::span<const double> w) {
    double sum = 0.0;
    for (const auto& group : groups) {
        double product = group.coupling;
        for (const int i : group.weights)
            product *= w[static_cast<std::size_t>(i)];
        sum += product;
    }
    return sum;
}

EdgeAssignment outgoing_balanced_assignment(const SharedNetworkOptions& options) {
    if (options.width % options.unique != 0)
        throw std::invalid_argument(
            fmt::format("width {} is no multiple of {} unique weights: outgoing edges cannot be balanced",
                        options.width, options.unique));
    EdgeAssignment edges;
    for (int layer = 0; layer < options.depth; ++layer)
        for (int from = 0; from < (layer == 0 ? options.inputs : options.width); ++from)
            for (int to = 0; to < options.width; ++to)
                edges.weight.push_back((from + to) % options.unique);
    edges.sign.assign(edges.weight.size(), 1);
    return edges;
}

RectifiedPass rectified_pass(const SharedNetworkOptions& options, const EdgeAssignment& edges,
                             std::span<const double> w, std::span<const double> x) {
    RectifiedPass pass;
    pass.gates.resize(unit(options, options.depth, 0));
    pass.output = forward(options, edges, w, x,
                          [&](std::size_t at, double sum) { return pass.gates[at] = sum > 0.0 ? 1.0 : 0.0; });
    return pass;
}

double gated_output(const SharedNetworkOptions& options, const EdgeAssignment& edges,
                    std::span<const double> w, std::span<const double> x, std::span<const double> gates) {
    return forward(options, edges, w, x, [&](std::size_t at, double) { return gates[at]; });
}

}  // namespace glasscape
