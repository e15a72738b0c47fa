#include "commands/mixture_specs.hpp"

#include <utility>

#include "glasscape/mixture/spec.hpp"

namespace glasscape::cli {

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
