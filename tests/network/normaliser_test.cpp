// Every normaliser against committed vectors: outputs, gradients, running statistics, evaluation.
//
// The vectors come from GLASSCAPE_VECTORS if set (a folder of the same files), else from
// data/reference/norm.
#include "glasscape/network/normaliser.hpp"

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <type_traits>

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "glasscape/network/residual_network.hpp"

#include "json_panel.hpp"
#include "network/norm/kalman_norm.hpp"
#include "reference.hpp"
#include "tolerances.hpp"

namespace glasscape {
namespace {

using nlohmann::json;
using testing::panel_of;
namespace tolerance = testing::tolerance;

std::vector<std::string> vector_folders() {
    const char* folder = std::getenv("GLASSCAPE_VECTORS");
    if (folder != nullptr && *folder != '\0') return {folder};
    return {GLASSCAPE_SOURCE_DIR "/data/reference/norm", GLASSCAPE_SOURCE_DIR "/data/reference/norm2"};
}

/// All but those of kalman_norm_test and normalised_addition_test.
std::vector<std::filesystem::path> vector_files() {
    std::vector<std::filesystem::path> files;
    for (const auto& folder : vector_folders())
        for (const auto& file : std::filesystem::directory_iterator(folder)) {
            const auto name = file.path().filename().string();
            const bool elsewhere = name.starts_with("kalman_transition") ||
                                   name.starts_with("kalman_chain") ||
                                   name.starts_with("weight_norm_residual_addition");
            if (file.path().extension() == ".json" && !elsewhere) files.push_back(file.path());
        }
    return files;
}

void flatten(const json& value, std::vector<double>& out) {
    if (value.is_array())
        for (const auto& part : value)
            flatten(part, out);
    else
        out.push_back(value.get<double>());
}

std::vector<double> numbers(const json& value) {
    std::vector<double> out;
    flatten(value, out);
    return out;
}

NormOptions options_of(const json& vectors) {
    const auto& config = vectors.at("config");
    std::string name = vectors.at("name");
    if (name == "iter_norm_groups") name = "iter_norm";
    if (name == "ghost_batch_norm") name = "batch_norm";
    NormOptions options;
    options.kind = norm_kind(name);
    options.epsilon = config.value("eps", options.epsilon);
    options.momentum = config.value("momentum", options.momentum);
    options.groups = config.value("groups", options.groups);
    options.steps = config.value("T", options.steps);
    options.rate = config.value("alpha", options.rate);
    options.mixing = config.value("q", 0.1);
    options.guard = PriorGuard::release;
    options.ghost = config.value("group", 0);
    const auto average = config.value("ema", "mean");
    options.ghost_average = average == "mean"         ? GhostAverage::mean
                            : average == "sequential" ? GhostAverage::sequential
                                                      : GhostAverage::first_group;
    return options;
}

void set(Parameter<double> array, const json& value) {
    const auto list = numbers(value);
    REQUIRE(list.size() == static_cast<std::size_t>(array.rows * array.columns));
    std::copy(list.begin(), list.end(), array.values);
}

void check_numbers(const double* values, const json& expected, const std::string& what) {
    CAPTURE(what);
    const auto list = numbers(expected);
    for (std::size_t i = 0; i < list.size(); ++i) {
        CAPTURE(i);
        CHECK(testing::close(values[i], list[i], tolerance::committed_vectors));
    }
}

void check_panel(const Panel<double>& panel, const json& expected, const std::string& what) {
    CAPTURE(what);
    const auto other = panel_of(expected);
    REQUIRE(panel.features() == other.features());
    for (int b = 0; b < other.samples(); ++b)
        for (int j = 0; j < other.features(); ++j)
            CHECK(testing::close(panel(j, b), other(j, b), tolerance::committed_vectors));
}

/// The labels of older vectors stand for conditions.
std::vector<Condition> conditions_of(const json& vectors) {
    std::vector<Condition> conditions;
    const auto& branches = vectors.value("branches", vectors.at("labels"));
    for (const int value : vectors.value("conditions", branches).get<std::vector<int>>())
        conditions.push_back(Condition{value});
    return conditions;
}

int count_of_conditions(const json& params) {
    return params.contains("gamma_c") ? static_cast<int>(params.at("gamma_c").size()) : 1;
}

void check_vectors(const json& vectors) {
    const auto& params = vectors.at("params");
    const auto x = panel_of(vectors.at("x"));
    const auto grad_out = panel_of(vectors.at("grad_out"));
    const auto conditions = conditions_of(vectors);
    const auto norm = make_normaliser<double>(
        options_of(vectors), {x.features(), grad_out.features(), count_of_conditions(params), 1, 0});
    auto* kalman = dynamic_cast<KalmanNorm<double>*>(norm.get());
    for (auto& parameter : norm->parameters())
        set(parameter, params.at(parameter.name));
    for (auto& buffer : norm->buffers())
        set(buffer, vectors.at("buffers_before").at(buffer.name));
    if (kalman != nullptr)
        kalman->set_prior(
            {panel_of(json::array({params.at("pre_mean")})), panel_of(json::array({params.at("pre_var")}))});

    Panel<double> out;
    norm->forward(x, conditions, NormMode::train, out);
    check_panel(out, vectors.at("out_train"), "out_train");
    Panel<double> grad_x;
    norm->backward(x, grad_out, grad_x);
    check_panel(grad_x, vectors.at("grad_x"), "grad_x");
    std::size_t checked = 0;
    for (auto& parameter : norm->parameters()) {
        check_numbers(parameter.gradients, vectors.at("grad_params").at(parameter.name), parameter.name);
        ++checked;
    }
    if (kalman != nullptr) {
        check_panel(kalman->prior_gradient().mean, json::array({vectors.at("grad_params").at("pre_mean")}),
                    "pre_mean");
        check_panel(kalman->prior_gradient().variance, json::array({vectors.at("grad_params").at("pre_var")}),
                    "pre_var");
        checked += 2;
    }
    CHECK(checked == params.size());
    for (auto& buffer : norm->buffers())
        check_numbers(buffer.values, vectors.at("buffers_after").at(buffer.name), buffer.name);
    norm->forward(x, conditions, NormMode::evaluate, out);
    check_panel(out, vectors.at("out_eval_after"), "out_eval_after");
    for (std::size_t c = 0; c < vectors.value("out_eval_branch", json::array()).size(); ++c) {
        const std::vector<Condition> all(conditions.size(), Condition{static_cast<int>(c)});
        norm->forward(x, all, NormMode::evaluate, out);
        check_panel(out, vectors.at("out_eval_branch").at(c), "out_eval_branch");
    }
}

TEST_SUITE_BEGIN("network");

TEST_CASE("normalisers agree with the vectors to 1e-9") {
    int cases = 0;
    for (const auto& path : vector_files()) {
        std::ifstream stream(path);
        const auto content = json::parse(stream);
        const auto list = content.is_array() ? content : json::array({content});
        for (const auto& vectors : list) {
            const std::string name =
                fmt::format("{} {}", vectors.at("name").get<std::string>(), vectors.value("case", ""));
            CAPTURE(name);
            check_vectors(vectors);
            ++cases;
        }
    }
    fmt::print("normaliser vectors: {} cases of {}\n", cases, fmt::join(vector_folders(), ", "));
    CHECK(cases > 0);
}

// A normaliser takes conditions, and no label becomes one without a word.
static_assert(!std::is_convertible_v<int, Condition>);
static_assert(!std::is_constructible_v<std::span<const Condition>, std::span<const int>>);
static_assert(!std::is_constructible_v<std::span<const Condition>, std::vector<int>&>);
static_assert(!std::is_invocable_v<decltype(&Normaliser<double>::forward), Normaliser<double>&,
                                   const Panel<double>&, std::vector<int>&, NormMode, Panel<double>&>);

TEST_CASE("conditional kinds are refused without conditions, in words") {
    NetworkOptions options;
    for (const auto name : norm_names()) {
        options.norm.kind = norm_kind(name);
        options.norm.groups = 5;
        if (!is_conditional(options.norm.kind)) continue;
        CAPTURE(std::string(name));
        CHECK_THROWS_WITH_AS(require_sensible(options), doctest::Contains("needs a condition of each sample"),
                             std::invalid_argument);
        const auto norm = make_normaliser<double>(options.norm, {10, 10, 3, 1, 0});
        const Panel<double> x(10, 4);
        Panel<double> out;
        CHECK_THROWS_WITH_AS(norm->forward(x, {}, NormMode::batch, out),
                             doctest::Contains("a condition of each of 4 samples, 0 are given"),
                             std::invalid_argument);
        const std::vector<Condition> beyond(4, Condition{3});
        CHECK_THROWS_WITH_AS(norm->forward(x, beyond, NormMode::batch, out),
                             doctest::Contains("condition 3: there are 3"), std::invalid_argument);
    }
}

TEST_CASE("the scale of a kind starts where the kind says, unless told otherwise") {
    NetworkOptions options;
    options.depth = 3;
    const auto second = [&] { return ResidualNetwork<double>(options, 1).norm(2).factors().front(); };
    options.norm = default_options(NormKind::skip_init);
    CHECK(second() == 0.0);
    options.initial_scale = 0.5;
    CHECK(second() == 0.5);
    CHECK(with_norm(options, NormKind::none).initial_scale == 0.5);
    options.initial_scale = 0.0;
    CHECK(with_norm(options, NormKind::batch_norm).initial_scale == 1.0);
}

TEST_CASE("another kind starts from its own momentum and rate unless one was chosen") {
    CHECK(with_kind(default_options(NormKind::batch_norm), NormKind::swbn_kl).momentum ==
          default_options(NormKind::swbn_kl).momentum);
    auto chosen = default_options(NormKind::batch_norm);
    chosen.momentum = 0.3;
    CHECK(with_kind(chosen, NormKind::swbn_kl).momentum == 0.3);
    CHECK(with_kind(chosen, NormKind::swbn_kl).kind == NormKind::swbn_kl);
    CHECK(with_kind(default_options(NormKind::batch_norm), NormKind::swbn_kl).rate == 1e-5);
    CHECK(with_kind(default_options(NormKind::swbn_kl), NormKind::swbn_fro).rate == 1e-2);
}

TEST_CASE("the frozen map is linear, its transpose is one, and a shift is all that it leaves out") {
    const auto filled = [](int features, int samples, double phase) {
        Panel<double> panel(features, samples);
        for (int j = 0; j < features; ++j)
            for (int b = 0; b < samples; ++b)
                panel(j, b) = std::sin(phase + 1.7 * j + 4.1 * b);
        return panel;
    };
    const auto product = [](const Panel<double>& a, const Panel<double>& b) {
        double sum = 0.0;
        for (int j = 0; j < a.features(); ++j)
            for (int i = 0; i < a.samples(); ++i)
                sum += a(j, i) * b(j, i);
        return sum;
    };
    std::vector<Condition> conditions;
    for (int b = 0; b < 9; ++b)
        conditions.push_back(Condition{b % 3});
    for (const auto name : norm_names()) {
        CAPTURE(std::string(name));
        NormOptions options;
        options.kind = norm_kind(name);
        options.groups =
            options.kind == NormKind::group_norm || options.kind == NormKind::cond_group_norm ? 2 : 1;
        const auto norm = make_normaliser<double>(options, {6, 6, 3, 1, 0});
        const auto x = filled(6, 9, 0.3);
        Panel<double> out;
        norm->forward(x, conditions, NormMode::batch, out);
        const auto a = filled(6, 9, 1.1);
        const auto b = filled(6, 9, 2.9);
        Panel<double> sum(6, 9);
        for (std::size_t i = 0; i < sum.size(); ++i)
            sum.data()[i] = 2.0 * a.data()[i] - 3.0 * b.data()[i];
        Panel<double> of_a;
        Panel<double> of_b;
        Panel<double> of_sum;
        Panel<double> back;
        norm->linear(a, of_a);
        norm->linear(b, of_b);
        norm->linear(sum, of_sum);
        for (int j = 0; j < 6; ++j)
            for (int i = 0; i < 9; ++i)
                CHECK(testing::close(of_sum(j, i), 2.0 * of_a(j, i) - 3.0 * of_b(j, i), tolerance::long_sum));
        norm->linear_transposed(b, back);
        CHECK(testing::close(product(of_a, b), product(a, back), tolerance::cancelling_terms));
    }
}

TEST_SUITE_END();

}  // namespace
}  // namespace glasscape
