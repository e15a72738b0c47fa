#include "glasscape/mixture/spec.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <optional>
#include <stdexcept>
#include <vector>

#include <fmt/format.h>

#include "glasscape/core/parse.hpp"
#include "glasscape/mixture/resnet.hpp"

namespace glasscape {
namespace {

constexpr int max_order = 1'000'000;
constexpr double max_scale = 1e100;
constexpr std::size_t max_layers = 20'000;

struct Form {
    std::string_view name;
    std::string_view example;
};
constexpr std::array<Form, 5> forms{{{"pure", "pure:3"},
                                     {"terms", "terms:2=0.4,3=0.6"},
                                     {"resnet", "resnet:p=10,beta=0.5"},
                                     {"layers", "layers:0.4,0.5,0.9"},
                                     {"paths", "paths:p=10,b=0.7"}}};

// The spec under reading, so that every message names it.
struct Context {
    std::string_view spec;
    std::string_view example;

    [[noreturn]] void fail(const std::string& what) const {
        throw std::invalid_argument(
            fmt::format("mixture '{}': {}; a correct example is {}", spec, what, example));
    }
};

int parse_order(const Context& context, std::string_view text, std::string_view name) {
    const auto value = parse_integer(text);
    if (!value || *value < 1 || *value > max_order)
        context.fail(fmt::format("{} must be a whole number from 1 to {}, not '{}'", name, max_order, text));
    return static_cast<int>(*value);
}

double parse_scale(const Context& context, std::string_view text, std::string_view name) {
    const auto value = parse_real(text);
    if (!value || *value <= 0.0 || *value > max_scale)
        context.fail(
            fmt::format("{} must be a number above 0 and at most {}, not '{}'", name, max_scale, text));
    return *value;
}

Field parse_field(const Context& context, std::string_view text) {
    if (text == "keep") return Field::keep;
    if (text == "drop") return Field::drop;
    context.fail(fmt::format("field must be 'keep' or 'drop', not '{}'", text));
}

// key=value parts; each key at most once and one of `known`.
std::map<std::string_view, std::string_view> parse_keys(const Context& context, std::string_view body,
                                                        std::initializer_list<std::string_view> known) {
    std::map<std::string_view, std::string_view> values;
    for (const auto part : split(body, ',')) {
        const auto equals = part.find('=');
        const auto key = part.substr(0, equals);
        if (equals == std::string_view::npos || std::find(known.begin(), known.end(), key) == known.end())
            context.fail(fmt::format("'{}' is not one of {}=...", part, fmt::join(known, "=..., ")));
        if (!values.emplace(key, part.substr(equals + 1)).second)
            context.fail(fmt::format("'{}' is given twice", key));
    }
    return values;
}

ParsedMixture parse_pure(const Context& context, std::string_view body) {
    const int order = parse_order(context, body, "the order");
    return {Mixture(std::string(context.spec), {{order, 1.0, 1.0}}), ""};
}

ParsedMixture parse_terms(const Context& context, std::string_view body) {
    std::map<int, double> weights;
    double sum = 0.0;
    for (const auto part : split(body, ',')) {
        const auto equals = part.find('=');
        if (equals == std::string_view::npos)
            context.fail(fmt::format("'{}' is not of the form order=weight", part));
        const int order = parse_order(context, part.substr(0, equals), "an order");
        const auto weight = parse_real(part.substr(equals + 1));
        if (!weight || *weight < 0.0 || *weight > max_scale)
            context.fail(fmt::format("the weight of order {} must be a number from 0 to {}, not '{}'", order,
                                     max_scale, part.substr(equals + 1)));
        if (!weights.emplace(order, *weight).second)
            context.fail(fmt::format("order {} is given twice", order));
        sum += *weight;
    }
    if (sum <= 0.0) context.fail("all weights are zero, at least one must be positive");
    std::vector<MixtureTerm> terms;
    for (const auto& [order, weight] : weights)
        terms.push_back({order, std::sqrt(weight), 0.0});
    std::string note;
    if (std::abs(sum - 1.0) > 1e-12)
        note = fmt::format("mixture '{}': the weights sum to {}, not 1; they were divided by it",
                           context.spec, sum);
    return {Mixture(std::string(context.spec), std::move(terms)), note};
}

// resnet: and paths: share their keys but for the name of the scale.
ParsedMixture parse_depth_law(const Context& context, std::string_view body, std::string_view scale_name,
                              Mixture (*make)(std::string, int, double, Field)) {
    const auto values = parse_keys(context, body, {"p", scale_name, "field"});
    for (const auto key : {std::string_view("p"), scale_name})
        if (!values.contains(key)) context.fail(fmt::format("{}=... is missing", key));
    const int p = parse_order(context, values.at("p"), "p");
    const double scale = parse_scale(context, values.at(scale_name), scale_name);
    const Field field = values.contains("field") ? parse_field(context, values.at("field")) : Field::keep;
    if (field == Field::drop && p < 2) context.fail("nothing is left of p=1 when the field is dropped");
    return {make(std::string(context.spec), p, scale, field), ""};
}

ParsedMixture parse_layers(const Context& context, std::string_view body) {
    std::vector<double> scales;
    std::optional<Field> field;
    for (const auto part : split(body, ',')) {
        constexpr std::string_view key = "field=";
        if (part.starts_with(key)) {
            if (field) context.fail("'field' is given twice");
            field = parse_field(context, part.substr(key.size()));
            continue;
        }
        const auto value = parse_real(part);
        if (!value || std::abs(*value) > max_scale)
            context.fail(
                fmt::format("a layer's scale must be a number up to {} in size, not '{}'", max_scale, part));
        scales.push_back(*value);
    }
    if (scales.empty()) context.fail("no layer is given");
    if (scales.size() > max_layers)
        context.fail(fmt::format("{} layers, at most {} are allowed", scales.size(), max_layers));
    if (field == Field::drop && std::all_of(scales.begin(), scales.end(), [](double b) { return b == 0.0; }))
        context.fail("every scale is zero and the field is dropped, so no term is left");
    return {layers_mixture(std::string(context.spec), scales, field.value_or(Field::keep)), ""};
}

}  // namespace

ParsedMixture parse_mixture(std::string_view spec) {
    const auto colon = spec.find(':');
    const auto name = spec.substr(0, colon);
    const auto form = std::find_if(forms.begin(), forms.end(), [&](const Form& f) { return f.name == name; });
    if (colon == std::string_view::npos || form == forms.end())
        throw std::invalid_argument(
            fmt::format("mixture '{}': it must begin with pure:, terms:, resnet:, layers: or paths:; a "
                        "correct example is {}",
                        spec, forms[2].example));
    const Context context{spec, form->example};
    const auto body = spec.substr(colon + 1);
    if (body.empty()) context.fail("nothing follows the colon");
    if (name == "pure") return parse_pure(context, body);
    if (name == "terms") return parse_terms(context, body);
    if (name == "resnet") return parse_depth_law(context, body, "beta", resnet_mixture);
    if (name == "paths") return parse_depth_law(context, body, "b", paths_mixture);
    return parse_layers(context, body);
}

}  // namespace glasscape
