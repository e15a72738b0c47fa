#include "glasscape/core/command_parameters.hpp"

#include <algorithm>
#include <stdexcept>
#include <type_traits>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "glasscape/core/parse.hpp"

namespace glasscape {
namespace {

template <class T>
struct ValueOf {
    using type = T;
};
template <class T>
struct ValueOf<std::optional<T>> {
    using type = T;
};

// Numbers are decimal whatever zeros they begin with, and never wrapped or cut to fit.
template <class T>
struct Number;
template <>
struct Number<std::uint64_t> {
    static constexpr const char* type = "UINT";
    static constexpr const char* wanted = "a whole number from 0 to 18446744073709551615";
    static std::optional<std::uint64_t> read(const std::string& text) { return parse_unsigned(text); }
};
template <>
struct Number<std::int64_t> {
    static constexpr const char* type = "INT";
    static constexpr const char* wanted = "a whole number of 64 bits";
    static std::optional<std::int64_t> read(const std::string& text) { return parse_integer(text); }
};
template <>
struct Number<int> {
    static constexpr const char* type = "INT";
    static constexpr const char* wanted = "a whole number of 32 bits";
    static std::optional<int> read(const std::string& text) {
        const auto value = parse_integer(text);
        if (!value || *value != static_cast<int>(*value)) return std::nullopt;
        return static_cast<int>(*value);
    }
};
template <>
struct Number<double> {
    static constexpr const char* type = "FLOAT";
    static constexpr const char* wanted = "a finite number";
    static std::optional<double> read(const std::string& text) { return parse_real(text); }
};

template <class T>
void bind_number(CommandParameter& parameter, T& value) {
    using Reader = Number<typename ValueOf<T>::type>;
    parameter.type = Reader::type;
    parameter.assign = [&value](const std::vector<std::string>& words) {
        const auto number = Reader::read(words.front());
        if (!number) return fmt::format("'{}' is not {}", words.front(), Reader::wanted);
        value = *number;
        return std::string();
    };
    if constexpr (std::is_arithmetic_v<T>) parameter.text = [&value] { return fmt::format("{}", value); };
}

void bind(CommandParameter& parameter, std::string& value) {
    parameter.type = "TEXT";
    parameter.text = [&value] { return value; };
    parameter.assign = [&value](const std::vector<std::string>& words) {
        value = words.front();
        return std::string();
    };
}

void bind(CommandParameter& parameter, std::vector<std::string>& value) {
    parameter.type = "TEXT";
    parameter.list = true;
    parameter.assign = [&value](const std::vector<std::string>& words) {
        value = words;
        return std::string();
    };
}

void bind(CommandParameter& parameter, bool& value) {
    parameter.assign = [&value](const std::vector<std::string>& words) {
        if (words.front() != "true" && words.front() != "false")
            return fmt::format("'{}' is neither true nor false", words.front());
        value = words.front() == "true";
        return std::string();
    };
}

}  // namespace

bool CommandParameter::is_argument() const {
    return name.front() >= 'A' && name.front() <= 'Z';
}
CommandParameter& CommandParameter::require() {
    required = true;
    return *this;
}
CommandParameter& CommandParameter::short_as(std::string one_letter) {
    letter = std::move(one_letter);
    return *this;
}
CommandParameter& CommandParameter::show_default() {
    shown = true;
    return *this;
}
CommandParameter& CommandParameter::within(std::int64_t lowest, std::int64_t highest) {
    range = {lowest, highest};
    return *this;
}
CommandParameter& CommandParameter::one_of(std::vector<std::string> values) {
    choices = std::move(values);
    return *this;
}
CommandParameter& CommandParameter::exclude(std::string other) {
    excludes.push_back(std::move(other));
    return *this;
}

std::string CommandParameter::fault_in(const std::string& word) const {
    // An empty text is what a script's variable leaves that was never set.
    if (type == "TEXT" && word.empty()) return "is empty: give a value, or leave it away";
    if (range) {
        const auto value = parse_integer(word);
        if (!value || *value < range->first || *value > range->second)
            return fmt::format("'{}' is no whole number from {} to {}", word, range->first, range->second);
    }
    if (!choices.empty() && std::find(choices.begin(), choices.end(), word) == choices.end())
        return fmt::format("'{}' is none of {}", word, fmt::join(choices, ", "));
    return "";
}

std::string spelled(const CommandParameter& parameter) {
    return (parameter.is_argument() ? "" : "--") + parameter.name;
}

template <class T>
CommandParameter& CommandParameters::add(std::string name, T& value, std::string help) {
    auto& parameter = list_.emplace_back();
    parameter.name = std::move(name);
    parameter.help = std::move(help);
    if constexpr (std::is_same_v<T, std::string> || std::is_same_v<T, std::vector<std::string>> ||
                  std::is_same_v<T, bool>)
        bind(parameter, value);
    else
        bind_number(parameter, value);
    return parameter;
}

const CommandParameter* CommandParameters::find(const std::string& name) const {
    const auto found = std::find_if(list_.begin(), list_.end(),
                                    [&](const CommandParameter& one) { return one.name == name; });
    return found == list_.end() ? nullptr : &*found;
}

void CommandParameters::set(const std::string& name, const std::vector<std::string>& words) {
    const auto found = std::find_if(list_.begin(), list_.end(),
                                    [&](const CommandParameter& one) { return one.name == name; });
    if (found == list_.end()) {
        std::vector<std::string> names;
        for (const auto& parameter : list_)
            names.push_back(parameter.name);
        throw std::invalid_argument(
            fmt::format("there is no parameter '{}': there are {}", name, fmt::join(names, ", ")));
    }
    const auto fail = [&](const std::string& fault) {
        throw std::invalid_argument(fmt::format("{}: {}", spelled(*found), fault));
    };
    if (words.empty() || (words.size() > 1 && !found->list)) fail("takes one value");
    for (const auto& word : words)
        if (const auto fault = found->fault_in(word); !fault.empty()) fail(fault);
    if (const auto fault = found->assign(words); !fault.empty()) fail(fault);
    found->given = true;
}

void CommandParameters::require_complete() const {
    for (const auto& parameter : list_) {
        if (parameter.required && !parameter.given)
            throw std::invalid_argument(spelled(parameter) + " is required");
        if (!parameter.given) continue;
        for (const auto& other : parameter.excludes)
            if (const auto* excluded = find(other); excluded != nullptr && excluded->given)
                throw std::invalid_argument(
                    fmt::format("{} excludes {}", spelled(parameter), spelled(*excluded)));
    }
}

template CommandParameter& CommandParameters::add(std::string, std::string&, std::string);
template CommandParameter& CommandParameters::add(std::string, std::vector<std::string>&, std::string);
template CommandParameter& CommandParameters::add(std::string, bool&, std::string);
template CommandParameter& CommandParameters::add(std::string, int&, std::string);
template CommandParameter& CommandParameters::add(std::string, std::int64_t&, std::string);
template CommandParameter& CommandParameters::add(std::string, std::uint64_t&, std::string);
template CommandParameter& CommandParameters::add(std::string, double&, std::string);
template CommandParameter& CommandParameters::add(std::string, std::optional<int>&, std::string);
template CommandParameter& CommandParameters::add(std::string, std::optional<std::int64_t>&, std::string);
template CommandParameter& CommandParameters::add(std::string, std::optional<double>&, std::string);

}  // namespace glasscape
