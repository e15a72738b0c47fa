#include "run/parser.hpp"

#include <algorithm>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <type_traits>
#include <utility>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "glasscape/core/parse.hpp"

namespace glasscape::cli {
namespace {

std::string subcommand_names(const CLI::App& app) {
    std::string names;
    for (const auto* sub : app.get_subcommands([](const CLI::App*) { return true; }))
        names += (names.empty() ? "" : ", ") + sub->get_name();
    return names;
}

thread_local bool only_checking = false;

// Numbers are decimal whatever zeros they begin with, and never wrapped or cut to fit.
template <class T>
struct NumberText;
template <>
struct NumberText<std::uint64_t> {
    static constexpr const char* type = "UINT";
    static constexpr const char* wanted = "a whole number from 0 to 18446744073709551615";
    static std::optional<std::uint64_t> read(const std::string& text) { return parse_unsigned(text); }
};
template <>
struct NumberText<std::int64_t> {
    static constexpr const char* type = "INT";
    static constexpr const char* wanted = "a whole number of 64 bits";
    static std::optional<std::int64_t> read(const std::string& text) { return parse_integer(text); }
};
template <>
struct NumberText<int> {
    static constexpr const char* type = "INT";
    static constexpr const char* wanted = "a whole number of 32 bits";
    static std::optional<int> read(const std::string& text) {
        const auto value = parse_integer(text);
        if (!value || *value != static_cast<int>(*value)) return std::nullopt;
        return static_cast<int>(*value);
    }
};
template <>
struct NumberText<double> {
    static constexpr const char* type = "FLOAT";
    static constexpr const char* wanted = "a finite number";
    static std::optional<double> read(const std::string& text) { return parse_real(text); }
};
template <class T>
struct NumberText<std::optional<T>> : NumberText<T> {};

template <class T>
CLI::Option* add_number(CLI::App& app, const std::string& name, T& value, const std::string& help) {
    using Text = NumberText<T>;
    const auto read = [&value, name](const CLI::results_t& words) {
        const auto number = Text::read(words.front());
        if (!number)
            throw CLI::ValidationError(name, fmt::format("'{}' is not {}", words.front(), Text::wanted));
        value = *number;
        return true;
    };
    auto* option = app.add_option(name, read, help);
    if constexpr (!requires { value.has_value(); })
        option->default_function([&value] { return fmt::format("{}", value); });
    return option->type_name(Text::type)->type_size(1)->expected(1);
}

// An empty text is what a script's variable leaves that was never set.
std::string require_text(const std::string& text) {
    return text.empty() ? "is empty: give a value, or leave it away" : "";
}

// One sentence from a parser's complaint.
std::string usage_sentence(const CLI::App& app, const std::vector<std::string>& arguments,
                           const CLI::ParseError& error) {
    const auto chosen = app.get_subcommands();
    if (chosen.empty()) {
        const bool named = !arguments.empty() && !arguments.front().starts_with("-");
        return fmt::format("{}; the subcommands are {}",
                           named ? fmt::format("there is no subcommand '{}'", arguments.front())
                           : arguments.empty()
                               ? std::string("a subcommand is missing")
                               : fmt::format("unknown option '{}' before the subcommand", arguments.front()),
                           subcommand_names(app));
    }
    std::string message = error.what();
    std::replace(message.begin(), message.end(), '\n', ' ');
    if (error.get_exit_code() == static_cast<int>(CLI::ExitCodes::ExtrasError)) {
        const auto unknown = app.remaining(true);
        message =
            fmt::format("unknown argument{} '{}'", unknown.size() > 1 ? "s" : "", fmt::join(unknown, " "));
    }
    const auto& name = chosen.front()->get_name();
    return fmt::format("{}: {}; 'glasscape {} --help' shows what it takes", name, message, name);
}

}  // namespace

Option Option::required() const {
    return Option(option_->required());
}
Option Option::shows_default() const {
    return Option(option_->capture_default_str());
}
Option Option::range(std::int64_t lowest, std::int64_t highest) const {
    const auto check = [lowest, highest](const std::string& text) {
        const auto value = parse_integer(text);
        return value && *value >= lowest && *value <= highest
                   ? std::string()
                   : fmt::format("'{}' is no whole number from {} to {}", text, lowest, highest);
    };
    return Option(option_->check(check, fmt::format("INT in [{} - {}]", lowest, highest)));
}
Option Option::one_of(const std::vector<std::string>& values) const {
    return Option(option_->check(CLI::IsMember(values)));
}
Option Option::excludes(const std::string& name) const {
    return Option(option_->excludes(name));
}
Option Option::value_is_optional() const {
    return Option(option_->expected(0, 1));
}
bool Option::given() const {
    return option_->count() > 0;
}

Parser Parser::add_subcommand(const std::string& name, const std::string& description) const {
    return Parser(app_->add_subcommand(name, description));
}
void Parser::require_subcommand() const {
    app_->require_subcommand(1);
}
template <class T>
Option Parser::add_option(const std::string& name, T& value, const std::string& help) const {
    if constexpr (std::is_same_v<T, std::string> || std::is_same_v<T, std::vector<std::string>>)
        return Option(app_->add_option(name, value, help)->check(require_text, ""));
    else
        return Option(add_number(*app_, name, value, help));
}
Option Parser::add_flag(const std::string& name, bool& value, const std::string& help) const {
    return Option(app_->add_flag(name, value, help));
}
void Parser::footer(const std::string& text) const {
    app_->footer(text);
}
void Parser::callback(std::function<void()> action) const {
    app_->callback([action = std::move(action)] {
        if (!only_checking) action();
    });
}

template Option Parser::add_option(const std::string&, std::string&, const std::string&) const;
template Option Parser::add_option(const std::string&, std::vector<std::string>&, const std::string&) const;
template Option Parser::add_option(const std::string&, int&, const std::string&) const;
template Option Parser::add_option(const std::string&, std::int64_t&, const std::string&) const;
template Option Parser::add_option(const std::string&, std::uint64_t&, const std::string&) const;
template Option Parser::add_option(const std::string&, double&, const std::string&) const;
template Option Parser::add_option(const std::string&, std::optional<int>&, const std::string&) const;
template Option Parser::add_option(const std::string&, std::optional<std::int64_t>&,
                                   const std::string&) const;
template Option Parser::add_option(const std::string&, std::optional<double>&, const std::string&) const;

void set_check_only(bool check_only) {
    only_checking = check_only;
}

Parameters parameters_of(const std::string& subcommand,
                         const std::function<void(const Parser&)>& add_subcommands) {
    CLI::App app;
    add_subcommands(Parser(&app));
    const CLI::App* found = &app;
    std::istringstream words(subcommand);
    for (std::string word; words >> word;)
        found = found->get_subcommand(word);
    Parameters parameters;
    for (const auto* option : found->get_options()) {
        if (option->get_positional())
            parameters.arguments.push_back(option->get_name(true));
        else if (!option->get_lnames().empty())
            parameters.options.push_back(option->get_lnames().front());
        if (!option->get_positional() && !option->get_lnames().empty() && option->get_expected_max() == 0)
            parameters.flags.push_back(option->get_lnames().front());
    }
    return parameters;
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
