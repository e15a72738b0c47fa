#include "commands/row_commands.hpp"

#include "glasscape/mixture/spec.hpp"
#include "glasscape/papers/littwin_wolf_2016.hpp"

namespace glasscape::cli {

const std::vector<RowCommand>& row_commands() {
    static const auto list = [] {
        std::vector<RowCommand> all{mixture_command(), complexity_command(),     thresholds_command(),
                                    count_command(),   descend_command(),        train_command(),
                                    depth_command(),   compare_counts_command(), compare_depth_command()};
        for (auto& command : littwin_wolf_2016_commands())
            all.push_back(std::move(command));
        return all;
    }();
    return list;
}

std::vector<Mixture> parse_mixtures(const std::vector<std::string>& specs, CommandRun& run) {
    std::vector<Mixture> mixtures;
    for (const auto& spec : specs) {
        auto parsed = parse_mixture(spec);
        if (!parsed.note.empty()) run.note(parsed.note);
        mixtures.push_back(std::move(parsed.mixture));
    }
    return mixtures;
}

}  // namespace glasscape::cli
