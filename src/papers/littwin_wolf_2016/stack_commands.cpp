#include "papers/littwin_wolf_2016/stack_commands.hpp"

#include <memory>
#include <stdexcept>
#include <string>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "glasscape/core/parse.hpp"

#include "experiment/counted_paths.hpp"
#include "experiment/normalised_path_lengths.hpp"
#include "papers/littwin_wolf_2016/trained_commands.hpp"

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

void add_training(CommandParameters& take, int& seeds, int& points, std::int64_t& steps) {
    take.add("seeds", seeds, "number of seeds, from --seed on").within(2, 100'000).show_default();
    take.add("points", points, "held-out points").within(2, 100'000).show_default();
    take.add("steps", steps, "training steps before a second measurement; 0: random weights alone")
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
    auto& request = options->request;
    add_training(take, request.seeds, request.points, request.steps);
    call.check = [options](const CommandRun& run) { request_of(*options, run.seed()); };
    call.run = [options](CommandRun& run) {
        return CommandResult{{{"rows", stack_depths(request_of(*options, run.seed()))}}};
    };
    return call;
}

CommandCall single_paths_call() {
    struct Options {
        int depth = 20;
        int width = 50;
        std::int64_t steps = 0;
        CountedPathsRequest request{1, 3, 128, 16};
    };
    const auto options = std::make_shared<Options>();
    CommandCall call;
    auto& take = call.parameters;
    auto& request = options->request;
    take.add("depth", options->depth, "number of layers p").within(2, 1000).show_default();
    take.add("width", options->width, "units of a layer").within(2, 10'000).show_default();
    take.add("paths", request.paths, "paths sampled of each length").within(2, 1'000'000).show_default();
    add_training(take, request.seeds, request.points, options->steps);
    call.run = [options](CommandRun& run) {
        auto counting = options->request;
        counting.trained = options->steps > 0;
        const std::vector<CountedPaths> counted{count_paths_once(
            normalised_stack(options->depth, options->width, options->steps), counting, run)};
        CommandResult result{{{"rows", counted_shares_table(counted)}}};
        if (run.wants("means")) result.tables.push_back({"means", counted_means_table(counted)});
        return result;
    };
    return call;
}

}  // namespace glasscape
