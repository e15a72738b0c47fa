#include "training/depth_columns.hpp"

#include <cmath>
#include <string>
#include <variant>

#include <fmt/format.h>

#include "glasscape/network/random_weight_law.hpp"

namespace glasscape {
namespace {

Cell mean_cell(const std::vector<double>& shares) {
    return shares.empty() ? Cell() : cell_or_empty(mean_depth(shares));
}

Cell share_cell(const std::vector<double>& shares, std::size_t r) {
    return shares.empty() ? Cell() : cell_or_empty(shares[r]);
}

bool lengths_are_blocks(const OutputSpectrum& output) {
    return output.layers.size() == output.shares.size();
}

struct LawCells {
    Cell beta;
    Cell total_variation;
};
/// Laws count lengths in skippable blocks, which have one scale each.
LawCells law_cells(DepthLaw law, const std::vector<double>& shares, bool counts_blocks) {
    if (!counts_blocks) return {};
    const auto fit = fit_law(law, shares);
    return {cell_or_empty(fit.beta), cell_or_empty(fit.total_variation)};
}

/// Cross term and both laws fitted to shares.
void add_law_columns(const std::string& prefix, const std::string& whole, std::vector<Column>& columns) {
    columns.push_back({prefix + "cross", ColumnType::real, "1", "cross of the " + whole});
    for (const std::string law : {"coherent", "incoherent"}) {
        columns.push_back({fmt::format("{}beta_{}", prefix, law), ColumnType::real, "1",
                           fmt::format("the beta whose {} law has the depth of the {}", law, whole)});
        columns.push_back(
            {fmt::format("{}tv_{}", prefix, law), ColumnType::real, "1",
             fmt::format("total variation distance between the shares of the {} and that law", whole)});
    }
}
void add_law_cells(const LengthShares& of, bool counts_blocks, std::vector<Cell>& cells) {
    cells.push_back(cell_or_empty(of.cross));
    for (const auto law : {DepthLaw::coherent, DepthLaw::incoherent}) {
        const auto [beta, total_variation] = law_cells(law, of.shares, counts_blocks);
        cells.push_back(beta);
        cells.push_back(total_variation);
    }
}

}  // namespace

std::vector<double> random_weight_gains(const TrainingConfig& config) {
    if (config.convolutional) return {};
    return random_weight_gains(config.network).value_or(std::vector<double>());
}

std::vector<Column> depth_mean_columns() {
    std::vector<Column> columns{
        {"effective_depth", ColumnType::real, "layers", "mean path length under the output shares"},
        {"signed_depth", ColumnType::real, "layers", "mean path length under the signed shares"},
        {"weight_gradient_depth", ColumnType::real, "layers",
         "mean under the shares of the weights' gradient; along the training of a convolutional network at "
         "its "
         "start and end alone"},
        {"input_gradient_depth", ColumnType::real, "layers", "mean under the shares of the inputs' gradient"},
        {"cross", ColumnType::real, "1",
         "E|y|^2 over the sum of E|y_r|^2: 1 if paths of different length are uncorrelated"},
        {"beta_coherent", ColumnType::real, "1",
         "the beta (one for all layers) whose coherent law has this effective depth"},
        {"beta_incoherent", ColumnType::real, "1", "the same of the incoherent law"},
        {"theory_depth_coherent", ColumnType::real, "layers",
         "mean path length predicted from the layers' beta"},
        {"theory_depth_incoherent", ColumnType::real, "layers", "the same of the incoherent law"},
        {"tv_coherent", ColumnType::real, "1",
         "total variation distance between the output shares and the coherent law of beta_coherent"},
        {"tv_incoherent", ColumnType::real, "1", "the same of the incoherent law"},
        {"centred_depth", ColumnType::real, "layers",
         "mean path length of the centred outputs, y_r less its mean over the test points: constants drop "
         "out"}};
    add_law_columns("centred_", "centred outputs", columns);
    add_law_columns("gradient_", "inputs' gradient", columns);
    columns.push_back({"theory_depth_normalised", ColumnType::real, "layers",
                       "mean under the inputs' gradient that random weights have, 1 + sum of c^2/(m + c^2), "
                       "c^2 = pi/(pi - 1); empty for normalisations without this law"});
    return columns;
}

std::vector<Cell> depth_mean_cells(const TrainingRecord& record, const std::vector<double>& gains) {
    const OutputSpectrum none;
    const auto& output = record.output ? *record.output : none;
    const auto gradient = record.gradient.value_or(GradientSpectrum{});
    const bool counts_blocks = !record.output || lengths_are_blocks(output);
    const auto coherent = law_cells(DepthLaw::coherent, output.shares, counts_blocks);
    const auto incoherent = law_cells(DepthLaw::incoherent, output.shares, counts_blocks);
    std::vector<Cell> cells{mean_cell(output.shares), mean_cell(output.signed_shares),
                            mean_cell(gradient.weight_shares), mean_cell(gradient.input.shares)};
    const bool exists = !std::holds_alternative<std::monostate>(cells[0]);
    cells.push_back(exists ? cell_or_empty(output.cross) : Cell());
    cells.insert(cells.end(), {coherent.beta, incoherent.beta});
    for (const auto law : {DepthLaw::coherent, DepthLaw::incoherent})
        cells.push_back(exists && counts_blocks
                            ? cell_or_empty(mean_depth(law_shares(law, branch_betas(output))))
                            : Cell());
    cells.insert(cells.end(),
                 {coherent.total_variation, incoherent.total_variation, mean_cell(output.centred.shares)});
    add_law_cells(output.centred, counts_blocks, cells);
    add_law_cells(gradient.input, counts_blocks, cells);
    cells.push_back(gains.empty() ? Cell() : mean_cell(law_shares(DepthLaw::incoherent, gains)));
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
        {"centred_share", ColumnType::real, "1",
         "output_share of y_r less its mean over the test points: constants drop out"},
        {"centred_signed_share", ColumnType::real, "1", "signed_share of the same"},
        {"signed_gradient_share", ColumnType::real, "1",
         "<g_r, g>/|g|^2 of the inputs' gradient; sums to 1, may be negative"},
        {"theory_normalised", ColumnType::real, "1",
         "share under the inputs' gradient that random weights have; empty for normalisations without this "
         "law"}};
}

