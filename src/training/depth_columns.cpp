#include "training/depth_columns.hpp"

#include <algorithm>
#include <cmath>

#include "glasscape/network/random_weight_law.hpp"

namespace glasscape {
namespace {

Cell mean_cell(const std::vector<double>& shares) {
    return shares.empty() ? Cell() : cell_or_empty(mean_depth(shares));
}

Cell share_cell(const std::vector<double>& shares, std::size_t r) {
    return shares.empty() ? Cell() : cell_or_empty(shares[r]);
}

}  // namespace

std::vector<double> random_weight_gains(const TrainingConfig& config) {
    if (config.convolutional) return {};
    return random_weight_gains(config.network).value_or(std::vector<double>());
}

std::vector<Column> depth_mean_columns() {
    return {
        {"effective_depth", ColumnType::real, "layers", "mean path length under the output shares"},
        {"signed_depth", ColumnType::real, "layers", "mean path length under the signed shares"},
        {"weight_gradient_depth", ColumnType::real, "layers",
         "mean under the shares of the weights' gradient"},
        {"input_gradient_depth", ColumnType::real, "layers", "mean under the shares of the inputs' gradient"},
        {"cross", ColumnType::real, "1",
         "E|y|^2 over the sum of E|y_r|^2: 1 if paths of different length are uncorrelated"},
        {"beta_coherent", ColumnType::real, "1",
         "the beta (one for all layers) whose coherent law has this effective depth"},
        {"beta_incoherent", ColumnType::real, "1", "the same of the incoherent law"},
        {"theory_depth_coherent", ColumnType::real, "layers",
         "mean path length predicted from the layers' beta"},
        {"theory_depth_incoherent", ColumnType::real, "layers", "the same of the incoherent law"},
        {"theory_depth_normalised", ColumnType::real, "layers",
         "mean under the inputs' gradient that random weights have, 1 + sum of c^2/(m + c^2), c^2 = pi/(pi - "
         "1); "
         "empty for normalisations without this law"}};
}

std::vector<Cell> depth_mean_cells(const TrainingRecord& record, const std::vector<double>& gains) {
    std::vector<Cell> cells(10);
    if (!gains.empty()) cells[9] = mean_depth(law_shares(DepthLaw::incoherent, gains));
    if (record.gradient) {
        cells[2] = mean_cell(record.gradient->weight_shares);
        cells[3] = mean_cell(record.gradient->input_shares);
    }
    if (!record.output) return cells;
    const auto& output = *record.output;
    const int p = static_cast<int>(output.shares.size());
    const double depth = mean_depth(output.shares);
    if (!std::isfinite(depth)) return cells;
    const double in_range = std::clamp(depth, 1.0, static_cast<double>(p));
    const auto betas = branch_betas(output);
    cells[0] = cell_or_empty(depth);
    cells[1] = mean_cell(output.signed_shares);
    cells[4] = cell_or_empty(output.cross);
    cells[5] = cell_or_empty(fitted_beta(DepthLaw::coherent, p, in_range));
    cells[6] = cell_or_empty(fitted_beta(DepthLaw::incoherent, p, in_range));
    cells[7] = cell_or_empty(mean_depth(law_shares(DepthLaw::coherent, betas)));
    cells[8] = cell_or_empty(mean_depth(law_shares(DepthLaw::incoherent, betas)));
    return cells;
}

std::vector<Column> share_columns() {
    return {
        {"r", ColumnType::integer, "layers", "path length, the number of branches taken"},
        {"output_share", ColumnType::real, "1", "E|y_r|^2 over its sum"},
        {"signed_share", ColumnType::real, "1", "E<y_r, y>/E|y|^2; sums to 1, may be negative"},
        {"weight_gradient_share", ColumnType::real, "1",
         "share of sum_l |dL/dW_l|^2 through paths of this length; empty where a normalisation holds the "
         "weights"},
        {"input_gradient_share", ColumnType::real, "1", "the same of |dL/dx|^2"},
        {"theory_coherent", ColumnType::real, "1", "share predicted from the layers' beta, amplitudes add"},
        {"theory_incoherent", ColumnType::real, "1", "the same, powers add"},
        {"theory_normalised", ColumnType::real, "1",
         "share under the inputs' gradient that random weights have; empty for normalisations without this "
         "law"}};
}

std::vector<std::vector<Cell>> share_cells(const TrainingRecord& record, const std::vector<double>& gains) {
    const auto& output = *record.output;
    const auto betas = branch_betas(output);
    const auto coherent = law_shares(DepthLaw::coherent, betas);
    const auto incoherent = law_shares(DepthLaw::incoherent, betas);
    const auto normalised = gains.empty() ? gains : law_shares(DepthLaw::incoherent, gains);
    std::vector<std::vector<Cell>> rows;
    for (std::size_t r = 0; r < output.shares.size(); ++r)
        rows.push_back({static_cast<std::int64_t>(r + 1), cell_or_empty(output.shares[r]),
                        cell_or_empty(output.signed_shares[r]),
                        record.gradient ? share_cell(record.gradient->weight_shares, r) : Cell(),
                        record.gradient ? share_cell(record.gradient->input_shares, r) : Cell(),
                        cell_or_empty(coherent[r]), cell_or_empty(incoherent[r]), share_cell(normalised, r)});
    return rows;
}

}  // namespace glasscape
