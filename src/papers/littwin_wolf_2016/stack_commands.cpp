#include "papers/littwin_wolf_2016/stack_commands.hpp"

#include <memory>
#include <stdexcept>
#include <string>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "glasscape/core/parse.hpp"

#include "experiment/normalised_path_lengths.hpp"

namespace glasscape {
namespace {

struct StackArguments {
    std::string depths = "5,10,20";
    std::string widths = "50,100";
    NormalisedStackRequest request;
};

std::vector<int> ascending_numbers(const std::string& option, const std::string& text, int most) {
    std::vector<int> numbers;
    for (const auto part : split(text, ',')) {
        const auto number = parse_integer(part);
        if (!number || *number < 2 || *number > most || (!numbers.empty() && *number <= numbers.back()))
            throw std::invalid_argument(fmt::format(
                "{} '{}': give ascending numbers from 2 to {}, such as 10,20", option, text, most));
        numbers.push_back(static_cast<int>(*number));
    }
    return numbers;
}

NormalisedStackRequest request_of(const StackArguments& options, std::uint64_t seed) {
    auto request = options.request;
    request.first_seed = seed;
    request.depths = ascending_numbers("--depths", options.depths, 1000);
    request.widths = ascending_numbers("--widths", options.widths, 10'000);
    return request;
}

void add_training(CommandParameters& take, NormalisedStackRequest& request) {
    take.add("seeds", request.seeds, "number of seeds, from --seed on").within(2, 100'000).show_default();
    take.add("points", request.points, "held-out points").within(2, 100'000).show_default();
    take.add("steps", request.steps, "training steps before a second measurement; 0: random weights alone")
        .within(0, 10'000'000)
        .show_default();
}

}  // namespace

CommandCall path_lengths_call() {
    const auto options = std::make_shared<StackArguments>();
    CommandCall call;
    auto& take = call.parameters;
    take.add("depths", options->depths, "numbers of layers p, ascending").show_default();
    take.add("widths", options->widths, "units of a layer, ascending").show_default();
    add_training(take, options->request);
    call.check = [options](const CommandRun& run) { request_of(*options, run.seed()); };
    call.run = [options](CommandRun& run) {
        return CommandResult{{{"rows", stack_depths(request_of(*options, run.seed()))}}};
    };
    return call;
}

CommandCall single_paths_call() {
    const auto options = std::make_shared<NormalisedStackRequest>();
    options->depths = {20};
    options->widths = {50};
    CommandCall call;
    auto& take = call.parameters;
    take.add("depth", options->depths.front(), "number of layers p").within(2, 1000).show_default();
    take.add("width", options->widths.front(), "units of a layer").within(2, 10'000).show_default();
    take.add("paths", options->paths, "paths sampled of each length").within(2, 1'000'000).show_default();
    add_training(take, *options);
    call.run = [options](CommandRun& run) {
        auto request = *options;
        request.first_seed = run.seed();
        const auto shares = run.shared().get<std::vector<CountedAndLeft>>(
            fmt::format("lengths of {} layers of {}, {} paths, {} seeds from {}, {} points, {} steps",
                        request.depths.front(), request.widths.front(), request.paths, request.seeds,
                        request.first_seed, request.points, request.steps),
            [&] { return counted_and_left(request); });
        CommandResult result{{{"rows", length_shares_table(*shares)}}};
        if (run.wants("means")) result.tables.push_back({"means", length_means_table(*shares)});
        return result;
    };
    return call;
}

}  // namespace glasscape
