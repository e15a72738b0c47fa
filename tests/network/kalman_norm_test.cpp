// Batch Kalman Normalization: moments through a ReLU against quadrature, single layers and chains of layers against
// the vectors of data/reference/norm2.
#include "network/norm/kalman_norm.hpp"

#include <cmath>
#include <fstream>
#include <numbers>
#include <string>

#include <boost/math/quadrature/gauss_kronrod.hpp>
#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "glasscape/network/residual_network.hpp"

#include "json_panel.hpp"
#include "network/panel/rows.hpp"
#include "reference.hpp"
#include "tolerances.hpp"

namespace glasscape {
namespace {

using nlohmann::json;
using testing::panel_of;
namespace tolerance = testing::tolerance;

json vectors_of(const std::string& name) {
    std::ifstream stream(GLASSCAPE_SOURCE_DIR "/data/reference/norm2/" + name + ".json");
    return json::parse(stream);
}

/// [group][unit] as units x groups, as panel_of has it.
GroupMoments<double> moments_of(const json& means, const json& variances) {
    return {panel_of(means), panel_of(variances)};
}

void check_panel(const Panel<double>& panel, const json& expected, const std::string& what) {
    CAPTURE(what);
    const auto other = panel_of(expected);
    REQUIRE(panel.features() == other.features());
    REQUIRE(panel.samples() == other.samples());
    for (int b = 0; b < other.samples(); ++b)
        for (int j = 0; j < other.features(); ++j)
            CHECK(testing::close(panel(j, b), other(j, b), tolerance::committed_vectors));
}

void check_row(const double* values, const json& expected, const std::string& what) {
    CAPTURE(what);
    for (std::size_t i = 0; i < expected.size(); ++i)
        CHECK(testing::close(values[i], expected[i].get<double>(), tolerance::committed_vectors));
}

NormOptions options_of(const json& config) {
    NormOptions options;
    options.kind = NormKind::kalman_norm;
    options.epsilon = config.at("eps");
    options.momentum = config.at("momentum");
    options.mixing = config.at("q").get<double>();
    options.ghost = config.at("group");
    options.prior_gradient = config.at("prior_gradient");
    const auto guard = config.at("guard").get<std::string>();
    options.guard = guard == "release"    ? PriorGuard::release
                    : guard == "per_unit" ? PriorGuard::per_unit
                                          : PriorGuard::none;
    options.ghost_average = config.at("ema") == "mean" ? GhostAverage::mean : GhostAverage::first_group;
    options.signal = config.value("signal", "raw") == "raw" ? KalmanSignal::raw : KalmanSignal::normalised;
    return options;
}

/// A matrix of the vectors, packed row by row, with its gradient.
struct Weights {
    explicit Weights(const json& rows)
        : inputs(static_cast<int>(rows.size())), outputs(static_cast<int>(rows.at(0).size())) {
        for (const auto& row : rows)
            for (const auto& value : row)
                values.push_back(value.get<double>());
        gradients.resize(values.size());
    }
    LinearMap<double> map() { return {values.data(), gradients.data(), outputs, inputs, outputs}; }
    void check(const json& expected, const std::string& what) const {
        for (int i = 0; i < inputs; ++i)
            check_row(gradients.data() + std::ptrdiff_t{i} * outputs,
                      expected.at(static_cast<std::size_t>(i)), what);
    }
    int inputs;
    int outputs;
    std::vector<double> values;
    std::vector<double> gradients;
};

void set_row(const Parameter<double>& array, const json& value) {
    for (int i = 0; i < array.columns; ++i)
        array.values[i] = value.at(static_cast<std::size_t>(i)).get<double>();
}

void check_transition(const json& vectors) {
    const auto& config = vectors.at("config");
    const auto& params = vectors.at("params");
    const auto x = panel_of(vectors.at("x"));
    const auto options = options_of(config);
    KalmanNorm<double> norm(options, {x.features(), x.features(), 1, 1, 0});
    for (const auto& parameter : norm.parameters())
        set_row(parameter, params.at(parameter.name));
    for (const auto& buffer : norm.buffers())
        set_row(buffer, vectors.at("buffers_before").at(buffer.name));
    const bool first = config.at("first_layer");
    Weights weights(first ? json::array({{0.0}}) : params.at("W"));
    GroupMoments<double> below;
    if (!first) {
        below = moments_of(params.at("prev_mean"), params.at("prev_var"));
        norm.expect(rectified(below), weights.map());
    }
    Panel<double> out;
    norm.forward(x, {}, NormMode::train, out);
    check_panel(out, vectors.at("out_train"), "out_train");
    Panel<double> grad_x;
    norm.backward(x, panel_of(vectors.at("grad_out")), grad_x);
    check_panel(grad_x, vectors.at("grad_x"), "grad_x");
    const auto& grads = vectors.at("grad_params");
    for (const auto& parameter : norm.parameters())
        check_row(parameter.gradients, grads.at(parameter.name), parameter.name);
    if (!first && options.prior_gradient) {
        const auto by_below = rectified_back(below, norm.lead_through_map());
        weights.check(grads.at("W"), "W");
        check_panel(by_below.mean, grads.at("prev_mean"), "prev_mean");
        check_panel(by_below.variance, grads.at("prev_var"), "prev_var");
    }
    for (const auto& buffer : norm.buffers())
        check_row(buffer.values, vectors.at("buffers_after").at(buffer.name), buffer.name);
    norm.forward(x, {}, NormMode::evaluate, out);
    check_panel(out, vectors.at("out_eval_after"), "out_eval_after");
}

/// "mean2" of the vectors is "mean.2" of a network.
std::string name_in_vectors(std::string name) {
    const auto dot = name.find('.');
    return dot == std::string::npos ? name : name.erase(dot, 1);
}

void set_matrix(const Parameter<double>& array, const json& value) {
    for (int i = 0; i < array.rows; ++i)
        for (int j = 0; j < array.columns; ++j) {
            const auto& row = array.name[0] == 'W' ? value.at(static_cast<std::size_t>(i)) : value;
            array.values[std::ptrdiff_t{i} * array.stride + j] =
                row.at(static_cast<std::size_t>(j)).get<double>();
        }
}

/// The network is the chain: its identity readout gives h_3.
void check_branch_chain(const json& vectors) {
    const auto& params = vectors.at("params");
    const auto x = panel_of(vectors.at("x"));
    NetworkOptions options;
    options.inputs = x.features();
    options.width = options.classes = static_cast<int>(params.at("W1").at(0).size());
    options.depth = vectors.at("config").at("layers");
    options.readout = Readout::identity;
    options.readout_scale = 1.0;
    options.norm = options_of(vectors.at("config"));
    ResidualNetwork<double> network(options, 1);
    for (const auto& parameter : network.parameters())
        set_matrix(parameter, params.at(name_in_vectors(parameter.name)));
    for (const auto& buffer : network.buffers())
        set_matrix(buffer, vectors.at("buffers_before").at(name_in_vectors(buffer.name)));
    const std::vector<int> labels(static_cast<std::size_t>(x.samples()), 0);
    Activations<double> state;
    network.forward(x, labels, NormMode::train, state);
    check_panel(state.outputs, vectors.at("out_train"), "out_train");
    state.output_gradient = panel_of(vectors.at("grad_out"));
    network.zero_gradients();
    network.backward(x, state);
    for (const auto& parameter : network.parameters()) {
        const auto& expected = vectors.at("grad_params").at(name_in_vectors(parameter.name));
        for (int i = 0; i < parameter.rows; ++i)
            check_row(parameter.gradients + std::ptrdiff_t{i} * parameter.stride,
                      parameter.name[0] == 'W' ? expected.at(static_cast<std::size_t>(i)) : expected,
                      parameter.name);
    }
    for (const auto& buffer : network.buffers())
        check_row(buffer.values, vectors.at("buffers_after").at(name_in_vectors(buffer.name)), buffer.name);
    network.forward(x, labels, NormMode::evaluate, state);
    check_panel(state.outputs, vectors.at("out_eval_after"), "out_eval_after");
}

/// x W, x as a panel.
Panel<double> times(const Panel<double>& x, const Weights& w) {
    Panel<double> product(w.outputs, x.samples());
    for (int i = 0; i < w.inputs; ++i)
        for (int j = 0; j < w.outputs; ++j)
            for (int b = 0; b < x.samples(); ++b)
                product(j, b) += w.values[static_cast<std::size_t>(i * w.outputs + j)] * x(i, b);
    return product;
}

void gate(Panel<double>& x) {
    for (std::size_t i = 0; i < x.size(); ++i)
        x.data()[i] = std::max(x.data()[i], 0.0);
}

/// The authors' residual network, whose skip adds raw moments; normalisers and maps in the order of their use.
class ReleaseChain {
  public:
    explicit ReleaseChain(const json& vectors) {
        const auto& params = vectors.at("params");
        const auto options = options_of(vectors.at("config"));
        const int maps = vectors.at("config").at("layers");
        const int units = static_cast<int>(params.at("W1").at(0).size());
        for (int k = 1; k <= maps; ++k) {
            const auto number = std::to_string(k);
            weights_.emplace_back(params.at("W" + number));
            norms_.emplace_back(options, NormShape{units, units, 1, 1, 0});
            for (const auto& parameter : norms_.back().parameters())
                set_row(parameter, params.at(parameter.name + number));
            for (const auto& buffer : norms_.back().buffers())
                set_row(buffer, vectors.at("buffers_before").at(buffer.name + number));
        }
    }

