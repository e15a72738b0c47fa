#include "experiment/mixture_along_training.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <map>

#include <fmt/format.h>

#include "glasscape/complexity/complexity.hpp"
#include "glasscape/complexity/typical.hpp"
#include "glasscape/experiment/depth_comparison.hpp"
#include "glasscape/mixture/mixture.hpp"
#include "glasscape/mixture/resnet.hpp"
#include "glasscape/network/depth_spectrum.hpp"
#include "glasscape/stats/running_mean.hpp"

namespace glasscape {
namespace {

double spread(const RunningMean& mean) {
    return std::sqrt(mean.variance());
}

// A network whose output is 0, as some are at the start, has no shares.
void add_if_finite(double value, RunningMean& mean) {
    if (std::isfinite(value)) mean.add(value);
}

Column text_column(const char* name, const char* meaning) {
    return {name, ColumnType::text, "", meaning};
}
Column step_column() {
    return {"step", ColumnType::integer, "steps", "training steps made"};
}
Column seeds_column() {
    return {"seeds", ColumnType::integer, "1", "number of seeds"};
}

/// paper_bn or train_bn with another normalisation. v0 of the fixed readout is 0.3 where branches are centred, 1 where
/// they start from little (else logits grow too large, or learn nothing); without normalisation weights start at half
/// the size, as in paper_nobn.
TrainingConfig with_normalisation(NormKind kind, bool fixed_readout, std::int64_t steps) {
    auto config = load_training_config(fixed_readout ? "paper_bn" : "train_bn");
    const auto paper = config.network.norm;
    config.name = fmt::format("{}, {} readout", norm_name(kind), fixed_readout ? "fixed" : "trained");
    config.network = with_norm(config.network, kind);
    config.network.norm = default_options(kind);
    if (kind == NormKind::paper_scale || kind == NormKind::paper_scale_stopgrad)
        config.network.norm.epsilon = paper.epsilon;
    if (kind == NormKind::none) config.network.gain = 0.5;
    if (kind == NormKind::group_norm) {
        config.network.norm.groups = fixed_readout ? 5 : 8;
        config.double_precision = true;  // long paths are huge there and cancel
    }
    if (fixed_readout) {
        constexpr NormKind centred[] = {NormKind::batch_norm, NormKind::layer_norm, NormKind::group_norm,
                                        NormKind::paper_scale_centred};
        if (std::find(std::begin(centred), std::end(centred), kind) != std::end(centred))
            config.network.readout_scale = 0.3;
        if (kind == NormKind::skip_init || kind == NormKind::none) config.network.readout_scale = 1.0;
    }
    config.training.steps = steps;
    config.training.log_steps = {0, steps};
    return config;
}

struct DepthMeans {
    RunningMean depth;
    RunningMean cross;
    RunningMean first_scale;
    RunningMean scale;
    RunningMean accuracy;
};

DepthMeans depth_means(const std::vector<SeedResult>& results, std::int64_t step) {
    DepthMeans means;
    for (const auto& result : results)
        for (const auto& record : result.records) {
            if (record.step != step || !record.output) continue;
            means.depth.add(mean_depth(record.output->shares));
            means.cross.add(record.output->cross);
            means.accuracy.add(record.test_accuracy);
            if (record.scales.size() < 2) continue;
            means.first_scale.add(record.scales.front());
            means.scale.add(mean_above_first(record.scales));
        }
    return means;
}

/// Paper's law and path count from the layers' measured beta.
std::vector<double> predicted_shares(DepthLaw law, const TrainingRecord& record) {
    return law_shares(law, branch_betas(*record.output));
}

struct ComplexityMeans {
    RunningMean ratio;
    RunningMean total;
    RunningMean minima;
    RunningMean typical_minima;
    RunningMean kept_minima;
    RunningMean kept_typical_minima;

    void add(const Mixture& dropped, const Mixture& kept) {
        ratio.add(dropped.curvature_ratio());
        total.add(complexity_all(dropped, IndexClass::total()));
        minima.add(complexity_all(dropped, IndexClass::fixed(0)));
        typical_minima.add(typical_of_minima(dropped));
        kept_minima.add(complexity_all(kept, IndexClass::fixed(0)));
        kept_typical_minima.add(typical_of_minima(kept));
    }

