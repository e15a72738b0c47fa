#include "papers/normalisations/digits_commands.hpp"

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "experiment/digits/adversarial_training.hpp"
#include "experiment/digits/class_gradients.hpp"
#include "experiment/digits/reconstruction.hpp"
#include "papers/statement_command.hpp"

namespace glasscape {
namespace {

/// What every training here has to choose.
template <class Request>
std::shared_ptr<Request> with_seeds_and_steps(CommandCall& call) {
    auto request = std::make_shared<Request>();
    add_seeds(call.parameters, request->seeds);
    call.parameters.add("steps", request->steps, "training steps").within(1, 1'000'000).show_default();
    return request;
}

/// The trainings of one request, shared by the tables that are made of them.
template <class Result, class Request>
std::shared_ptr<const Result> shared_training(CommandRun& run, const std::string& name,
                                              const Request& request, const std::function<Result()>& make) {
    return run.shared().get<Result>(
        fmt::format("{} seeds {}+{} steps {}", name, run.seed(), request.seeds, request.steps), make);
}

CommandCall adversarial_call() {
    CommandCall call;
    const auto request = with_seeds_and_steps<AdversarialRequest>(call);
    call.run = [request](CommandRun& run) {
        request->first_seed = run.seed();
        const auto result = shared_training<AdversarialResult>(
            run, "adversarial", *request, [&] { return adversarial_training(*request); });
        CommandResult tables = rows_of(adversarial_table(*result, *request));
        if (run.wants("statistics")) tables.tables.push_back({"statistics", branch_table(*result)});
        return tables;
    };
    return call;
}

CommandCall class_gradients_call() {
    CommandCall call;
    const auto request = with_seeds_and_steps<ClassGradientRequest>(call);
    call.run = [request](CommandRun& run) {
        request->first_seed = run.seed();
        return rows_of(class_balance_table(class_balance(*request), *request));
    };
    return call;
}

CommandCall reconstruction_call() {
    CommandCall call;
    const auto request = with_seeds_and_steps<ReconstructionRequest>(call);
    call.run = [request](CommandRun& run) {
        request->first_seed = run.seed();
        using Runs = std::vector<ReconstructionRun>;
        const auto runs = shared_training<Runs>(run, "reconstruction", *request,
                                                [&] { return reconstruction_along_training(*request); });
        CommandResult tables = rows_of(reconstruction_table(*runs, *request));
        if (run.wants("curves")) tables.tables.push_back({"curves", reconstruction_curves(*runs)});
        return tables;
    };
    return call;
}

}  // namespace

std::vector<RowCommand> digits_commands() {
    auto adversarial =
        statement_command("adversarial-branches",
                          "Digits under attack: batch norm, and statistics of their own for attacked images",
                          "--seeds 2 --steps 10", adversarial_call);
    adversarial.tables = {{"rows", ""},
                          {"statistics", "CSV file of how far the branches' statistics lie apart"}};
    auto reconstruction = statement_command(
        "reconstruction", "Held-out digits rebuilt by generators with batch or weight normalisation",
        "--seeds 1 --steps 20", reconstruction_call);
    reconstruction.tables = {{"rows", ""}, {"curves", "CSV file of errors along training"}};
    return {std::move(adversarial),
            statement_command("class-gradients",
                              "Gradients of the classes in a conditional generator with Sandwich batch norm",
                              "--seeds 2 --steps 40", class_gradients_call),
            std::move(reconstruction)};
}

}  // namespace glasscape
