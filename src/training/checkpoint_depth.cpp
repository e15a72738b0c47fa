#include "glasscape/training/checkpoint_depth.hpp"

#include <algorithm>
#include <filesystem>
#include <stdexcept>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "glasscape/table/csv.hpp"
#include "glasscape/training/datasets.hpp"

#include "training/checkpoint.hpp"
#include "training/depth_columns.hpp"

namespace glasscape {
namespace {

// The data that the checkpoint was trained on, wherever they are now.
DataSource data_of(const CheckpointOrigin& origin, const std::string& spec, const std::string& path,
                   const std::string& instead) {
    const auto folder = std::filesystem::path(path).parent_path().string();
    auto source = instead.empty()
                      ? found_from(parse_data_source(spec), folder.empty() ? "." : folder, origin.data_paths)
                      : parse_data_source(instead);
    for (const auto& file : files_of(source))
        if (!std::filesystem::exists(file))
            throw std::invalid_argument(fmt::format(
                "{}: its data '{}' are not there: say where they are with --data, such as --data {}", path,
                file, spec));
    if (const auto content = content_of(source); content != origin.data)
        throw std::invalid_argument(fmt::format(
            "{}: was trained on other data than '{}' holds now ({} there, {} here): give the data it was "
            "trained on with --data",
            path, to_text(source), origin.data, content));
    return source;
}

template <class T>
TrainingRecord record_of(const std::string& bytes, const std::string& path, CheckpointSpectrum& spectrum,
                         int points, int gradient_points) {
    auto config = spectrum.config;
    const auto data = open_data(config, spectrum.seed);
    TrainingRun<T> run(config.network, config.training, data, spectrum.seed);
    decode_checkpoint(bytes, path, run);
    auto options = config.training;
    options.spectrum_points = points;
    options.gradient_points = std::min(points, gradient_points);
    options.test_points = std::max(points, options.test_points);
    return run.record(0.0, options);
}

}  // namespace

CheckpointSpectrum spectrum_of_checkpoint(const std::string& path, int points, int gradient_points,
                                          const std::string& data) {
    const auto bytes = read_file(path);
    const auto head = checkpoint_head(bytes, path);
    CheckpointSpectrum spectrum;
    spectrum.config = parse_training_config(head.origin.config, path);
    spectrum.config.data = to_text(data_of(head.origin, spectrum.config.data, path, data));
    spectrum.seed = head.seed;
    spectrum.record = head.double_precision
                          ? record_of<double>(bytes, path, spectrum, points, gradient_points)
                          : record_of<float>(bytes, path, spectrum, points, gradient_points);
    return spectrum;
}

Table spectrum_table(const CheckpointSpectrum& spectrum) {
    Table table(share_columns());
    for (auto& row : share_cells(spectrum.record))
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
    table.add_row(joined<Cell>(joined(first, depth_mean_cells(spectrum.record)),
                               {cell_or_empty(spectrum.record.output->residual)}));
    return table;
}

std::string spectrum_spec(const CheckpointSpectrum& spectrum) {
    const auto betas = branch_betas(*spectrum.record.output);
    if (std::all_of(betas.begin(), betas.end(), [](double b) { return b == 0.0; })) return "pure:1";
    return fmt::format("layers:{}", fmt::join(betas, ","));
}

}  // namespace glasscape
