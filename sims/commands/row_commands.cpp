#include "glasscape/commands/row_commands.hpp"

#include <algorithm>
#include <stdexcept>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "glasscape/papers/littwin_wolf_2016.hpp"
#include "glasscape/papers/normalisations.hpp"

namespace glasscape {

namespace cli {

// One in each file of this folder that makes rows.
RowCommand mixture_command();
RowCommand complexity_command();
RowCommand thresholds_command();
RowCommand count_command();
RowCommand pairs_command();
RowCommand descend_command();
RowCommand train_command();
RowCommand depth_command();
RowCommand hessian_command();
RowCommand saddles_command();
RowCommand compare_counts_command();
RowCommand compare_depth_command();

}  // namespace cli

const std::vector<RowCommand>& row_commands() {
    static const auto list = [] {
        std::vector<RowCommand> all{
            cli::mixture_command(), cli::complexity_command(),     cli::thresholds_command(),
            cli::count_command(),   cli::pairs_command(),          cli::descend_command(),
            cli::train_command(),   cli::depth_command(),          cli::hessian_command(),
            cli::saddles_command(), cli::compare_counts_command(), cli::compare_depth_command()};
        for (auto statements : {littwin_wolf_2016_commands(), normalisations_commands()})
            for (auto& command : statements)
                all.push_back(std::move(command));
        return all;
    }();
    return list;
}

const RowCommand& row_command(const std::string& name) {
    const auto& list = row_commands();
    const auto found =
        std::find_if(list.begin(), list.end(), [&](const RowCommand& one) { return one.name == name; });
    if (found != list.end()) return *found;
    std::vector<std::string> names;
    for (const auto& command : list)
        names.push_back(command.name);
    throw std::invalid_argument(
        fmt::format("there is no command '{}': there are {}", name, fmt::join(names, ", ")));
}

}  // namespace glasscape
