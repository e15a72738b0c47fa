#include "commands/training_options.hpp"

#include <filesystem>
#include <map>
#include <mutex>
#include <stdexcept>
#include <system_error>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "glasscape/core/hash.hpp"
#include "glasscape/core/parse.hpp"
#include "glasscape/training/datasets.hpp"

namespace glasscape::cli {
namespace {

// Hashes of files, remembered while name, size and time of change stay.
class FileContents {
  public:
    template <class Read>
    std::string of(const std::string& value, const std::vector<std::string>& files, const Read& read) {
        std::string stamp = value;
        for (const auto& file : files) {
            std::error_code ignored;
            stamp += fmt::format("\n{} {} {}", file, std::filesystem::file_size(file, ignored),
                                 std::filesystem::last_write_time(file, ignored).time_since_epoch().count());
        }
        const std::lock_guard lock(mutex_);
        const auto known = known_.find(stamp);
        return known != known_.end() ? known->second : known_.emplace(stamp, read()).first->second;
    }

  private:
    std::mutex mutex_;
    std::map<std::string, std::string> known_;
};

std::string content_of_data(FileContents& files, const std::string& data) {
    const auto source = parse_data_source(data);
    return files.of(data, files_of(source), [&] { return content_of(source); });
}

// A configuration is what it says, with the content of its data unless others are given.
std::string content_of_config(FileContents& files, const std::string& name, bool other_data) {
    auto config = load_training_config(name);
    config.data = other_data ? "" : content_of_data(files, config.data);
    return to_text(hash_of(to_toml(config)));
}

std::string content_of_file(FileContents& files, const std::string& file) {
    return files.of(file, {file}, [&] { return to_text(hash_of_file(file)); });
}

}  // namespace

void add_training_changes(CommandParameters& take, TrainingChanges& changes) {
    take.add("data", changes.data,
             "gaussian, digits, idx:IMAGES,LABELS[,TEST_IMAGES,TEST_LABELS], cifar10:FILE[,FILE...], "
             "cifar100:FILE[,FILE...] or csv:FILE,LABEL_COLUMN[,condition=COLUMN]");
    take.add("depth", changes.depth, "number of layers p").within(1, 10'000);
    take.add("width", changes.width, "units of a layer").within(1, 100'000);
    take.add("norm", changes.norm, fmt::format("normalisation: {}", fmt::join(norm_names(), ", ")));
    take.add("placement", changes.placement,
             "where the normalisation stands: after the gate, N(ReLU(W h)), or before, ReLU(N(W h)) "
             "(default: after; "
             "before for kalman_norm and kinds that replace the weights)")
        .one_of({"after", "before"});
    take.add("ghost", changes.ghost,
             "samples of the groups of a training batch whose statistics are taken together; must divide the "
             "batch "
             "(default: the whole batch)")
        .within(2, 10'000'000);
    take.add("epochs", changes.epochs, "passes over stored training points").within(1, 1'000'000'000);
    take.add("steps", changes.steps, "training steps").within(1, 1'000'000'000'000).exclude("epochs");
    take.add("lr", changes.learning_rate, "learning rate");
    take.add("batch", changes.batch, "samples of a training batch").within(1, 10'000'000);
}

void apply(const TrainingChanges& changes, TrainingConfig& config) {
    if (!changes.data.empty()) config.data = changes.data;
    if (config.convolutional && (changes.depth || changes.width || !changes.norm.empty()))
        throw std::invalid_argument(fmt::format(
            "{} is a convolutional network: --depth, --width and --norm are those of dense ones; change its "
            "[convolutional] in a file of your own",
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

std::function<ParameterTexts(const ParameterTexts&)> contents_of_training_files() {
    const auto files = std::make_shared<FileContents>();
    return [files](const ParameterTexts& given) {
        ParameterTexts contents;
        const auto text = [&](const char* name) {
            const auto found = given.find(name);
            return found == given.end() ? std::string() : found->second;
        };
        const auto data = text("data");
        if (!data.empty()) contents["data"] = content_of_data(*files, data);
        if (const auto configs = text("config"); !configs.empty())
            for (const auto config : split(configs, '\n'))
                contents["config"] += content_of_config(*files, std::string(config), !data.empty());
        if (const auto network = text("network"); !network.empty())
            contents["network"] = content_of_config(*files, network, !data.empty());
        if (const auto histories = text("history"); !histories.empty())
            for (const auto file : split(histories, '\n'))
                contents["history"] += content_of_file(*files, std::string(file));
        if (const auto checkpoint = text("CHECKPOINT"); !checkpoint.empty())
            contents["CHECKPOINT"] = content_of_file(*files, checkpoint);
        return contents;
    };
}

}  // namespace glasscape::cli
