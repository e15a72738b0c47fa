#include "glasscape/training/checkpoint_depth.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "glasscape/convolution/image_paths.hpp"

#include "network/panel/samples.hpp"
#include "training/checkpoint.hpp"
#include "training/depth_columns.hpp"
#include "training/read_network.hpp"

namespace glasscape {
namespace {

// Weights of another program are taken in double precision.
template <class T>
void restore_run(const ReadNetwork& read, const NetworkSource& source, TrainingRun<T>& run) {
    if constexpr (sizeof(T) == sizeof(double))
        if (!source.network.empty()) {
            read_weights(read.bytes, source.weights, run.parameters(), run.buffers());
            return;
        }
    decode_checkpoint(read.bytes, source.weights, run);
}

template <class T>
TrainingRecord record_of(const ReadNetwork& read, const NetworkSource& source, int points,
                         int gradient_points, const ImageDepthOptions& image) {
    auto config = read.config;
    const auto data = open_data(config, read.seed);
    TrainingRun<T> run(config.choice(), config.training, data, read.seed);
    restore_run(read, source, run);
    auto options = config.training;
    options.spectrum_points = points;
    options.gradient_points = std::min(points, gradient_points);
    options.test_points = std::max(points, options.test_points);
    constexpr double start_left = 0.01;
    constexpr int calibration_points = 1000;
    if (config.convolutional && image.spectrum.statistics != FrozenStatistics::batch &&
        std::pow(1.0 - config.convolutional->momentum, static_cast<double>(run.step())) > start_left)
        run.recalibrate(calibration_points);
    return run.record(0.0, options, image);
}

void require_convolutional(const ReadNetwork& read, const NetworkSource& source,
                           const ImageDepthOptions& image) {
    if (read.config.convolutional) return;
    const char* option = image.spectrum.statistics != FrozenStatistics::batch ? "--statistics"
                         : image.spectrum.count != LengthCount::blocks        ? "--count"
                         : image.cotangent != Cotangent::loss                 ? "--cotangent"
                                                                              : nullptr;
    if (option != nullptr)
        throw std::invalid_argument(fmt::format(
            "{}: is a dense network, whose paths are counted in layers on the statistics of the batch "
            "from the loss's gradient: {} is for convolutional networks",
            source.weights, option));
}

template <class T>
std::vector<PathNorms> path_norms_of_images(const ReadNetwork& read, const NetworkSource& source, int points,
                                            std::int64_t paths, std::uint64_t seed, Cotangent from) {
    auto config = read.config;
    const auto data = open_data(config, read.seed);
    TrainingRun<T> run(config.choice(), config.training, data, read.seed);
    restore_run(read, source, run);
    const auto held = held_out_points(*data, points);
    Panel<T> x;
    copy_samples(held.x, x);
    auto& network = run.convolutional_network();
    const auto cotangent =
        from == Cotangent::random
            ? random_cotangent<T>(network.options().classes, x.samples(), seed)
            : loss_cotangent(network, x, std::span<const int>(held.labels), FrozenStatistics::batch);
    return sampled_path_norms(network, x, cotangent, paths, seed);
}

template <class Value, std::size_t Count>
Value named(const char* what, std::string_view word,
            const std::pair<std::string_view, Value> (&choices)[Count]) {
    std::vector<std::string_view> words;
    for (const auto& [name, value] : choices) {
        if (name == word) return value;
        words.push_back(name);
    }
    throw std::invalid_argument(fmt::format("{}: '{}' is none of {}", what, word, fmt::join(words, ", ")));
}

bool is_double(const ReadNetwork& read, const NetworkSource& source) {
    return !source.network.empty() || read.config.double_precision;
}

}  // namespace

ImageDepthOptions image_depth_options(std::string_view statistics, std::string_view count,
                                      std::string_view cotangent) {
    ImageDepthOptions options;
    options.spectrum.statistics = named<FrozenStatistics>("statistics", statistics,
                                                          {{"batch", FrozenStatistics::batch},
                                                           {"running", FrozenStatistics::running},
                                                           {"centred", FrozenStatistics::centred}});
    options.spectrum.count = named<LengthCount>(
        "count", count, {{"blocks", LengthCount::blocks}, {"layers", LengthCount::layers}});
    options.cotangent =
        named<Cotangent>("cotangent", cotangent, {{"loss", Cotangent::loss}, {"random", Cotangent::random}});
    return options;
}

CheckpointSpectrum spectrum_of_checkpoint(const NetworkSource& source, int points, int gradient_points,
                                          const ImageDepthOptions& image) {
    const auto read = read_network(source);
    require_convolutional(read, source, image);
    return {read.config, read.seed,
            is_double(read, source) ? record_of<double>(read, source, points, gradient_points, image)
                                    : record_of<float>(read, source, points, gradient_points, image)};
}

Table spectrum_table(const CheckpointSpectrum& spectrum) {
    Table table(share_columns());
    for (auto& row : share_cells(spectrum.record, random_weight_gains(spectrum.config)))
        table.add_row(std::move(row));
    return table;
}

Table spectrum_summary(const CheckpointSpectrum& spectrum) {
    Table table(joined<Column>(
        joined<Column>({{"config", ColumnType::text, "", "name of the configuration"},
                        {"seed", ColumnType::integer, "1", "seed of weights and data"},
                        {"step", ColumnType::integer, "steps", "training steps made"}},
                       depth_mean_columns()),
        {{"residual", ColumnType::real, "1", "largest |sum of y_r - y| over the largest |y|: rounding"}}));
    const std::vector<Cell> first{spectrum.config.name, static_cast<std::int64_t>(spectrum.seed),
                                  spectrum.record.step};
    table.add_row(
        joined<Cell>(joined(first, depth_mean_cells(spectrum.record, random_weight_gains(spectrum.config))),
                     {cell_or_empty(spectrum.record.output->residual)}));
    return table;
}

std::vector<PathNorms> path_norms_of_checkpoint(const NetworkSource& source, int points, std::int64_t paths,
                                                std::uint64_t seed, Cotangent cotangent) {
    const auto read = read_network(source);
    ImageDepthOptions image;
    image.cotangent = cotangent;
    require_convolutional(read, source, image);
    if (!read.config.convolutional) {
        auto dense = load_trained_network(source);
        const auto held = held_out_points(*dense.data, points);
        return sampled_path_norms(dense.network, held.x, held.annotations(), paths, seed);
    }
    return is_double(read, source)
               ? path_norms_of_images<double>(read, source, points, paths, seed, cotangent)
               : path_norms_of_images<float>(read, source, points, paths, seed, cotangent);
}

Table path_norms_table(const std::vector<PathNorms>& lengths) {
    Table table(path_norm_columns());
    for (const auto& length : lengths)
        table.add_row(path_norm_cells(length));
    return table;
}

std::vector<LesionLoss> lesions_of_checkpoint(const NetworkSource& source, int points, std::int64_t draws,
                                              std::uint64_t seed) {
    auto dense = load_trained_network(source);
    const auto held = held_out_points(*dense.data, points);
    return lesion_losses(dense.network, held.x, held.annotations(), NormMode::evaluate, draws, seed);
}

Table lesion_table(const std::vector<LesionLoss>& losses) {
    Table table(
        {{"r", ColumnType::integer, "layers", "layers left, the longest path of what is left"},
         {"deleted", ColumnType::integer, "layers", "layers 2..p taken out at random"},
         {"draws", ColumnType::integer, "1", "choices of them"},
         {"loss", ColumnType::real, "1", "mean loss of the held-out points, on running statistics"},
         {"loss_error", ColumnType::real, "1", "its standard error over choices; 0 where all were taken"},
         {"accuracy", ColumnType::real, "1", "share of them classified right"},
         {"accuracy_error", ColumnType::real, "1", "its standard error over choices"}});
    for (const auto& l : losses)
        table.add_row({static_cast<std::int64_t>(losses.size()) - l.deleted, std::int64_t{l.deleted}, l.draws,
                       l.loss, l.loss_error, l.accuracy, l.accuracy_error});
    return table;
}

std::string measured_spec(const OutputSpectrum& spectrum) {
    const auto betas = branch_betas(spectrum);
    if (std::all_of(betas.begin(), betas.end(), [](double b) { return b == 0.0; })) return "pure:1";
    return fmt::format("layers:{}", fmt::join(betas, ","));
}

}  // namespace glasscape
