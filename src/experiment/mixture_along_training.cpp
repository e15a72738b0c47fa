#include "experiment/mixture_along_training.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

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

/// paper_bn with another normalisation; v0 is 0.3 where branches are centred (else logits grow too large).
TrainingConfig with_normalisation(NormKind kind) {
    auto config = load_training_config("paper_bn");
    config.name = std::string(norm_name(kind));
    config.network.norm = {};
    config.network.norm.kind = kind;
    if (kind == NormKind::paper_scale) config.network.norm.epsilon = 1e-10;
    if (kind == NormKind::batch_norm || kind == NormKind::layer_norm || kind == NormKind::group_norm)
        config.network.readout_scale = 0.3;
    if (kind == NormKind::group_norm) {
        config.network.norm.groups = 5;
        config.double_precision = true;  // long paths are huge there and cancel
    }
    config.training.log_steps = {0, 100, config.training.steps};
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

std::vector<TrainingConfig> compared_normalisations() {
    std::vector<TrainingConfig> configs;
    for (const auto kind : {NormKind::batch_norm, NormKind::layer_norm, NormKind::group_norm,
                            NormKind::rms_norm, NormKind::weight_norm, NormKind::paper_scale})
        configs.push_back(with_normalisation(kind));
    return configs;
}

Table normalisations_compared(const std::vector<TrainedConfig>& trained) {
    Table table({text_column("normalisation", "its name in configurations"),
                 step_column(),
                 seeds_column(),
                 {"depth", ColumnType::real, "layers", "effective depth, mean over seeds"},
                 {"std_error", ColumnType::real, "layers", "its standard error"},
                 {"cross", ColumnType::real, "1", "E|y|^2 over the sum of E|y_r|^2, mean"},
                 {"scale_first", ColumnType::real, "1", "mean scale of layer 1"},
                 {"scale_rest", ColumnType::real, "1", "mean scale of layers 2..p"},
                 {"accuracy", ColumnType::real, "1", "test accuracy, mean"}});
    for (const auto& one : trained) {
        const auto& config = one.config;
        for (const auto step : config.training.log_steps) {
            const auto means = depth_means(*one.results, step);
            table.add_row({config.name, step, means.depth.count(), cell_or_empty(means.depth.mean()),
                           cell_or_empty(means.depth.std_error()), cell_or_empty(means.cross.mean()),
                           cell_or_empty(means.first_scale.mean()), cell_or_empty(means.scale.mean()),
                           cell_or_empty(means.accuracy.mean())});
        }
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
