#include "glasscape/complexity/thresholds.hpp"

#include <cmath>
#include <memory>

#include "glasscape/complexity/ground_state.hpp"
#include "glasscape/complexity/typical_energies.hpp"

#include "commands/mixture_specs.hpp"

namespace glasscape::cli {
namespace {

void add_rows(Table& table, const Mixture& mixture) {
    const auto row = [&](const std::string& name, double energy) {
        table.add_row({mixture.spec(), name, cell_or_empty(energy), std::monostate{}, std::monostate{}});
    };
    for (int k = 0; k <= 4; ++k)
        row("E_" + std::to_string(k), lowest_energy(mixture, k));
    row("u_th", threshold_energy(mixture));
    const auto marginal = marginal_energies(mixture);
    row("u_marginal_minus", marginal.minus);
    row("u_marginal_plus", marginal.plus);
    row("u_bulk_edge", bulk_edge_energy(mixture));
    const auto state = ground_state(mixture);
    table.add_row(
        {mixture.spec(), std::string("ground_state"), state.energy, state.structure, state.certificate});
    row("E_alg", algorithmic_energy(mixture).energy);
    const auto typical = typical_energies(mixture);
    if (std::isnan(typical.zero))
        row("typical_zero", typical.zero);
    else
        table.add_row({mixture.spec(), std::string("typical_zero"), typical.zero,
                       to_string(typical.zero_phase), std::abs(typical.zero - state.energy)});
    row("rsb_onset", typical.onset);
    row("typical_marginal", typical.marginal);
}

CommandResult make_thresholds(const std::vector<std::string>& specs, CommandRun& run) {
    Table table(
        {{"mixture", ColumnType::text, "", "mixture spec"},
         {"name", ColumnType::text, "",
          "E_0 ... E_4, u_th, u_marginal_minus, u_marginal_plus, u_bulk_edge, ground_state, E_alg, "
          "typical_zero, rsb_onset, typical_marginal"},
         {"energy", ColumnType::real, "H/N", "energy per spin; empty where it does not exist"},
         {"structure", ColumnType::text, "",
          "ansatz that solves the ground state: RS, 1RSB, 2RSB, FRSB, 1FRSB, ...; +field where a random "
          "field adds a flat start; numeric for the variational bound; of typical_zero: RS, 1RSB or beyond"},
         {"certificate", ColumnType::real, "1",
          "optimality defect of the ground state, 0 is optimal; of typical_zero: its distance from the "
          "ground state"}});
    for (const auto& mixture : parse_mixtures(specs, run))
        add_rows(table, mixture);
    return {{{"rows", std::move(table)}}};
}

CommandCall thresholds_call() {
    const auto specs = std::make_shared<std::vector<std::string>>();
    CommandCall call;
    call.parameters.add("SPEC", *specs, "mixture specs, e.g. pure:3 or resnet:p=10,beta=0.5").require();
    call.run = [specs](CommandRun& run) { return make_thresholds(*specs, run); };
    return call;
}

}  // namespace

RowCommand thresholds_command() {
    RowCommand command;
    command.name = "thresholds";
    command.description = "Characteristic energies of a mixture";
    command.notes =
        "All energies are per spin (H/N) and belong to minima: negative.\n"
        "  E_0 ... E_4         lowest energies of critical points of index 0 ... 4 (annealed)\n"
        "  u_th                most likely energy on the marginal line\n"
        "  u_marginal_minus,   ends of the energies at which the marginal line carries points\n"
        "  u_marginal_plus\n"
        "  u_bulk_edge         below it the dominant critical points have finite index\n"
        "  ground_state        Parisi ground state, with the ansatz that solves it and its optimality "
        "defect\n"
        "  E_alg               best energy of stable algorithms\n"
        "  typical_zero        lowest energy of typical critical points; the ground state by another route: "
        "its "
        "certificate\n"
        "                      is the difference (structure beyond: a lower bound)\n"
        "  rsb_onset           below it replicas of typical points cluster, and the mean count is not "
        "typical\n"
        "  typical_marginal    below it the typical critical points are minima\n\n"
        "Example:\n"
        "  glasscape thresholds pure:3 terms:2=0.9,4=0.1";
    command.make = thresholds_call;
    return command;
}

}  // namespace glasscape::cli
