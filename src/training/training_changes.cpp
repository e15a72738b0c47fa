#include "glasscape/training/training_changes.hpp"

#include <stdexcept>

#include <fmt/format.h>

#include "glasscape/network/normaliser.hpp"

namespace glasscape {

void apply(const TrainingChanges& changes, TrainingConfig& config) {
    if (!changes.data.empty()) config.data = changes.data;
    const bool of_dense =
        changes.depth || changes.width || !changes.norm.empty() || !changes.placement.empty();
    if (config.convolutional && of_dense)
        throw std::invalid_argument(fmt::format(
            "{} is a convolutional network: --depth, --width, --norm and --placement are those of "
            "dense ones; change its [convolutional] in a file of your own",
            config.name));
    if (changes.depth) config.network.depth = *changes.depth;
    if (changes.width) config.network.width = *changes.width;
    if (!changes.norm.empty()) config.network = with_norm(config.network, norm_kind(changes.norm));
    if (!changes.placement.empty())
        config.network.placement =
            changes.placement == "before" ? Placement::before_gate : Placement::after_gate;
    if (changes.ghost && config.convolutional)
        config.convolutional = with_ghost(*config.convolutional, *changes.ghost);
    else if (changes.ghost)
        config.network.norm = with_ghost(config.network.norm, *changes.ghost);
    if (changes.learning_rate) config.training.optimiser.learning_rate = *changes.learning_rate;
    if (changes.batch) config.training.batch = *changes.batch;
    if (changes.epochs) config.epochs = *changes.epochs;
    if (changes.steps) {
        config.epochs = 0;
        config.training.steps = *changes.steps;
        config.training.log_steps = default_log_steps(*changes.steps);
    }
}

}  // namespace glasscape
