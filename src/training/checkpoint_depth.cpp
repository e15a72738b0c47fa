#include "glasscape/training/checkpoint_depth.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

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
                         int gradient_points) {
    auto config = read.config;
    const auto data = open_data(config, read.seed);
    TrainingRun<T> run(config.choice(), config.training, data, read.seed);
    restore_run(read, source, run);
    auto options = config.training;
    options.spectrum_points = points;
    options.gradient_points = std::min(points, gradient_points);
    options.test_points = std::max(points, options.test_points);
    return run.record(0.0, options);
}

}  // namespace

CheckpointSpectrum spectrum_of_checkpoint(const NetworkSource& source, int points, int gradient_points) {
    const auto read = read_network(source);
    const bool is_double = !source.network.empty() || read.config.double_precision;
    return {read.config, read.seed,
            is_double ? record_of<double>(read, source, points, gradient_points)
                      : record_of<float>(read, source, points, gradient_points)};
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

std::string measured_spec(const OutputSpectrum& spectrum) {
    const auto betas = branch_betas(spectrum);
    if (std::all_of(betas.begin(), betas.end(), [](double b) { return b == 0.0; })) return "pure:1";
    return fmt::format("layers:{}", fmt::join(betas, ","));
}

}  // namespace glasscape
