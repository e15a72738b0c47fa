#include "commands/training_options.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace glasscape::cli {

void add_training_changes(const Parser& app, TrainingChanges& changes) {
    app.add_option("--data", changes.data,
                   "gaussian, idx:IMAGES,LABELS[,TEST_IMAGES,TEST_LABELS], cifar10:FILE[,FILE...] or "
                   "csv:FILE,LABEL_COLUMN");
    app.add_option("--depth", changes.depth, "number of layers p").range(1, 10'000);
    app.add_option("--width", changes.width, "units of a layer").range(1, 100'000);
    app.add_option("--norm", changes.norm, fmt::format("normalisation: {}", fmt::join(norm_names(), ", ")));
    app.add_option("--epochs", changes.epochs, "passes over stored training points").range(1, 1'000'000'000);
    app.add_option("--steps", changes.steps, "training steps")
        .range(1, 1'000'000'000'000)
        .excludes("--epochs");
    app.add_option("--lr", changes.learning_rate, "learning rate");
    app.add_option("--batch", changes.batch, "samples of a training batch").range(1, 10'000'000);
}

void apply(const TrainingChanges& changes, TrainingConfig& config) {
    if (!changes.data.empty()) config.data = changes.data;
    if (changes.depth) config.network.depth = *changes.depth;
    if (changes.width) config.network.width = *changes.width;
    if (!changes.norm.empty()) config.network.norm.kind = norm_kind(changes.norm);
    if (changes.learning_rate) config.training.optimiser.learning_rate = *changes.learning_rate;
    if (changes.batch) config.training.batch = *changes.batch;
    if (changes.epochs) config.epochs = *changes.epochs;
    if (changes.steps) {
        config.epochs = 0;
        config.training.steps = *changes.steps;
        config.training.log_steps = default_log_steps(*changes.steps);
    }
}

}  // namespace glasscape::cli
