#include "papers/littwin_wolf_2016/trained_complexity.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>

#include "glasscape/complexity/complexity.hpp"
#include "glasscape/mixture/resnet.hpp"
#include "glasscape/stats/running_mean.hpp"

#include "papers/littwin_wolf_2016/typical_curve.hpp"

namespace glasscape {
namespace {

std::optional<Mixture> mixture_of_shares(const TrainingRecord& record, Field field) {
    if (!record.output) return std::nullopt;
    auto weights = record.output->centred.shares;
    if (weights.empty() || !std::isfinite(weights.front())) return std::nullopt;
    if (field == Field::drop) weights.front() = 0.0;
    if (std::all_of(weights.begin(), weights.end(), [](double weight) { return !(weight > 0.0); }))
        return std::nullopt;
    return weighted_mixture("measured", weights);
}

struct MeansAtEnd {
    RunningMean ratio;
    RunningMean complexity;
    RunningMean zero;
    double largest_gap = 0.0;
};

void add_mixture(const Mixture& mixture, MeansAtEnd& means) {
    means.ratio.add(mixture.curvature_ratio());
    means.complexity.add(complexity_all(mixture, IndexClass::total()));
    const auto curve = typical_curve(mixture);
    if (!std::isfinite(curve.zero)) return;
    means.zero.add(curve.zero);
    means.largest_gap = std::max(means.largest_gap, curve.gap);
}

Cell mean_or_empty(const RunningMean& mean) {
    return mean.count() > 0 ? Cell(mean.mean()) : Cell();
}

}  // namespace

Table trained_complexity(const std::vector<TrainedConfig>& trained) {
    Table table({{"config", ColumnType::text, "", "name of the configuration"},
                 {"field", ColumnType::text, "", "keep: all lengths; drop: those of one block or more"},
                 {"seeds", ColumnType::integer, "1", "seeds whose mixture exists at both ends"},
                 {"ratio_before", ColumnType::real, "1", "nu''(1)/nu'(1) at the start, mean over seeds"},
                 {"ratio_after", ColumnType::real, "1", "the same at the end of training"},
                 {"complexity_before", ColumnType::real, "1",
                  "annealed complexity of all critical points, all energies, at the start"},
                 {"complexity_after", ColumnType::real, "1", "the same at the end of training"},
                 {"change", ColumnType::real, "1", "mean change of the complexity, paired by seed"},
                 {"std_error", ColumnType::real, "1", "its standard error; 0 for one seed"},
                 {"typical_zero", ColumnType::real, "H/N",
                  "energy per spin where typical points end, at the end of training; empty: trivial"},
                 {"gap", ColumnType::real, "1",
                  "largest difference of annealed and typical complexity at one energy and any seed there; "
                  "empty: trivial"}});
    for (const auto& one : trained)
        for (const Field field : {Field::drop, Field::keep}) {
            MeansAtEnd before;
            MeansAtEnd after;
            RunningMean change;
            for (const auto& result : *one.results) {
                const auto first = mixture_of_shares(result.records.front(), field);
                const auto last = mixture_of_shares(result.records.back(), field);
                if (result.end == TrainingEnd::diverged || !first || !last) continue;
                add_mixture(*first, before);
                add_mixture(*last, after);
                change.add(complexity_all(*last, IndexClass::total()) -
                           complexity_all(*first, IndexClass::total()));
            }
            if (change.count() == 0) continue;
            table.add_row({one.config.name, std::string(field == Field::drop ? "drop" : "keep"),
                           change.count(), before.ratio.mean(), after.ratio.mean(), before.complexity.mean(),
                           after.complexity.mean(), change.mean(), change.std_error(),
                           mean_or_empty(after.zero),
                           after.zero.count() > 0 ? Cell(after.largest_gap) : Cell()});
        }
    return table;
}

}  // namespace glasscape
