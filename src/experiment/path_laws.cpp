#include "experiment/path_laws.hpp"

#include <cmath>
#include <map>
#include <string>

#include "glasscape/stats/running_mean.hpp"

namespace glasscape {
namespace {

struct LawMeans {
    RunningMean coherent;
    RunningMean incoherent;
    RunningMean excess;
    RunningMean cross;
};

void add_shares(const LengthShares& measured, LawMeans& means) {
    const double coherent = fit_law(DepthLaw::coherent, measured.shares).total_variation;
    const double incoherent = fit_law(DepthLaw::incoherent, measured.shares).total_variation;
    if (!std::isfinite(coherent) || !std::isfinite(incoherent)) return;
    means.coherent.add(coherent);
    means.incoherent.add(incoherent);
    means.excess.add(incoherent - coherent);
    means.cross.add(measured.cross);
}

void add_rows(const std::string& config, const std::string& quantity,
              const std::map<std::int64_t, LawMeans>& along, Table& table) {
    for (const auto& [step, means] : along) {
        if (means.cross.count() == 0) continue;
        table.add_row({config, quantity, step, means.cross.count(), means.coherent.mean(),
                       means.incoherent.mean(), means.excess.mean(), means.excess.std_error(),
                       means.cross.mean(), means.cross.std_error()});
    }
}

}  // namespace

Table laws_along_training(const std::vector<TrainedConfig>& trained) {
    Table table(
        {{"config", ColumnType::text, "", "name of the configuration"},
         {"quantity", ColumnType::text, "", "centred output, or gradient by the inputs"},
         {"step", ColumnType::integer, "steps", "training steps made"},
         {"seeds", ColumnType::integer, "1", "number of seeds"},
         {"tv_coherent", ColumnType::real, "1",
          "total variation of the shares and the coherent law of their mean length, mean over seeds"},
         {"tv_incoherent", ColumnType::real, "1", "the same of the incoherent law"},
         {"excess", ColumnType::real, "1",
          "tv_incoherent - tv_coherent: negative where paths add in power, positive where in amplitude"},
         {"std_error", ColumnType::real, "1", "its standard error over seeds; 0 for one seed"},
         {"cross", ColumnType::real, "1",
          "power of the whole over the sum of the powers by length, mean over seeds"},
         {"cross_error", ColumnType::real, "1", "its standard error; 0 for one seed"}});
    for (const auto& one : trained) {
        std::map<std::int64_t, LawMeans> outputs;
        std::map<std::int64_t, LawMeans> gradients;
        for (const auto& result : *one.results)
            for (const auto& record : result.records) {
                if (record.output) add_shares(record.output->centred, outputs[record.step]);
                if (record.gradient) add_shares(record.gradient->input, gradients[record.step]);
            }
        add_rows(one.config.name, "centred output", outputs, table);
        add_rows(one.config.name, "gradient", gradients, table);
    }
    return table;
}

}  // namespace glasscape