  private:
    static double typical_of_minima(const Mixture& mixture) {
        const auto point = TypicalComplexity(mixture).most_numerous(IndexClass::fixed(0)).point;
        return point.phase == TypicalPhase::empty ? 0.0 : point.value;
    }
};

}  // namespace

std::optional<Mixture> mixture_of_layers(DepthLaw law, const std::vector<double>& betas, Field field) {
    auto shares = law_shares(law, betas);
    if (field == Field::drop) shares.front() = 0.0;
    if (std::all_of(shares.begin(), shares.end(), [](double share) { return !(share > 0.0); }))
        return std::nullopt;
    return weighted_mixture("measured", shares);
}

Table scales_along_training(const std::vector<TrainedConfig>& trained) {
    Table table({text_column("config", "name of the configuration"),
                 step_column(),
                 {"layer", ColumnType::integer, "1", "l, from 1 at the input"},
                 seeds_column(),
                 {"scale", ColumnType::real, "1", "lambda_l, mean over seeds"},
                 {"scale_sd", ColumnType::real, "1", "standard deviation over seeds"}});
    for (const auto& one : trained) {
        std::map<std::pair<std::int64_t, std::size_t>, RunningMean> means;
        for (const auto& result : *one.results)
            for (const auto& record : result.records)
                for (std::size_t l = 0; l < record.scales.size(); ++l)
                    means[{record.step, l + 1}].add(record.scales[l]);
        for (const auto& [key, mean] : means)
            table.add_row({one.config.name, key.first, static_cast<std::int64_t>(key.second), mean.count(),
                           mean.mean(), spread(mean)});
    }
    return table;
}

Table norms_along_training(const std::vector<TrainedConfig>& trained) {
    Table table({text_column("config", "name of the configuration"),
                 step_column(),
                 seeds_column(),
                 {"weight_norm", ColumnType::real, "1", "root of the sum of |W_l|_F^2, mean over seeds"},
                 {"weight_norm_sd", ColumnType::real, "1", "standard deviation over seeds"},
                 {"relative", ColumnType::real, "1", "mean over its value at the start"}});
    for (const auto& one : trained) {
        std::map<std::int64_t, RunningMean> means;
        for (const auto& result : *one.results)
            for (const auto& record : result.records)
                means[record.step].add(record.weight_norm);
        const double start = means.begin()->second.mean();
        for (const auto& [step, mean] : means)
            table.add_row(
                {one.config.name, step, mean.count(), mean.mean(), spread(mean), mean.mean() / start});
    }
    return table;
}

Table complexity_along_training(const std::vector<TrainedConfig>& trained) {
    Table table(
        {text_column("config", "name of the configuration"),
         text_column("law", "layers: amplitudes of paths add; paths: powers add"),
         step_column(),
         seeds_column(),
         {"curvature_ratio", ColumnType::real, "1",
          "nu''(1)/nu'(1) of the measured mixture, mean over seeds"},
         {"theta_total", ColumnType::real, "1", "complexity of all critical points, all energies"},
         {"theta_minima", ColumnType::real, "1", "complexity of fixed index, all energies"},
         {"std_error", ColumnType::real, "1", "standard error of theta_minima over seeds"},
         {"typical_minima", ColumnType::real, "1", "typical complexity of minima, all energies"},
         {"kept_minima", ColumnType::real, "1", "theta_minima with the field kept"},
         {"kept_typical_minima", ColumnType::real, "1",
          "typical_minima with the field kept; a mixture whose mean rare samples carry counts as 0"}});
    for (const auto& one : trained) {
        const auto& config = one.config.name;
        const auto& results = *one.results;
        for (const auto law : {DepthLaw::coherent, DepthLaw::incoherent}) {
            std::map<std::int64_t, ComplexityMeans> means;
            for (const auto& result : results)
                for (const auto& record : result.records) {
                    if (!record.output) continue;
                    const auto betas = branch_betas(*record.output);
                    const auto mixture = mixture_of_layers(law, betas, Field::drop);
                    if (mixture)
                        means[record.step].add(*mixture, *mixture_of_layers(law, betas, Field::keep));
                }
            for (const auto& [step, mean] : means)
                table.add_row({config, std::string(law == DepthLaw::coherent ? "layers" : "paths"), step,
                               mean.ratio.count(), mean.ratio.mean(), mean.total.mean(), mean.minima.mean(),
                               mean.minima.std_error(), mean.typical_minima.mean(), mean.kept_minima.mean(),
                               mean.kept_typical_minima.mean()});
        }
    }
    return table;
}

Table shares_before_and_after(const std::vector<TrainedConfig>& trained) {
    Table table({text_column("config", "name of the configuration"),
                 step_column(),
                 {"r", ColumnType::integer, "layers", "path length, the number of branches taken"},
                 seeds_column(),
                 {"output_share", ColumnType::real, "1", "S_r, mean over seeds"},
                 {"output_share_sd", ColumnType::real, "1", "standard deviation over seeds"},
                 {"theory_coherent", ColumnType::real, "1", "the paper's law, from the measured scales"},
                 {"theory_incoherent", ColumnType::real, "1", "the path-count law"}});
    for (const auto& one : trained) {
        const auto& config = one.config.name;
        const auto& results = *one.results;
        const auto last = results.front().records.back().step;
        for (const auto step : {std::int64_t{0}, last}) {
            std::vector<std::array<RunningMean, 3>> means;
            for (const auto& result : results)
                for (const auto& record : result.records) {
                    if (record.step != step || !record.output) continue;
                    const auto coherent = predicted_shares(DepthLaw::coherent, record);
                    const auto incoherent = predicted_shares(DepthLaw::incoherent, record);
                    means.resize(coherent.size());
                    for (std::size_t r = 0; r < means.size(); ++r) {
                        means[r][0].add(record.output->shares[r]);
                        means[r][1].add(coherent[r]);
                        means[r][2].add(incoherent[r]);
                    }
                }
            for (std::size_t r = 0; r < means.size(); ++r)
                table.add_row({config, step, static_cast<std::int64_t>(r + 1), means[r][0].count(),
                               means[r][0].mean(), spread(means[r][0]), means[r][1].mean(),
                               means[r][2].mean()});
        }
    }
    return table;
}

Table depths_along_training(const std::vector<TrainedConfig>& trained) {
    Table table({text_column("config", "name of the configuration"),
                 text_column("quantity", "measured under outputs or gradients, or predicted by a law"),
                 step_column(),
                 seeds_column(),
                 {"depth", ColumnType::real, "layers", "mean path length, mean over seeds"},
                 {"depth_sd", ColumnType::real, "layers", "standard deviation over seeds"},
                 {"std_error", ColumnType::real, "layers", "standard error of the mean"}});
    for (const auto& one : trained) {
        const auto& config = one.config.name;
        std::map<std::int64_t, std::array<RunningMean, 4>> means;
        for (const auto& result : *one.results)
            for (const auto& record : result.records) {
                if (!record.output || !record.gradient) continue;
                auto& mean = means[record.step];
                add_if_finite(mean_depth(record.output->shares), mean[0]);
                add_if_finite(mean_depth(record.gradient->input.shares), mean[1]);
                add_if_finite(mean_depth(predicted_shares(DepthLaw::coherent, record)), mean[2]);
                add_if_finite(mean_depth(predicted_shares(DepthLaw::incoherent, record)), mean[3]);
            }
        const char* names[] = {"output", "gradient", "coherent law", "incoherent law"};
        for (std::size_t k = 0; k < std::size(names); ++k)
            for (const auto& [step, mean] : means)
                if (mean[k].count() > 0)
                    table.add_row({config, std::string(names[k]), step, mean[k].count(), mean[k].mean(),
                                   spread(mean[k]), cell_or_empty(mean[k].std_error())});
    }
    return table;
}

std::vector<std::string> compared_normalisations() {
    std::vector<std::string> kinds;
    for (const auto name : norm_names())
        if (!is_conditional(norm_kind(name))) kinds.emplace_back(name);
    return kinds;
}

std::vector<TrainingConfig> configs_of_normalisations(const std::vector<std::string>& kinds,
                                                      std::int64_t steps) {
    std::vector<TrainingConfig> configs;
    for (const auto& kind : kinds)
        for (const bool fixed_readout : {true, false})
            configs.push_back(with_normalisation(norm_kind(kind), fixed_readout, steps));
    return configs;
}

Table normalisations_compared(const std::vector<TrainedConfig>& trained) {
    Table table({text_column("normalisation", "its name in configurations"),
                 text_column("readout", "fixed: identity; trained"),
                 seeds_column(),
                 {"before", ColumnType::real, "layers", "effective depth at the start, mean over seeds"},
                 {"after", ColumnType::real, "layers", "the same after training"},
                 {"change", ColumnType::real, "layers", "mean change of a seed"},
                 {"std_error", ColumnType::real, "layers", "its standard error; empty for one seed"},
                 {"cross", ColumnType::real, "1", "E|y|^2 over the sum of E|y_r|^2 after training, mean"},
                 {"scale_first", ColumnType::real, "1", "mean scale of layer 1"},
                 {"scale_rest", ColumnType::real, "1", "mean scale of layers 2..p"},
                 {"accuracy", ColumnType::real, "1", "test accuracy, mean"}});
    for (const auto& one : trained) {
        const auto before = depth_means(*one.results, 0);
        const auto after = depth_means(*one.results, one.config.training.steps);
        RunningMean change;
        for (const auto& result : *one.results)
            if (result.end == TrainingEnd::finished && result.records.front().output &&
                result.records.back().output)
                change.add(mean_depth(result.records.back().output->shares) -
                           mean_depth(result.records.front().output->shares));
        table.add_row({std::string(norm_name(one.config.network.norm.kind)),
                       std::string(one.config.network.readout == Readout::identity ? "fixed" : "trained"),
                       change.count(), cell_or_empty(before.depth.mean()), cell_or_empty(after.depth.mean()),
                       cell_or_empty(change.mean()),
                       change.count() < 2 ? Cell() : cell_or_empty(change.std_error()),
                       cell_or_empty(after.cross.mean()), cell_or_empty(after.first_scale.mean()),
                       cell_or_empty(after.scale.mean()), cell_or_empty(after.accuracy.mean())});
    }
    return table;
}

Table depth_shifts(const std::vector<TrainedConfig>& trained) {
    std::vector<DepthComparison> comparisons;
    for (const auto& one : trained)
        comparisons.push_back(summarise_depth(one.config, *one.results));
    return depth_change_table(comparisons);
}

}  // namespace glasscape
