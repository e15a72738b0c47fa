#include "papers/littwin_wolf_2016/descent_commands.hpp"

#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "glasscape/core/parse.hpp"
#include "glasscape/experiment/descent.hpp"
#include "glasscape/mixture/spec.hpp"

#include "experiment/descent_energies.hpp"
#include "experiment/descent_fluctuations.hpp"
#include "experiment/descent_limits.hpp"

namespace glasscape {
namespace {

struct EnergiesArguments {
    std::vector<std::string> specs;
    std::vector<std::string> sizes;
    DescentEnergiesRequest request;
};

std::vector<int> ascending_sizes(const std::string& text, std::int64_t most) {
    std::vector<int> sizes;
    for (const auto part : split(text, ',')) {
        const auto size = parse_integer(part);
        if (!size || *size < 3 || *size > most || (!sizes.empty() && *size <= sizes.back()))
            throw std::invalid_argument(fmt::format(
                "--sizes '{}': give ascending numbers of spins from 3 to {}, such as 25,50,100", text, most));
        sizes.push_back(static_cast<int>(*size));
    }
    return sizes;
}

DescentEnergiesRequest request_of(const EnergiesArguments& options, std::uint64_t seed) {
    if (options.specs.size() != options.sizes.size())
        throw std::invalid_argument(
            fmt::format("--sizes: {} mixtures need as many lists of sizes, there are {}",
                        options.specs.size(), options.sizes.size()));
    auto request = options.request;
    request.seed = seed;
    for (std::size_t i = 0; i < options.specs.size(); ++i) {
        parse_mixture(options.specs[i]);
        request.mixtures.push_back({options.specs[i], ascending_sizes(options.sizes[i], 100'000)});
    }
    return request;
}

struct LimitsArguments {
    std::string start = "random";
    DescentLimitsRequest request;
};

DescentLimitsRequest request_of(const LimitsArguments& options) {
    auto request = options.request;
    request.start_temperature = parse_start(options.start);
    require_sound(request);
    return request;
}

struct FluctuationsArguments {
    std::string sizes = "100,1000,10000";
    DescentFluctuationsRequest request;
};

DescentFluctuationsRequest request_of(const FluctuationsArguments& options, std::uint64_t seed) {
    auto request = options.request;
    request.seed = seed;
    request.sizes = ascending_sizes(options.sizes, 2'000'000'000);
    require_sound(request);
    return request;
}

}  // namespace

CommandCall descent_energies_call() {
    const auto options = std::make_shared<EnergiesArguments>();
    auto& request = options->request;
    CommandCall call;
    auto& take = call.parameters;
    take.add("SPEC", options->specs, "mixture specs, e.g. pure:3").require();
    take.add("sizes", options->sizes, "numbers of spins N, ascending, a list for each mixture: 25,50,100")
        .require();
    take.add("replicas", request.replicas, "replicas on each disorder").within(1, 1'000'000).show_default();
    take.add("disorders", request.disorders, "disorders of each size").within(2, 1'000'000).show_default();
    take.add("steps", request.steps, "steps of gradient descent").within(1, 1'000'000'000).show_default();
    call.check = [options](const CommandRun& run) { request_of(*options, run.seed()); };
    call.run = [options](CommandRun& run) {
        return CommandResult{{{"rows", descent_energies_table(request_of(*options, run.seed()))}}};
    };
    return call;
}

CommandCall descent_limits_call() {
    const auto options = std::make_shared<LimitsArguments>();
    CommandCall call;
    auto& take = call.parameters;
    take.add("SPEC", options->request.specs, "mixture specs, e.g. pure:3").require();
    take.add("steps", options->request.steps, "steps of 0.35/sqrt(nu''(1))")
        .within(20, 1'000'000)
        .show_default();
    take.add("start", options->start, "random, or thermal:T, a sample of temperature T").show_default();
    call.check = [options](const CommandRun&) { request_of(*options); };
    call.run = [options](CommandRun& run) {
        const auto request = request_of(*options);
        const auto curves = run.shared().get<std::vector<DescentCurve>>(
            fmt::format("descent of {} at infinity, {} steps, start {}", fmt::join(request.specs, " "),
                        request.steps, options->start),
            [&] { return descent_curves(request); });
        CommandResult result{{{"rows", descent_limits_table(*curves)}}};
        if (run.wants("curves")) result.tables.push_back({"curves", descent_curves_table(*curves)});
        return result;
    };
    return call;
}

CommandCall descent_fluctuations_call() {
    const auto options = std::make_shared<FluctuationsArguments>();
    auto& request = options->request;
    CommandCall call;
    auto& take = call.parameters;
    take.add("SPEC", request.spec, "mixture spec, e.g. resnet:p=100,beta=1,field=drop").require();
    take.add("sizes", options->sizes, "numbers of spins N, ascending").show_default();
    take.add("disorders", request.disorders, "disorders of each size").within(2, 1'000'000).show_default();
    take.add("steps", request.steps, "steps of gradient descent").within(1, 10'000).show_default();
    take.add("step", request.step, "step h").show_default();
    call.check = [options](const CommandRun& run) { request_of(*options, run.seed()); };
    call.run = [options](CommandRun& run) {
        const auto asked = request_of(*options, run.seed());
        const auto found = run.shared().get<DescentFluctuations>(
            fmt::format("fluctuations of {} at {}, {} disorders, {} steps of {}, seed {}", asked.spec,
                        fmt::join(asked.sizes, ","), asked.disorders, asked.steps, asked.step, asked.seed),
            [&] { return descent_fluctuations(asked); });
        CommandResult result{{{"rows", descent_fluctuations_table(*found)}}};
        if (run.wants("exponents")) result.tables.push_back({"exponents", descent_exponents_table(*found)});
        return result;
    };
    return call;
}

}  // namespace glasscape
