#include <memory>
#include <stdexcept>

#include "commands/mixture_specs.hpp"

namespace glasscape::cli {
namespace {

struct MixtureArguments {
    std::vector<std::string> specs;
    bool summary = false;
};

Table terms_table(const Mixture& mixture) {
    Table table({{"r", ColumnType::integer, "1", "order of the term"},
                 {"epsilon", ColumnType::real, "1",
                  "coefficient eps_r; the squares sum to 1; negative for per-layer scales of mixed sign"},
                 {"weight", ColumnType::real, "1", "eps_r^2"}});
    for (const auto& term : mixture.terms())
        table.add_row({std::int64_t{term.order}, term.epsilon, term.weight});
    return table;
}

Table summary_table(const std::vector<Mixture>& mixtures) {
    Table table(
        {{"mixture", ColumnType::text, "", "mixture spec"},
         {"order_min", ColumnType::integer, "1", "lowest order"},
         {"order_max", ColumnType::integer, "1", "highest order"},
         {"nu1", ColumnType::real, "1", "nu'(1)"},
         {"nu2", ColumnType::real, "1", "nu''(1)"},
         {"alpha2", ColumnType::real, "1",
          "nu2 + nu1 - nu1^2, the variance of r under eps_r^2; 0 for a pure mixture"},
         {"curvature_ratio", ColumnType::real, "1", "rho = nu2/nu1"},
         {"depth_mean", ColumnType::real, "1", "mean of r under eps_r^2"},
         {"depth_std", ColumnType::real, "1", "standard deviation of r under eps_r^2"},
         {"depth_mode", ColumnType::integer, "1", "order with the largest |eps_r|, the smaller one on a tie"},
         {"trivial", ColumnType::boolean, "",
          "whether nu2 <= nu1: no exponential number of critical points"}});
    for (const auto& m : mixtures)
        table.add_row({m.spec(), std::int64_t{m.terms().front().order}, std::int64_t{m.terms().back().order},
                       m.nu1(), m.nu2(), m.alpha2(), m.curvature_ratio(), m.depth_mean(), m.depth_std(),
                       std::int64_t{m.depth_mode()}, m.is_trivial()});
    return table;
}

CommandResult make_mixture(const MixtureArguments& options, CommandRun& run) {
    const auto mixtures = parse_mixtures(options.specs, run);
    return {{{"rows", options.summary ? summary_table(mixtures) : terms_table(mixtures.front())}}};
}

CommandCall mixture_call() {
    const auto options = std::make_shared<MixtureArguments>();
    CommandCall call;
    call.parameters
        .add("SPEC", options->specs,
             "pure:3 | terms:2=0.4,3=0.6 | resnet:p=10,beta=0.5 | layers:0.4,0.5,0.9 | "
             "paths:p=10,b=0.7; the last "
             "three take field=drop too")
        .require();
    call.parameters.add("summary", options->summary, "one row of moments per mixture instead of the terms");
    call.check = [options](const CommandRun&) {
        if (!options->summary && options->specs.size() > 1)
            throw std::invalid_argument("mixture: several mixtures fit in one table only with --summary");
    };
    call.run = [options](CommandRun& run) { return make_mixture(*options, run); };
    return call;
}

}  // namespace

RowCommand mixture_command() {
    RowCommand command;
    command.name = "mixture";
    command.description = "Terms of a mixture, or one row of moments with --summary";
    command.notes =
        "Columns: r,epsilon,weight; with --summary "
        "mixture,order_min,order_max,nu1,nu2,alpha2,curvature_ratio,\n"
        "depth_mean,depth_std,depth_mode,trivial. All numbers are pure numbers.\n\n"
        "Examples:\n"
        "  glasscape mixture resnet:p=100,beta=0.5 --out weights.csv\n"
        "  glasscape mixture --summary pure:3 resnet:p=10,beta=0.5 resnet:p=10,beta=0.5,field=drop";
    command.make = mixture_call;
    return command;
}

}  // namespace glasscape::cli