    Panel<double> forward(const Panel<double>& x, NormMode mode) {
        std::size_t next = 0;  // map and normaliser
        const auto normalise = [&](const Panel<double>& in, const GroupMoments<double>* prior) {
            Panel<double> out;
            if (prior != nullptr) norms_[next].set_prior(*prior);
            norms_[next].forward(in, {}, mode, out);
            return out;
        };
        std::size_t map = 0;
        auto s = normalise(times(x, weights_[map++]), nullptr);
        gate(s);
        auto stream = norms_[next++].published();
        for (bool first = true; map + 1 < weights_.size(); first = false) {
            auto b = s;
            auto raw = stream;
            if (!first) {
                b = normalise(s, &stream);
                gate(b);
                raw = norms_[next++].posterior();
            }
            const auto prior = mapped(weights_[map].map(), rectified(raw));
            auto a = normalise(times(b, weights_[map++]), &prior);
            gate(a);
            const auto branch = mapped(weights_[map].map(), rectified(norms_[next++].posterior()));
            const auto added = times(a, weights_[map++]);
            for (std::size_t i = 0; i < s.size(); ++i)
                s.data()[i] += added.data()[i];
            add_moments(branch, stream);
        }
        return normalise(s, &stream);
    }

    void check_buffers(const json& expected) {
        for (std::size_t k = 0; k < norms_.size(); ++k)
            for (const auto& buffer : norms_[k].buffers())
                check_row(buffer.values, expected.at(buffer.name + std::to_string(k + 1)), buffer.name);
    }

