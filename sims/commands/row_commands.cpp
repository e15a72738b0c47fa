#include "commands/row_commands.hpp"

#include "glasscape/mixture/spec.hpp"

namespace glasscape::cli {

const std::vector<RowCommand>& row_commands() {
    static const std::vector<RowCommand> list{
        mixture_command(), complexity_command(),     thresholds_command(),
        count_command(),   descend_command(),        train_command(),
        depth_command(),   compare_counts_command(), compare_depth_command()};
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
