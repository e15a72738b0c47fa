#include "glasscape/table/row_command.hpp"

#include <algorithm>
#include <sstream>
#include <stdexcept>

#include <fmt/format.h>

#include "glasscape/core/parse.hpp"
#include "glasscape/table/sidecar.hpp"

namespace glasscape {

void CommandRun::note(const std::string& remark) {
    if (settings_.on_note) settings_.on_note(remark);
    notes_.push_back(remark);
}

CommandRun::Units CommandRun::open_part() {
    if (settings_.resume && settings_.out.empty())
        throw std::invalid_argument(
            "--resume needs --out FILE: an interrupted run leaves FILE.part to continue");
    if (settings_.overwrite) part_->remove();
    if (!settings_.resume) {
        if (part_->exists())
            throw std::invalid_argument(fmt::format(
                "'{}' holds what an interrupted run finished: continue it with --resume, or drop it "
                "with --overwrite",
                part_->path()));
        return {};
    }
    auto units = part_->resume();
    if (part_->broken() > 0)
        note(fmt::format("{}: {} damaged or cut short are computed again", part_->path(),
                         part_->broken() == 1 ? "1 unit" : fmt::format("{} units", part_->broken())));
    return units;
}

Interrupted CommandRun::interrupted() const {
    if (settings_.out.empty()) return Interrupted("without --out FILE nothing is kept");
    if (!part_->exists()) return Interrupted("nothing was finished that could be kept");
    return Interrupted(
        fmt::format("what was finished is in {}; continue with: {}", part_->path(), continuing_command()));
}

void CommandRun::keep_part_if_it_fails(const std::function<void()>& work) {
    try {
        work();
    } catch (const Interrupted&) {
        part_->write();
        throw interrupted();
    } catch (const std::runtime_error&) {
        try {
            part_->write();
        } catch (const std::runtime_error&) {
            // The same fault, a full disk say: what was written before is still there.
        }
        throw;
    }
}

void CommandRun::by_units(const Fingerprint& made_by, const std::vector<Column>& columns,
                          const std::function<void(Part&, const Units&)>& work) {
    part_ = std::make_unique<Part>(settings_.out, made_by, columns);
    const auto before = open_part();
    keep_part_if_it_fails([&] { work(*part_, before); });
}

void CommandRun::deliver(const std::function<void()>& write) {
    if (part_ == nullptr) {
        write();
        return;
    }
    keep_part_if_it_fails(write);
    part_->remove();
}

std::string CommandRun::continuing_command() const {
    return glasscape::continuing_command(settings_.command);
}

std::string continuing_command(const std::vector<std::string>& command) {
    auto words = command;
    std::erase(words, "--overwrite");
    if (std::find(words.begin(), words.end(), "--resume") == words.end()) words.emplace_back("--resume");
    return shell_command(words);
}

namespace {

std::vector<std::string> values_of(const CommandParameter& parameter, const std::string& text) {
    if (!parameter.list) return {text};
    std::vector<std::string> values;
    for (const auto value : split(text, '\n'))
        values.emplace_back(value);
    return values;
}

}  // namespace

void set_parameters(CommandCall& call, const ParameterTexts& texts) {
    for (const auto& [name, text] : texts) {
        const auto* parameter = call.parameters.find(name);
        call.parameters.set(name, parameter == nullptr ? std::vector{text} : values_of(*parameter, text));
    }
}

std::vector<std::string> command_words(const RowCommand& command, const ParameterTexts& texts) {
    std::vector<std::string> words;
    std::istringstream names(command.name);
    for (std::string word; names >> word;)
        words.push_back(word);
    const auto call = command.make();
    for (const auto& parameter : call.parameters.list())
        if (const auto text = texts.find(parameter.name); parameter.is_argument() && text != texts.end())
            for (auto& value : values_of(parameter, text->second))
                words.push_back(std::move(value));
    for (const auto& [name, text] : texts) {
        const auto* parameter = call.parameters.find(name);
        if (parameter == nullptr || parameter->is_argument()) continue;
        if (parameter->is_flag()) {
            if (text == "true") words.push_back("--" + name);
        } else {
            for (const auto& value : values_of(*parameter, text))
                words.push_back(fmt::format("--{}={}", name, value));
        }
    }
    return words;
}

CommandResult perform(CommandCall& call, CommandRun& run) {
    call.parameters.require_complete();
    if (call.check) call.check(run);
    return call.run(run);
}

}  // namespace glasscape
