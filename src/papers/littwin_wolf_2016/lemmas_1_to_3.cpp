#include "papers/littwin_wolf_2016/lemmas_1_to_3.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <vector>

#include <boost/random/normal_distribution.hpp>

#include "glasscape/core/random.hpp"
#include "glasscape/core/threads.hpp"
#include "glasscape/stats/running_mean.hpp"
#include "glasscape/verdict/verdicts.hpp"

#include "core/log_gamma.hpp"
#include "shared_weights/path_groups.hpp"
#include "stats/jackknife.hpp"
#include "stats/line_fit.hpp"

namespace glasscape {
namespace {

using Vector = std::vector<double>;

SharedNetworkOptions small_network() {
    SharedNetworkOptions options;
    options.inputs = 3;
    options.width = 4;
    options.depth = 3;
    options.unique = 2;
    options.sharing = EdgeSharing::plain;
    return options;
}

/// psi_r/Lambda^r.
double expected_group_size(const SharedNetworkOptions& o, int r) {
    const double choices =
        std::round(std::exp(log_gamma(o.depth) - log_gamma(r) - log_gamma(o.depth - r + 1)));
    return o.inputs * choices * std::pow(static_cast<double>(o.width) / o.unique, r);
}

Vector normals(RandomStream& stream, int count, double deviation = 1.0) {
    boost::random::normal_distribution<double> normal(0.0, deviation);
    Vector values(static_cast<std::size_t>(count));
    for (double& value : values)
        value = normal(stream);
    return values;
}

Vector all_open(const SharedNetworkOptions& options) {
    return Vector(static_cast<std::size_t>(options.depth * options.width), 1.0);
}

struct Assignment {
    std::string name;
    EdgeAssignment edges;
};

std::array<Assignment, 2> assignments(const SharedNetworkOptions& options, std::uint64_t seed) {
    return {Assignment{"outgoing-balanced", outgoing_balanced_assignment(options)},
            Assignment{"shuffled", draw_assignment(options, seed, 0)}};
}

/// Largest difference of output and sum over paths, over the rms output, on 200 draws of weights and inputs.
double path_sum_error(const SharedNetworkOptions& options, const EdgeAssignment& edges, std::uint64_t seed) {
    constexpr int draws = 200;
    double largest = 0.0;
    double squares = 0.0;
    for (std::uint64_t i = 0; i < draws; ++i) {
        RandomStream stream(seed, Stream::start, i);
        const auto w = normals(stream, options.unique);
        const auto x = normals(stream, options.inputs);
        const auto pass = rectified_pass(options, edges, w, x);
        const double sum = path_sum(group_paths(options, edges, x, pass.gates), w);
        largest = std::max(largest, std::abs(sum - pass.output));
        squares += pass.output * pass.output;
    }
    return largest / std::sqrt(squares / draws);
}

/// Laws of inputs and signs under which Lemma 2 is tried.
struct InputLaw {
    const char* name;
    bool random_signs;
    Vector (*draw)(RandomStream&, int);
    double (*covariance)(int, int);
};

Vector independent_inputs(RandomStream& stream, int count) {
    return normals(stream, count);
}
Vector equal_inputs(RandomStream& stream, int count) {
    return Vector(static_cast<std::size_t>(count), normals(stream, 1).front());
}
Vector opposed_inputs(RandomStream& stream, int count) {
    auto x = normals(stream, count);
    x[1] = -x[0];
    return x;
}
double identity_covariance(int i, int j) {
    return i == j ? 1.0 : 0.0;
}
double full_covariance(int, int) {
    return 1.0;
}
double opposed_covariance(int i, int j) {
    return i + j == 1 ? -1.0 : identity_covariance(i, j);
}

constexpr std::array<InputLaw, 4> laws{
    InputLaw{"independent", false, independent_inputs, identity_covariance},
    InputLaw{"equal", false, equal_inputs, full_covariance},
    InputLaw{"opposed", false, opposed_inputs, opposed_covariance},
    InputLaw{"independent, random signs of edges", true, independent_inputs, identity_covariance}};

/// E xi^2: starts^T covariance starts, or the number of paths where every path has a sign of its own.
double second_moment(const PathGroup& group, const InputLaw& law) {
    if (law.random_signs) return group.paths;
    double sum = 0.0;
    for (std::size_t i = 0; i < group.starts.size(); ++i)
        for (std::size_t j = 0; j < group.starts.size(); ++j)
            sum +=
                group.starts[i] * group.starts[j] * law.covariance(static_cast<int>(i), static_cast<int>(j));
    return sum;
}

struct Ratios {
    RunningMean counted;
    double smallest = 1e300;
    double largest = 0.0;
    RunningMean measured;  // over draws, of the mean over groups
};

std::map<std::size_t, Ratios> moment_ratios(const SharedNetworkOptions& options, const EdgeAssignment& edges,
                                            const InputLaw& law, std::int64_t draws, std::uint64_t seed) {
    std::map<std::size_t, Ratios> by_length;
    const Vector gates = all_open(options);
    const Vector none(static_cast<std::size_t>(options.inputs));
    for (const auto& group : group_paths(options, edges, none, gates)) {
        const double moment = second_moment(group, law);
        auto& ratios = by_length[group.weights.size()];
        const double ratio = moment / (group.paths * group.paths);
        ratios.counted.add(ratio);
        ratios.smallest = std::min(ratios.smallest, ratio);
        ratios.largest = std::max(ratios.largest, ratio);
    }
    std::vector<std::map<std::size_t, RunningMean>> samples(static_cast<std::size_t>(draws));
    parallel_for(draws, [&](std::int64_t d) {
        RandomStream stream(seed, Stream::noise, static_cast<std::uint64_t>(d));
        auto drawn = edges;
        if (law.random_signs)
            for (int& sign : drawn.sign)
                sign = (stream() >> 63) == 0 ? 1 : -1;
        const auto x = law.draw(stream, options.inputs);
        for (const auto& group : group_paths(options, drawn, x, gates))
            samples[static_cast<std::size_t>(d)][group.weights.size()].add(
                std::pow(group.coupling / group.paths, 2));
    });
    for (const auto& sample : samples)
        for (const auto& [length, mean] : sample)
            by_length[length].measured.add(mean.mean());
    return by_length;
}

/// Losses of label +1 and the output, averaged over all 2^(p n) states of the gates.
struct GateAverages {
    double output = 0.0;
    double hinge = 0.0;
    double absolute = 0.0;
    double largest_output = 0.0;  // max |Y| over the gates
};

GateAverages average_over_gates(const SharedNetworkOptions& options, const EdgeAssignment& edges,
                                const Vector& w, const Vector& x) {
    const int units = options.depth * options.width;
    const auto states = std::int64_t{1} << units;
    GateAverages averages;
    Vector gates(static_cast<std::size_t>(units));
    for (std::int64_t state = 0; state < states; ++state) {
        for (int u = 0; u < units; ++u)
            gates[static_cast<std::size_t>(u)] = static_cast<double>(state >> u & 1);
        const double y = gated_output(options, edges, w, x, gates);
        averages.output += y;
        averages.hinge += std::max(0.0, 1.0 - y);
        averages.absolute += std::abs(1.0 - y);
        averages.largest_output = std::max(averages.largest_output, std::abs(y));
    }
    const auto count = static_cast<double>(states);
    averages.output /= count;
    averages.hinge /= count;
    averages.absolute /= count;
    return averages;
}

/// Standard error of R^2 by leaving out one of twenty blocks at a time.
double error_of_r_squared(std::span<const double> x, std::span<const double> y) {
    constexpr std::size_t blocks = 20;
    Vector left_out;
    for (std::size_t b = 0; b < blocks; ++b) {
        Vector some_x;
        Vector some_y;
        for (std::size_t i = 0; i < x.size(); ++i)
            if (i % blocks != b) {
                some_x.push_back(x[i]);
                some_y.push_back(y[i]);
            }
        left_out.push_back(fit_line(some_x, some_y).r_squared);
    }
    return jackknife_error(left_out);
}

}  // namespace

Table lemma1_table(std::uint64_t seed) {
    Table table({{"assignment", ColumnType::text, "", "how edges are assigned to unique weights"},
                 {"length", ColumnType::integer, "layers", "r, number of branches of the paths"},
                 {"groups", ColumnType::integer, "1", "groups of paths with the same weights"},
                 {"expected_size", ColumnType::real, "paths", "psi_r/Lambda^r"},
                 {"mean_size", ColumnType::real, "paths", "mean number of paths of a group"},
                 {"smallest_size", ColumnType::real, "paths", "smallest group"},
                 {"largest_size", ColumnType::real, "paths", "largest group"},
                 {"error", ColumnType::real, "1",
                  "largest difference of output and sum over all paths, over the rms output, 200 draws"}});
    const auto options = small_network();
    for (const auto& [name, edges] : assignments(options, seed)) {
        std::map<std::size_t, std::vector<double>> sizes;
        const Vector none(static_cast<std::size_t>(options.inputs));
        for (const auto& group : group_paths(options, edges, none, all_open(options)))
            sizes[group.weights.size()].push_back(group.paths);
        const double error = path_sum_error(options, edges, seed);
        for (const auto& [length, list] : sizes) {
            RunningMean mean;
            for (const double size : list)
                mean.add(size);
            table.add_row({name, static_cast<std::int64_t>(length), mean.count(),
                           expected_group_size(options, static_cast<int>(length)), mean.mean(),
                           *std::min_element(list.begin(), list.end()),
                           *std::max_element(list.begin(), list.end()), error});
        }
    }
    return table;
}

Table lemma2_table(std::int64_t draws, std::uint64_t seed) {
    Table table({{"assignment", ColumnType::text, "", "how edges are assigned to unique weights"},
                 {"inputs", ColumnType::text, "", "law of the three inputs, and of the signs of edges"},
                 {"length", ColumnType::integer, "layers", "r, number of branches of the paths"},
                 {"smallest_ratio", ColumnType::real, "1", "smallest E xi^2/M^2 of a group, counted"},
                 {"mean_ratio", ColumnType::real, "1", "mean over groups, counted"},
                 {"largest_ratio", ColumnType::real, "1", "largest of a group, counted"},
                 {"one_over_paths", ColumnType::real, "1", "mean of 1/M: the ratio if E xi^2 were M"},
                 {"measured_ratio", ColumnType::real, "1", "mean over groups and draws of xi^2/M^2"},
                 {"std_error", ColumnType::real, "1", "its standard error over draws"},
                 {"z_score", ColumnType::real, "1", "(measured_ratio - mean_ratio)/std_error"}});
    const auto options = small_network();
    for (const auto& [name, edges] : assignments(options, seed)) {
        std::map<std::size_t, RunningMean> inverse;
        const Vector none(static_cast<std::size_t>(options.inputs));
        for (const auto& group : group_paths(options, edges, none, all_open(options)))
            inverse[group.weights.size()].add(1.0 / group.paths);
        for (const auto& law : laws)
            for (const auto& [length, ratios] : moment_ratios(options, edges, law, draws, seed))
                table.add_row(
                    {name, std::string(law.name), static_cast<std::int64_t>(length), ratios.smallest,
                     ratios.counted.mean(), ratios.largest, inverse[length].mean(), ratios.measured.mean(),
                     ratios.measured.std_error(),
                     z_score(ratios.measured.mean(), ratios.counted.mean(), ratios.measured.std_error())});
    }
    return table;
}

Table lemma3_table(std::int64_t points, std::uint64_t seed) {
    Table table({{"loss", ColumnType::text, "", "hinge or absolute, of label +1"},
                 {"gain", ColumnType::real, "1", "scale of the weights, N(0, gain^2/fan in)"},
                 {"points", ColumnType::integer, "1", "draws of weights and inputs"},
                 {"rms_output", ColumnType::real, "1", "rms over draws of the output averaged over gates"},
                 {"bounded", ColumnType::real, "1", "share of draws with |Y| <= 1 for all gates"},
                 {"constant", ColumnType::real, "1", "C1 of the regression"},
                 {"slope", ColumnType::real, "1", "C2, of the averaged loss on the averaged output"},
                 {"r_squared", ColumnType::real, "1", "explained share of the variance"},
                 {"std_error", ColumnType::real, "1", "its standard error, jackknife"}});
    auto options = small_network();
    options.unique = options.width * (options.inputs + options.width * (options.depth - 1));
    const auto edges = [&] {
        EdgeAssignment own;  // a weight for every edge
        for (int e = 0; e < options.unique; ++e)
            own.weight.push_back(e);
        own.sign.assign(own.weight.size(), 1);
        return own;
    }();
    for (const double gain : {0.05, 0.2, 0.4, 0.7, 1.0, 1.5}) {
        std::vector<GateAverages> averages(static_cast<std::size_t>(points));
        parallel_for(points, [&](std::int64_t i) {
            RandomStream stream(seed, Stream::start, static_cast<std::uint64_t>(i));
            auto w = normals(stream, options.unique, gain);
            const auto first =
                static_cast<std::size_t>(options.inputs) * static_cast<std::size_t>(options.width);
            for (std::size_t e = 0; e < w.size(); ++e)
                w[e] /= std::sqrt(static_cast<double>(e < first ? options.inputs : options.width));
            const auto x = normals(stream, options.inputs);
            averages[static_cast<std::size_t>(i)] = average_over_gates(options, edges, w, x);
        });
        Vector output;
        RunningMean square;
        RunningMean bounded;
        for (const auto& a : averages) {
            output.push_back(a.output);
            square.add(a.output * a.output);
            bounded.add(a.largest_output <= 1.0 ? 1.0 : 0.0);
        }
        const auto add = [&](const char* loss, double GateAverages::*member) {
            Vector losses;
            for (const auto& a : averages)
                losses.push_back(a.*member);
            const auto line = fit_line(output, losses);
            table.add_row({std::string(loss), gain, points, std::sqrt(square.mean()), bounded.mean(),
                           line.intercept, line.slope, line.r_squared, error_of_r_squared(output, losses)});
        };
        add("hinge", &GateAverages::hinge);
        add("absolute", &GateAverages::absolute);
    }
    return table;
}

}  // namespace glasscape
