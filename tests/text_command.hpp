// A command whose parameters are texts and flags, for tests of what surrounds commands.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "glasscape/table/row_command.hpp"

namespace glasscape::testing {

struct TextValues {
    std::map<std::string, std::string> texts;
    std::map<std::string, bool> flags;
};

/// Names in capitals are arguments, which are required. It makes no table: a PointRunner does.
inline RowCommand text_command(const std::string& name, const std::vector<std::string>& texts,
                               const std::vector<std::string>& flags = {},
                               const std::vector<CommandTable>& tables = {{"rows", ""}}) {
    RowCommand command;
    command.name = name;
    command.tables = tables;
    command.make = [texts, flags] {
        const auto values = std::make_shared<TextValues>();
        CommandCall call;
        for (const auto& text : texts) {
            auto& parameter = call.parameters.add(text, values->texts[text], "");
            if (parameter.is_argument()) parameter.require();
        }
        for (const auto& flag : flags)
            call.parameters.add(flag, values->flags[flag], "");
        call.run = [values](CommandRun&) { return CommandResult{}; };
        return call;
    };
    return command;
}

}  // namespace glasscape::testing
