#include <memory>
#include <utility>

#include <fmt/format.h>

#include "glasscape/papers/normalisations.hpp"

#include "papers/normalisations/digits_commands.hpp"
#include "papers/normalisations/micro_batches.hpp"
#include "papers/normalisations/questions.hpp"
#include "papers/normalisations/whitening.hpp"
#include "papers/statement_command.hpp"

namespace glasscape {
namespace {

void add_steps(CommandParameters& take, std::int64_t& steps) {
    take.add("steps", steps, "training steps").within(1, 1'000'000).show_default();
}

CommandCall micro_batches_call() {
    const auto request = std::make_shared<MicroBatchRequest>();
    CommandCall call;
    add_seeds(call.parameters, request->seeds);
    call.parameters
        .add("conv-seeds", request->convolutional_seeds,
             "seeds of the convolutional networks in groups of 2 and 4, a third of them elsewhere (default: "
             "as many)")
        .within(1, 100'000);
    add_steps(call.parameters, request->steps);
    call.run = [request](CommandRun& run) {
        request->first_seed = run.seed();
        return rows_of(micro_batches_table(*request));
    };
    return call;
}

CommandCall whitening_call() {
    const auto request = std::make_shared<WhiteningRequest>();
    CommandCall call;
    auto& take = call.parameters;
    add_seeds(take, request->seeds);
    take.add("pilots", request->pilots, "seeds that choose the learning rates, others than those compared")
        .within(1, 100'000)
        .show_default();
    add_steps(take, request->steps);
    call.run = [request](CommandRun& run) {
        request->first_seed = run.seed();
        const auto tables = run.shared().get<WhiteningTables>(
            fmt::format("whitening of {} seeds, {} pilots, {} steps, seed {}", request->seeds,
                        request->pilots, request->steps, request->first_seed),
            [&] { return whitening_tables(*request); });
        return CommandResult{{{"rows", tables->steps}, {"rates", tables->rates}}};
    };
    return call;
}

CommandCall whitening_cost_call() {
    const auto request = std::make_shared<WhiteningCostRequest>();
    CommandCall call;
    call.parameters.add("repeats", request->repeats, "timings of each").within(2, 100'000).show_default();
    call.run = [request](CommandRun& run) {
        request->seed = run.seed();
        return rows_of(whitening_cost_table(*request));
    };
    return call;
}

CommandCall questions_call() {
    const auto request = std::make_shared<QuestionsRequest>();
    CommandCall call;
    auto& take = call.parameters;
    add_seeds(take, request->seeds);
    take.add("samples", request->samples, "seen in training, whatever the batch size")
        .within(64, 1'000'000'000)
        .show_default();
    call.run = [request](CommandRun& run) {
        request->first_seed = run.seed();
        const auto tables = run.shared().get<QuestionsTables>(
            fmt::format("questions of {} seeds, {} samples, seed {}", request->seeds, request->samples,
                        request->first_seed),
            [&] { return questions_tables(*request); });
        return CommandResult{{{"rows", tables->errors}, {"crossover", tables->crossover}}};
    };
    return call;
}

}  // namespace

std::vector<RowCommand> normalisations_commands() {
    auto whitening =
        statement_command("whitening", "Steps to a training loss of whitening normalisations and batch norm",
                          "--seeds 2 --pilots 1 --steps 20", whitening_call);
    whitening.tables = {{"rows", ""},
                        {"rates", "CSV file of the steps at each learning rate that was tried"}};
    auto questions =
        statement_command("questions", "Conditional group norm against conditional batch norm, by batch size",
                          "--seeds 2 --samples 256", questions_call);
    questions.tables = {{"rows", ""},
                        {"crossover", "CSV file of the batch size where the better one changes"}};
    std::vector<RowCommand> list{
        statement_command("micro-batches",
                          "Batch Kalman Normalization against batch norm in groups of 2 to 8 samples",
                          "--seeds 2 --steps 20", micro_batches_call),
        std::move(whitening),
        statement_command("whitening-cost", "Time of a step of whitening normalisations and batch norm",
                          "--repeats 3", whitening_cost_call),
        std::move(questions)};
    for (auto& command : digits_commands())
        list.push_back(std::move(command));
    return list;
}

}  // namespace glasscape
