#include "run/parser.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "glasscape/core/closest_word.hpp"

namespace glasscape::cli {
namespace {

std::vector<std::string> subcommand_names(const CLI::App& app) {
    std::vector<std::string> names;
    for (const auto* sub : app.get_subcommands([](const CLI::App*) { return true; }))
        names.push_back(sub->get_name());
    return names;
}

std::vector<std::string> long_options(const CLI::App& app) {
    std::vector<std::string> names;
    for (const auto* option : app.get_options())
        for (const auto& name : option->get_lnames())
            names.push_back("--" + name);
    return names;
}

std::string did_you_mean(const std::string& word, const std::vector<std::string>& candidates) {
    const auto meant = closest_word(word, candidates);
    return meant ? fmt::format(": did you mean '{}'?", *meant) : "";
}

// The subcommand that the arguments reached, and its words.
const CLI::App& innermost(const CLI::App& app, std::string& words) {
    const auto chosen = app.get_subcommands();
    if (chosen.empty()) return app;
    words += (words.empty() ? "" : " ") + chosen.front()->get_name();
    return innermost(*chosen.front(), words);
}

// One sentence from a parser's complaint.
std::string usage_sentence(const CLI::App& app, const std::vector<std::string>& arguments,
                           const CLI::ParseError& error) {
    std::string name;
    const auto& sub = innermost(app, name);
    const auto subcommands = subcommand_names(sub);
    const auto reached =
        static_cast<std::size_t>(name.empty() ? 0 : 1 + std::count(name.begin(), name.end(), ' '));
    if (!subcommands.empty()) {
        const auto next = arguments.size() > reached ? arguments[reached] : "";
        const auto whose = name.empty() ? "subcommands" : "subcommands of " + name;
        if (next.empty())
            return fmt::format("a subcommand is missing; the {} are {}", whose, fmt::join(subcommands, ", "));
        return fmt::format("{}{}; the {} are {}",
                           next.starts_with("-")
                               ? fmt::format("unknown option '{}' before the subcommand", next)
                               : fmt::format("there is no subcommand '{}'", next),
                           did_you_mean(next, subcommands), whose, fmt::join(subcommands, ", "));
    }
    std::string message = error.what();
    std::replace(message.begin(), message.end(), '\n', ' ');
    if (error.get_exit_code() == static_cast<int>(CLI::ExitCodes::ExtrasError)) {
        const auto unknown = app.remaining(true);
        const auto candidates = long_options(sub);
        message = fmt::format(
            "unknown argument{} '{}'{}", unknown.size() > 1 ? "s" : "", fmt::join(unknown, " "),
            unknown.empty() ? ""
                            : did_you_mean(unknown.front().substr(0, unknown.front().find('=')), candidates));
    }
    return fmt::format("{}: {}; 'glasscape {} --help' shows what it takes", name, message, name);
}

// Sets the parameter; CLI11 names it in front of what is wrong.
void set_value(CommandParameters& parameters, const CommandParameter& parameter,
               const std::vector<std::string>& words) {
    try {
        parameters.set(parameter.name, words);
    } catch (const std::invalid_argument& error) {
        const std::string named = spelled(parameter) + ": ";
        std::string fault = error.what();
        if (fault.starts_with(named)) fault.erase(0, named.size());
        throw CLI::ValidationError(spelled(parameter), fault);
    }
}

CLI::Option* add_flag(CLI::App& app, CommandParameters& parameters, const CommandParameter& parameter) {
    const auto set = [&parameters, &parameter](std::int64_t count) {
        set_value(parameters, parameter, {count > 0 ? "true" : "false"});
    };
    const auto letter = parameter.letter.empty() ? "" : "-" + parameter.letter + ",";
    return app.add_flag_function(letter + spelled(parameter), set, parameter.help);
}

CLI::Option* add_option(CLI::App& app, CommandParameters& parameters, const CommandParameter& parameter) {
    const auto set = [&parameters, &parameter](const CLI::results_t& words) {
        // An option that may stand alone leaves one empty word: it has its default then.
        const bool alone = parameter.value_optional && words.front().empty();
        set_value(parameters, parameter, alone ? CLI::results_t{parameter.text()} : words);
        return true;
    };
    auto* option = app.add_option(spelled(parameter), set, parameter.help);
    option->type_name(parameter.type)->type_size(1);
    option->expected(parameter.value_optional ? 0 : 1,
                     parameter.list ? CLI::detail::expected_max_vector_size : 1);
    option->allow_extra_args(parameter.list);
    // What is in the brackets of the help; the values themselves are checked as they are set.
    const auto always = [](const std::string&) { return std::string(); };
    if (parameter.range)
        option->check(CLI::Validator(
            always, fmt::format("INT in [{} - {}]", parameter.range->first, parameter.range->second)));
    if (!parameter.choices.empty())
        option->check(CLI::Validator(always, fmt::format("{{{}}}", fmt::join(parameter.choices, ","))));
    if (parameter.shown) option->default_str(parameter.text());
    return option;
}

}  // namespace

Parser Parser::add_subcommand(const std::string& name, const std::string& description) const {
    return Parser(app_->add_subcommand(name, description));
}
Parser Parser::group(const std::string& name, const std::string& description) const {
    const auto found = app_->get_subcommands([&](const CLI::App* sub) { return sub->get_name() == name; });
    return found.empty() ? add_subcommand(name, description) : Parser(found.front());
}
void Parser::require_subcommand() const {
    app_->require_subcommand(1);
}
void Parser::take(CommandParameters& parameters) const {
    for (const auto& parameter : parameters.list()) {
        auto* option = parameter.is_flag() ? add_flag(*app_, parameters, parameter)
                                           : add_option(*app_, parameters, parameter);
        option->required(parameter.required);
        for (const auto& other : parameter.excludes)
            option->excludes("--" + other);
    }
}
void Parser::footer(const std::string& text) const {
    app_->footer(text);
}
void Parser::callback(std::function<void()> action) const {
    app_->callback(std::move(action));
}

void parse_and_run(const std::string& description, const std::string& version,
                   const std::function<void(const Parser&)>& add_subcommands,
                   const std::vector<std::string>& arguments) {
    CLI::App app{description};
    app.name("glasscape");
    app.set_version_flag("--version", version);
    app.require_subcommand(1);
    app.get_formatter()->column_width(28);
    add_subcommands(Parser(&app));
    try {
        std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());
        app.parse(reversed);
    } catch (const CLI::ParseError& error) {
        if (error.get_exit_code() != 0) throw std::invalid_argument(usage_sentence(app, arguments, error));
        app.exit(error);  // --help, --version
    }
}

}  // namespace glasscape::cli
