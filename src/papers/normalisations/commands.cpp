#include <memory>
#include <utility>

#include "glasscape/papers/normalisations.hpp"

#include "papers/normalisations/digits_commands.hpp"
#include "papers/normalisations/micro_batches.hpp"
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
    add_steps(call.parameters, request->steps);
    call.run = [request](CommandRun& run) {
        request->first_seed = run.seed();
        return rows_of(micro_batches_table(*request));
    };
    return call;
}

}  // namespace

std::vector<RowCommand> normalisations_commands() {
    std::vector<RowCommand> list{statement_command(
        "micro-batches", "Batch Kalman Normalization against batch norm in groups of 2 to 8 samples",
        "--seeds 2 --steps 20", micro_batches_call)};
    for (auto& command : digits_commands())
        list.push_back(std::move(command));
    return list;
}

}  // namespace glasscape
