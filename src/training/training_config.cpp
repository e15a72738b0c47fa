#include "glasscape/training/training_config.hpp"

#include <algorithm>
#include <limits>
#include <set>
#include <sstream>
#include <stdexcept>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "glasscape/table/csv.hpp"
#include "glasscape/training/datasets.hpp"

#include "core/toml_reader.hpp"
#include "training/embedded_networks.hpp"

namespace glasscape {
namespace {

constexpr double huge = 1e300;
constexpr std::int64_t many = 1'000'000'000'000;

void read_data(TomlReader& reader, TrainingConfig& config) {
    reader.read("source", config.data);
    reader.read("inputs", config.task.inputs, 1, 1'000'000);
    reader.read("classes", config.task.classes, 1, 1'000'000);
    reader.read("spread", config.task.spread, 0.0, huge);
    reader.read_choice<bool>("covariance", config.task.random_covariance,
                             {{"random", true}, {"identity", false}});
    reader.read("training_points", config.task.training_points, 0, 100'000'000);
    std::vector<std::int64_t> image;
    reader.read("image", image, 1, 1'000'000);
    if (image.size() == 3)
        config.image = {static_cast<int>(image[0]), static_cast<int>(image[1]), static_cast<int>(image[2])};
    else if (!image.empty())
        reader.fail(reader.place(), "image must be the channels, height and width of images, or []");
}

void read_convolutional(TomlReader& reader, TrainingConfig& config) {
    auto& network = config.convolutional.emplace();
    reader.read_choice<BlockKind>(
        "block", network.block,
        {{"original", BlockKind::original}, {"preactivation", BlockKind::preactivation}});
    reader.read_choice<ShortcutKind>("shortcut", network.shortcut,
                                     {{"pad", ShortcutKind::pad}, {"projection", ShortcutKind::projection}});
    if (reader.has("widths")) {
        std::vector<std::int64_t> widths;
        reader.read("widths", widths, 1, 100'000);
        network.widths.assign(widths.begin(), widths.end());
    }
    reader.read("blocks", network.blocks_per_stage, 1, 10'000);
    std::string norm(branch_norm_name(network.norm));
    reader.read("normalisation", norm);
    network.norm = branch_norm(norm);
    reader.read("norm_epsilon", network.epsilon, 0.0, 1.0);
    reader.read("norm_momentum", network.momentum, 0.0, 1.0);
    reader.read("norm_ghost", network.ghost, 0, 10'000'000);
    double mixing = default_mixing(network.ghost);
    reader.read("norm_mixing", mixing, 0.0, 1.0);
    if (reader.has("norm_mixing")) network.mixing = mixing;
    reader.read_choice<KalmanTransition>(
        "norm_transition", network.transition,
        {{"layer", KalmanTransition::layer}, {"identity", KalmanTransition::identity}});
    reader.read_choice<ImageReadout>("readout", network.readout,
                                     {{"trained", ImageReadout::trained}, {"fixed", ImageReadout::fixed}});
    reader.read("readout_scale", network.readout_scale, -huge, huge);
    reader.read_choice<bool>("precision", config.double_precision, {{"float", false}, {"double", true}});
}

void read_network(TomlReader& reader, TrainingConfig& config) {
    auto& network = config.network;
    reader.read("depth", network.depth, 1, 10'000);
    reader.read("width", network.width, 1, 100'000);
    reader.read_choice<Readout>("readout", network.readout,
                                {{"identity", Readout::identity},
                                 {"trained", Readout::trained},
                                 {"fixed", Readout::fixed},
                                 {"sum", Readout::sum}});
    reader.read("readout_scale", network.readout_scale, -huge, huge);
    reader.read_choice<Loss>(
        "loss", network.loss,
        {{"cross_entropy", Loss::cross_entropy}, {"hinge", Loss::hinge}, {"absolute", Loss::absolute}});
    std::string norm(norm_name(network.norm.kind));
    reader.read("normalisation", norm);
    network.norm = default_options(norm_kind(norm));
    reader.read("norm_epsilon", network.norm.epsilon, 0.0, 1.0);
    reader.read("norm_momentum", network.norm.momentum, 0.0, 1.0);
    reader.read("norm_groups", network.norm.groups, 1, 1'000'000);
    reader.read("norm_steps", network.norm.steps, 0, 100);
    reader.read("norm_rate", network.norm.rate, 0.0, 1.0);
    reader.read("norm_ghost", network.norm.ghost, 0, 10'000'000);
    reader.read_choice<GhostAverage>("norm_ghost_average", network.norm.ghost_average,
                                     {{"mean", GhostAverage::mean},
                                      {"first_group", GhostAverage::first_group},
                                      {"sequential", GhostAverage::sequential}});
    double mixing = default_mixing(network.norm.ghost);
    reader.read("norm_mixing", mixing, 0.0, 1.0);
    if (reader.has("norm_mixing")) network.norm.mixing = mixing;
    reader.read_choice<PriorGuard>(
        "norm_guard", network.norm.guard,
        {{"per_unit", PriorGuard::per_unit}, {"release", PriorGuard::release}, {"none", PriorGuard::none}});
    reader.read_choice<KalmanSignal>("norm_signal", network.norm.signal,
                                     {{"normalised", KalmanSignal::normalised}, {"raw", KalmanSignal::raw}});
    reader.read_choice<bool>("norm_prior", network.norm.prior_gradient,
                             {{"flows", true}, {"constant", false}});
    reader.read_choice<KalmanTransition>(
        "norm_transition", network.norm.transition,
        {{"layer", KalmanTransition::layer}, {"identity", KalmanTransition::identity}});
    reader.read_choice<bool>("norm_start", network.data_start, {{"plain", false}, {"data", true}});
    reader.read_choice<Addition>("addition", network.addition,
                                 {{"plain", Addition::plain}, {"normalised", Addition::normalised}});
    Placement placement = placement_of(network);
    reader.read_choice<Placement>("placement", placement,
                                  {{"after", Placement::after_gate}, {"before", Placement::before_gate}});
    if (reader.has("placement")) network.placement = placement;
    double scale = starting_scale(network.norm.kind);
    reader.read("initial_scale", scale, -huge, huge);
    if (reader.has("initial_scale")) network.initial_scale = scale;
    reader.read("gain", network.gain, 0.0, huge);
    reader.read_choice<bool>("precision", config.double_precision, {{"float", false}, {"double", true}});
}

void read_training(TomlReader& reader, TrainingConfig& config) {
    auto& training = config.training;
    auto& optimiser = training.optimiser;
    reader.read_choice<OptimiserKind>(
        "optimiser", optimiser.kind,
        {{"sgd", OptimiserKind::sgd}, {"adam", OptimiserKind::adam}, {"rmsprop", OptimiserKind::rmsprop}});
    reader.read("learning_rate", optimiser.learning_rate, 0.0, huge);
    reader.read("momentum", optimiser.momentum, 0.0, 1.0);
    reader.read("second_momentum", optimiser.second_momentum, 0.0, 1.0);
    reader.read("weight_decay", optimiser.weight_decay, 0.0, huge);
    reader.read_choice<Schedule>(
        "schedule", optimiser.schedule,
        {{"constant", Schedule::constant}, {"cosine", Schedule::cosine}, {"steps", Schedule::steps}});
    reader.read("warmup", optimiser.warmup, 0, many);
    reader.read("batch", training.batch, 1, 10'000'000);
    reader.read("shift", training.augmentation.shift, 0, 10'000);
    reader.read("mirror", training.augmentation.mirror);
    reader.read("steps", training.steps, 1, many);
    reader.read("epochs", config.epochs, 0, 1'000'000'000);
    if (reader.has("log_steps"))
        reader.read("log_steps", training.log_steps, 0, many);
    else
        training.log_steps = default_log_steps(training.steps);
    reader.read("test_points", training.test_points, 2, 10'000'000);
    reader.read("spectrum_points", training.spectrum_points, 0, 10'000'000);
    reader.read("gradient_points", training.gradient_points, 0, 10'000'000);
}

template <class T, std::size_t Count>
std::string_view word_of(T value, const std::pair<std::string_view, T> (&choices)[Count]) {
    for (const auto& [word, meaning] : choices)
        if (meaning == value) return word;
    return "";
}

std::string toml_string(const std::string& text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') out += '\\';
        out += c == '\n' ? ' ' : c;
    }
    return out + "\"";
}

/// Shortest text that reads back to the same number, with the point that makes it a TOML float.
std::string real(double value) {
    auto text = fmt::format("{}", value);
    if (text.find_first_of(".en") == std::string::npos) text += ".0";
    return text;
}

std::string_view transition_name(KalmanTransition transition) {
    return transition == KalmanTransition::identity ? "identity" : "layer";
}

std::string dense_toml(const TrainingConfig& config) {
    const auto& network = config.network;
    const std::pair<std::string_view, Readout> readouts[] = {{"identity", Readout::identity},
                                                             {"trained", Readout::trained},
                                                             {"fixed", Readout::fixed},
                                                             {"sum", Readout::sum}};
    const std::pair<std::string_view, Loss> losses[] = {
        {"cross_entropy", Loss::cross_entropy}, {"hinge", Loss::hinge}, {"absolute", Loss::absolute}};
    std::string out = fmt::format(
        "\n[network]\ndepth = {}\nwidth = {}\nreadout = \"{}\"\nreadout_scale = {}\nloss = \"{}\"\n",
        network.depth, network.width, word_of(network.readout, readouts), real(network.readout_scale),
        word_of(network.loss, losses));
    const auto& norm = network.norm;
    const std::pair<std::string_view, GhostAverage> averages[] = {{"mean", GhostAverage::mean},
                                                                  {"first_group", GhostAverage::first_group},
                                                                  {"sequential", GhostAverage::sequential}};
    const std::pair<std::string_view, PriorGuard> guards[] = {
        {"per_unit", PriorGuard::per_unit}, {"release", PriorGuard::release}, {"none", PriorGuard::none}};
    out += fmt::format(
        "normalisation = \"{}\"\nnorm_epsilon = {}\nnorm_momentum = {}\nnorm_groups = {}\nnorm_steps = {}\n"
        "norm_rate = {}\nnorm_ghost = {}\nnorm_ghost_average = \"{}\"\nnorm_mixing = {}\nnorm_guard = "
        "\"{}\"\n"
        "norm_signal = \"{}\"\nnorm_prior = \"{}\"\nnorm_transition = \"{}\"\nnorm_start = \"{}\"\n"
        "placement = \"{}\"\naddition = \"{}\"\n",
        norm_name(norm.kind), real(norm.epsilon), real(norm.momentum), norm.groups, norm.steps,
        real(norm.rate), norm.ghost, word_of(norm.ghost_average, averages),
        real(norm.mixing.value_or(default_mixing(norm.ghost))), word_of(norm.guard, guards),
        norm.signal == KalmanSignal::raw ? "raw" : "normalised", norm.prior_gradient ? "flows" : "constant",
        transition_name(norm.transition), network.data_start ? "data" : "plain",
        placement_of(network) == Placement::before_gate ? "before" : "after",
        network.addition == Addition::normalised ? "normalised" : "plain");
    out += fmt::format("initial_scale = {}\ngain = {}\nprecision = \"{}\"\n",
                       real(network.initial_scale.value_or(starting_scale(norm.kind))), real(network.gain),
                       config.double_precision ? "double" : "float");
    return out;
}

std::string convolutional_toml(const TrainingConfig& config) {
    const auto& network = *config.convolutional;
    return fmt::format(
        "\n[convolutional]\nblock = \"{}\"\nshortcut = \"{}\"\nnormalisation = \"{}\"\nwidths = [{}]\n"
        "blocks = {}\nnorm_epsilon = {}\nnorm_momentum = {}\nnorm_ghost = {}\nnorm_mixing = {}\n"
        "norm_transition = \"{}\"\nreadout = \"{}\"\nreadout_scale = {}\nprecision = \"{}\"\n",
        network.block == BlockKind::original ? "original" : "preactivation",
        network.shortcut == ShortcutKind::pad ? "pad" : "projection", branch_norm_name(network.norm),
        fmt::join(network.widths, ", "), network.blocks_per_stage, real(network.epsilon),
        real(network.momentum), network.ghost, real(network.mixing.value_or(default_mixing(network.ghost))),
        transition_name(network.transition), network.readout == ImageReadout::trained ? "trained" : "fixed",
        real(network.readout_scale), config.double_precision ? "double" : "float");
}

}  // namespace

TrainingConfig parse_training_config(const std::string& text, const std::string& origin) {
    const auto table = parse_toml(text, origin);
    TrainingConfig config;
    TomlReader reader(table, origin, "");
    reader.read("name", config.name);
    reader.read("about", config.about);
    reader.read_table("data", [&](TomlReader& part) { read_data(part, config); });
    reader.read_table("network", [&](TomlReader& part) { read_network(part, config); });
    reader.read_table("convolutional", [&](TomlReader& part) {
        if (reader.has("network"))
            part.fail(part.place(), "there is a [network] beside it: a training is of one of them");
        read_convolutional(part, config);
    });
    reader.read_table("training", [&](TomlReader& part) { read_training(part, config); });
    reader.finish();
    return config;
}

std::vector<std::string> training_config_names() {
    std::vector<std::string> names;
    for (const auto& [file, content] : embedded_networks())
        names.push_back(file.substr(0, file.size() - 5));
    return names;
}

std::vector<std::string> dense_config_names() {
    auto names = training_config_names();
    std::erase_if(
        names, [](const std::string& name) { return load_training_config(name).convolutional.has_value(); });
    return names;
}

TrainingConfig load_training_config(const std::string& name_or_file) {
    if (name_or_file.ends_with(".toml")) return parse_training_config(read_file(name_or_file), name_or_file);
    const auto found = embedded_networks().find(name_or_file + ".toml");
    if (found == embedded_networks().end())
        throw std::invalid_argument(
            fmt::format("there is no configuration '{}': there are {}; a file of your own must end in .toml",
                        name_or_file, fmt::join(training_config_names(), ", ")));
    return parse_training_config(found->second, found->first);
}

std::string to_toml(const TrainingConfig& config) {
    const int inputs = config.convolutional ? config.convolutional->image.features() : config.network.inputs;
    const int classes = config.convolutional ? config.convolutional->classes : config.network.classes;
    const auto& training = config.training;
    const auto& optimiser = training.optimiser;
    const bool stored = config.data != "gaussian";  // then these numbers come from the files
    const std::pair<std::string_view, OptimiserKind> optimisers[] = {
        {"sgd", OptimiserKind::sgd}, {"adam", OptimiserKind::adam}, {"rmsprop", OptimiserKind::rmsprop}};
    const std::pair<std::string_view, Schedule> schedules[] = {
        {"constant", Schedule::constant}, {"cosine", Schedule::cosine}, {"steps", Schedule::steps}};
    std::string out =
        fmt::format("name = {}\nabout = {}\n", toml_string(config.name), toml_string(config.about));
    out += fmt::format(
        "\n[data]\nsource = {}\ninputs = {}\nclasses = {}\nspread = {}\ncovariance = \"{}\"\ntraining_points "
        "= {}\n",
        toml_string(config.data), stored ? inputs : config.task.inputs,
        stored ? classes : config.task.classes, real(config.task.spread),
        config.task.random_covariance ? "random" : "identity", config.task.training_points);
    out += config.image.is_image() ? fmt::format("image = [{}, {}, {}]\n", config.image.channels,
                                                 config.image.height, config.image.width)
                                   : "image = []\n";
    out += config.convolutional ? convolutional_toml(config) : dense_toml(config);
    out += fmt::format(
        "\n[training]\noptimiser = \"{}\"\nlearning_rate = {}\nmomentum = {}\nsecond_momentum = {}\n"
        "weight_decay = {}\nschedule = \"{}\"\nwarmup = {}\nbatch = {}\nshift = {}\nmirror = {}\nsteps = "
        "{}\nepochs = {}\nlog_steps = "
        "[{}]\n"
        "test_points = {}\nspectrum_points = {}\ngradient_points = {}\n",
        word_of(optimiser.kind, optimisers), real(optimiser.learning_rate), real(optimiser.momentum),
        real(optimiser.second_momentum), real(optimiser.weight_decay), word_of(optimiser.schedule, schedules),
        optimiser.warmup, training.batch, training.augmentation.shift, training.augmentation.mirror,
        training.steps, config.epochs, fmt::join(training.log_steps, ", "), training.test_points,
        training.spectrum_points, training.gradient_points);
    return out;
}

void require_sensible(const TrainingConfig& config) {
    if (config.convolutional)
        require_sensible(*config.convolutional);
    else
        require_sensible(config.network);
    require_sensible(config.training, config.choice());
}

Fingerprint fingerprint(const TrainingConfig& config, std::uint64_t seed) {
    // Labels, and what may change when a training is extended.
    const std::set<std::string, std::less<>> left_out{"name",  "about",  "source",
                                                      "steps", "epochs", "log_steps"};
    Fingerprint list{{"format", "1"},
                     {"data", content_of(parse_data_source(config.data))},
                     {"seed", fmt::format("{}", seed)}};
    std::istringstream lines(to_toml(config));
    for (std::string line; std::getline(lines, line);) {
        const auto equals = line.find(" = ");
        if (equals == std::string::npos || left_out.contains(line.substr(0, equals))) continue;
        list.emplace_back(line.substr(0, equals), line.substr(equals + 3));
    }
    return list;
}

std::shared_ptr<const Dataset> open_data(TrainingConfig& config, std::uint64_t seed) {
    const auto source = parse_data_source(config.data);
    const bool drawn = source.kind == DataSource::Kind::gaussian;
    std::shared_ptr<const Dataset> data =
        drawn ? make_gaussian_classes(config.task, seed) : open_dataset(source, seed, config.image);
    if (config.image != ImageShape{} && config.image != data->image())
        throw std::invalid_argument(
            fmt::format("the configuration is for images of {} (channels x height x width), and {} holds {}: "
                        "they must agree",
                        to_text(config.image), config.data,
                        data->image().is_image() ? "images of " + to_text(data->image()) : "no images"));
    config.image = data->image();
    if (config.convolutional) {
        if (!config.image.is_image())
            throw std::invalid_argument(fmt::format(
                "a convolutional network is trained on images, and {} holds none: give data such as "
                "digits or idx:IMAGES,LABELS, or the shape of a row by image = [channels, height, "
                "width]",
                config.data));
        config.convolutional->image = config.image;
        config.convolutional->classes = data->classes();
    } else {
        config.network.inputs = data->inputs();
        config.network.classes = data->classes();
        config.network.conditions = data->conditions();
    }
    if (config.epochs > 0) {
        if (data->training_points() == 0)
            throw std::invalid_argument("epochs need stored training points: give steps, or training_points");
        config.training.steps =
            std::max<std::int64_t>(1, data->training_points() / config.training.batch) * config.epochs;
        config.training.log_steps = default_log_steps(config.training.steps);
        config.epochs = 0;
    }
    return data;
}

}  // namespace glasscape
