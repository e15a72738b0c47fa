#include "papers/statement_command.hpp"

#include <fmt/format.h>

namespace glasscape {

RowCommand statement_command(const std::string& name, const std::string& description,
                             const std::string& example, std::function<CommandCall()> make) {
    RowCommand command;
    command.name = "paper " + name;
    command.description = description;
    command.notes = fmt::format("docs/columns.md defines the columns.\n\nExample:\n  glasscape paper {}{}{}",
                                name, example.empty() ? "" : " ", example);
    command.make = std::move(make);
    return command;
}

void add_seeds(CommandParameters& take, int& seeds) {
    take.add("seeds", seeds, "number of seeds, from --seed on").within(1, 100'000).show_default();
}

}  // namespace glasscape
