#include "run/cli.hpp"

#include <algorithm>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <functional>
#include <memory>
#include <new>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>

#include "glasscape/commands/row_commands.hpp"
#include "glasscape/core/version.hpp"

namespace glasscape::cli {
namespace {

constexpr int failed = 1;
constexpr int usage = 2;
constexpr int interrupted = 130;

void say(const std::string& sentence) {
    fmt::print(stderr, "glasscape: {}\n", sentence);
}

// Row-making commands of two words share the first, with a line and examples of its own.
struct Group {
    std::string name;
    std::string description;
    std::string notes;
};

const std::vector<Group>& groups() {
    static const std::vector<Group> list{
        {"compare", "Network against theory, a verdict per claim: counts or depth",
         "Examples:\n"
         "  glasscape compare counts --unique 5 --depth 3 --width 4 --inputs 12 --rho 0.5 --samples 60 "
         "--disorders 1000\n"
         "  glasscape compare depth --config paper_bn --config train_bn --seeds 2"},
        {"paper", "Statements of Littwin & Wolf 2016 and of papers on normalisation: one table each",
         "'glasscape reproduce littwin-wolf-2016' and 'glasscape reproduce normalisations' run them all and "
         "judge them.\n\n"
         "Examples:\n"
         "  glasscape paper theorem-3 --disorders 1000\n"
         "  glasscape paper lemma-4 --depth 12 --out lemma-4.csv"}};
    return list;
}

// The parser that the last word of a command's name belongs to.
Parser place_of(const Parser& app, const std::string& name) {
    const auto space = name.find(' ');
    if (space == std::string::npos) return app;
    const auto first = name.substr(0, space);
    const auto group =
        std::find_if(groups().begin(), groups().end(), [&](const Group& one) { return one.name == first; });
    const auto place = app.group(first, group->description);
    place.require_subcommand();
    place.footer(group->notes);
    return place;
}

struct Subcommand {
    std::string name;
    std::function<void(const Parser&, const CommandLine&)> add;
};

std::vector<Subcommand> subcommands() {
    std::vector<Subcommand> list;
    for (const auto& command : row_commands())
        list.push_back({command.name.substr(0, command.name.find(' ')),
                        [&command](const Parser& app, const CommandLine& words) {
                            add_row_command(place_of(app, command.name), command, words);
                        }});
    list.push_back({"sweep", add_sweep});
    list.push_back({"plot", [](const Parser& app, const CommandLine&) { add_plot(app); }});
    list.push_back({"report", add_report});
    list.push_back({"reproduce", [](const Parser& app, const CommandLine&) { add_reproduce(app); }});
    list.push_back({"info", [](const Parser& app, const CommandLine&) { add_info(app); }});
    return list;
}

// Adds the subcommand that the arguments name, or all where they name none.
void parse_arguments(const std::vector<std::string>& arguments) {
    std::vector<std::string> words{"glasscape"};
    words.insert(words.end(), arguments.begin(), arguments.end());
    const auto command = std::make_shared<const std::vector<std::string>>(std::move(words));
    const auto list = subcommands();
    const bool named = !arguments.empty() && std::any_of(list.begin(), list.end(), [&](const auto& entry) {
        return entry.name == arguments.front();
    });
    parse_and_run(
        "Spin-glass loss surfaces: Kac-Rice theory of mixed spherical p-spin models and residual networks.",
        "glasscape " + build_info().version,
        [&](const Parser& app) {
            for (const auto& entry : list)
                if (!named || entry.name == arguments.front()) entry.add(app, command);
        },
        arguments);
}

}  // namespace

int run_program(const std::vector<std::string>& arguments) {
    try {
        parse_arguments(arguments);
        return 0;
    } catch (const Interrupted& stop) {
        say(stop.what());
        return interrupted;
    } catch (const std::invalid_argument& error) {
        say(error.what());
        return usage;
    } catch (const std::bad_alloc&) {
        say("there is not enough memory for this: ask for fewer points, a smaller size or fewer threads");
        return failed;
    } catch (const std::length_error&) {
        say("this is larger than any memory: ask for fewer points or a smaller size");
        return failed;
    } catch (const std::filesystem::filesystem_error& error) {
        say(fmt::format("'{}': {}", error.path1().string(), error.code().message()));
        return failed;
    } catch (const std::exception& error) {
        say(error.what());
        return failed;
    }
}

}  // namespace glasscape::cli