  private:
    std::vector<Weights> weights_;
    std::vector<KalmanNorm<double>> norms_;
};

TEST_SUITE_BEGIN("network");

TEST_CASE("moments of a rectified normal variable, and their derivatives") {
    using Quadrature = boost::math::quadrature::gauss_kronrod<double, 61>;
    for (const double mean : {-3.0, -0.4, 0.0, 0.7, 2.5})
        for (const double variance : {0.3, 1.0, 4.0}) {
            CAPTURE(mean);
            CAPTURE(variance);
            const double deviation = std::sqrt(variance);
            const auto power = [&](int n) {
                return Quadrature::integrate(
                    [&](double y) {
                        const double z = (y - mean) / deviation;
                        return std::pow(y, n) * std::exp(-0.5 * z * z) /
                               (deviation * std::sqrt(2.0 * std::numbers::pi));
                    },
                    0.0, std::max(0.0, mean) + 12.0 * deviation, 12, 1e-14);
            };
            const auto moments = [](double m, double v) {
                GroupMoments<double> one{Panel<double>(1, 1), Panel<double>(1, 1)};
                one.mean(0, 0) = m;
                one.variance(0, 0) = v;
                return one;
            };
            const auto image = rectified(moments(mean, variance));
            CHECK(testing::close(image.mean(0, 0), power(1), tolerance::long_sum));
            CHECK(testing::close(image.variance(0, 0), power(2) - power(1) * power(1), tolerance::long_sum));
            constexpr double step = 1e-5;
            const auto back = rectified_back(moments(mean, variance), moments(0.3, -0.8));
            const auto weighted = [&](double m, double v) {
                const auto there = rectified(moments(m, v));
                return 0.3 * there.mean(0, 0) - 0.8 * there.variance(0, 0);
            };
            CHECK(testing::close(
                back.mean(0, 0),
                (weighted(mean + step, variance) - weighted(mean - step, variance)) / (2.0 * step), 1e-9));
            CHECK(testing::close(
                back.variance(0, 0),
                (weighted(mean, variance + step) - weighted(mean, variance - step)) / (2.0 * step), 1e-9));
        }
    // Far above 0 nothing is cut off; the textbook form of the variance would be lost in rounding.
    GroupMoments<double> far{Panel<double>(1, 1), Panel<double>(1, 1)};
    far.mean(0, 0) = 1e6;
    far.variance(0, 0) = 1e-2;
    CHECK(testing::close_relative(rectified(far).variance(0, 0), 1e-2, tolerance::closed_form));
}

TEST_CASE("kalman_norm: single layers agree with the vectors to 1e-9") {
    int cases = 0;
    for (const auto& vectors : vectors_of("kalman_transition")) {
        CAPTURE(vectors.at("case").get<std::string>());
        check_transition(vectors);
        ++cases;
    }
    CHECK(cases == 17);
}

TEST_CASE("kalman_norm: a residual network agrees with the vectors of chains to 1e-9") {
    int cases = 0;
    for (const auto& vectors : vectors_of("kalman_chain")) {
        CAPTURE(vectors.at("case").get<std::string>());
        check_branch_chain(vectors);
        ++cases;
    }
    CHECK(cases == 8);
}

TEST_CASE("kalman_norm: the authors' residual network, forward, agrees with the vectors to 1e-9") {
    int cases = 0;
    for (const auto& vectors : vectors_of("kalman_chain_release")) {
        CAPTURE(vectors.at("case").get<std::string>());
        ReleaseChain chain(vectors);
        const auto x = panel_of(vectors.at("x"));
        check_panel(chain.forward(x, NormMode::train), vectors.at("out_train"), "out_train");
        chain.check_buffers(vectors.at("buffers_after"));
        check_panel(chain.forward(x, NormMode::evaluate), vectors.at("out_eval_after"), "out_eval_after");
        ++cases;
    }
    CHECK(cases == 7);
}

TEST_CASE(
    "kalman_norm: with the identity as transition the statistics below are the prior, whatever the map") {
    NormOptions options;
    options.kind = NormKind::kalman_norm;
    options.mixing = 0.6;
    options.ghost = 4;
    options.guard = PriorGuard::none;
    options.transition = KalmanTransition::identity;
    KalmanNorm<double> below(options, {2, 2, 1});
    KalmanNorm<double> above(options, {2, 2, 1});
    Panel<double> x(2, 8);
    Panel<double> y(2, 8);
    for (int j = 0; j < 2; ++j)
        for (int b = 0; b < 8; ++b) {
            x(j, b) = std::sin(1.0 + j + 2.0 * b);
            y(j, b) = std::cos(3.0 * j + b);
        }
    Panel<double> out;
    below.forward(x, {}, NormMode::train, out);
    above.follow(below, {});
    above.forward(y, {}, NormMode::train, out);
    for (int j = 0; j < 2; ++j)
        for (int s = 0; s < 2; ++s) {
            const auto prior = below.published();
            const auto own = row_moments(y.row(j) + 4 * s, 4);
            const double gap = own.mean - prior.mean(j, s);
            CHECK(testing::close(above.posterior().mean(j, s), 0.6 * prior.mean(j, s) + 0.4 * own.mean,
                                 tolerance::closed_form));
            CHECK(testing::close(above.posterior().variance(j, s),
                                 0.6 * prior.variance(j, s) + 0.4 * own.variance + 0.24 * gap * gap,
                                 tolerance::closed_form));
        }
}

TEST_SUITE_END();

}  // namespace
}  // namespace glasscape