std::vector<std::vector<Cell>> share_cells(const TrainingRecord& record, const std::vector<double>& gains) {
    const auto& output = *record.output;
    const auto gradient = record.gradient.value_or(GradientSpectrum{});
    std::vector<double> coherent;
    std::vector<double> incoherent;
    if (lengths_are_blocks(output)) {
        const auto betas = branch_betas(output);
        coherent = law_shares(DepthLaw::coherent, betas);
        incoherent = law_shares(DepthLaw::incoherent, betas);
    }
    const auto normalised = gains.empty() ? gains : law_shares(DepthLaw::incoherent, gains);
    std::vector<std::vector<Cell>> rows;
    for (std::size_t r = 0; r < output.shares.size(); ++r)
        rows.push_back({static_cast<std::int64_t>(r + 1), cell_or_empty(output.shares[r]),
                        cell_or_empty(output.signed_shares[r]), share_cell(gradient.weight_shares, r),
                        share_cell(gradient.input.shares, r), share_cell(coherent, r),
                        share_cell(incoherent, r), share_cell(output.centred.shares, r),
                        share_cell(output.centred.signed_shares, r),
                        share_cell(gradient.input.signed_shares, r), share_cell(normalised, r)});
    return rows;
}

std::vector<Column> path_norm_columns() {
    return {{"r", ColumnType::integer, "layers", "path length"},
            {"log_paths", ColumnType::real, "1", "log of the number of paths of this length"},
            {"sampled", ColumnType::integer, "1", "paths sampled"},
            {"path_norm", ColumnType::real, "1",
             "mean norm of the gradient by the inputs through one path (Veit, Wilber, Belongie 2016)"},
            {"path_norm_error", ColumnType::real, "1", "its standard error; 0 where all paths were taken"},
            {"log_count_norm", ColumnType::real, "1",
             "log of the number of paths times that mean: what no cancellation would leave"},
            {"log_incoherent_norm", ColumnType::real, "1",
             "log of sqrt(number of paths times the mean square of that norm)"},
            {"log_exact_norm", ColumnType::real, "1", "log of the norm of the sum over all paths"}};
}

std::vector<Cell> path_norm_cells(const PathNorms& length) {
    return {std::int64_t{length.r},
            length.log_paths,
            length.sampled,
            length.path_norm,
            length.path_norm_error,
            cell_or_empty(length.log_paths + std::log(length.path_norm)),
            cell_or_empty(0.5 * (length.log_paths + std::log(length.path_power))),
            cell_or_empty(std::log(length.exact_norm))};
}

}  // namespace glasscape
