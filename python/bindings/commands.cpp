#include <algorithm>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include <pybind11/stl.h>

#include "glasscape/commands/row_commands.hpp"
#include "glasscape/core/progress.hpp"

#include "bindings.hpp"

namespace glasscape::python {
namespace {

namespace py = pybind11;

// "measured-on" is measured_on, SPEC is spec.
std::string keyword_of(std::string name) {
    std::transform(name.begin(), name.end(), name.begin(), [](char c) {
        if (c >= 'A' && c <= 'Z') return static_cast<char>(c - 'A' + 'a');
        return c == '-' ? '_' : c;
    });
    return name;
}

std::string text_of(const py::handle& value) {
    if (py::isinstance<py::bool_>(value)) return value.cast<bool>() ? "true" : "false";
    return py::str(value).cast<std::string>();
}

std::vector<std::string> texts_of(const py::handle& value) {
    if (!py::isinstance<py::list>(value) && !py::isinstance<py::tuple>(value)) return {text_of(value)};
    std::vector<std::string> texts;
    for (const auto item : value)
        texts.push_back(text_of(item));
    return texts;
}

void set_keywords(CommandCall& call, const py::kwargs& keywords) {
    std::vector<std::string> known;
    for (const auto& parameter : call.parameters.list())
        known.push_back(keyword_of(parameter.name));
    for (const auto& [key, value] : keywords) {
        const auto name = key.cast<std::string>();
        const auto found = std::find(known.begin(), known.end(), name);
        if (found == known.end()) {
            std::string list;
            for (const auto& one : known)
                list += (list.empty() ? "" : ", ") + one;
            throw py::type_error("there is no parameter '" + name + "': there are " + list);
        }
        if (value.is_none()) continue;
        const auto& parameter = call.parameters.list()[static_cast<std::size_t>(found - known.begin())];
        // A flag that is not set, as on the command line: set to no it would still exclude others.
        const bool unset_flag =
            parameter.is_flag() && py::isinstance<py::bool_>(value) && !value.cast<bool>();
        if (unset_flag) continue;
        call.parameters.set(parameter.name, texts_of(value));
    }
}

py::object run(const std::string& name, const py::object& seed, const std::string& table,
               const std::string& backend, const py::kwargs& keywords) {
    const auto& command = row_command(name);
    const auto wanted = table.empty() ? command.tables.front().name : table;
    auto call = command.make();
    set_keywords(call, keywords);
    RunSettings settings;
    settings.seed = seed_of(seed);
    settings.backend = backend;
    settings.tables = {wanted};
    CommandRun command_run(settings);
    const auto result = interruptible([&] { return perform(call, command_run); });
    const auto logger = py::module_::import("logging").attr("getLogger")("glasscape");
    for (const auto& note : command_run.notes())
        logger.attr("info")("%s", note);
    if (!result.failure.empty()) throw std::runtime_error(result.failure);
    for (const auto& [made, rows] : result.tables)
        if (made == wanted) return columns_of(rows);
    std::string list;
    for (const auto& one : command.tables)
        list += (list.empty() ? "" : ", ") + one.name;
    throw py::value_error("'" + name + "' makes no table '" + wanted +
                          "' with these parameters: its tables are " + list);
}

py::dict descriptions() {
    py::dict list;
    for (const auto& command : row_commands())
        list[py::str(command.name)] = command.description;
    return list;
}

py::dict parameters(const std::string& name) {
    py::dict list;
    const auto call = row_command(name).make();
    for (const auto& parameter : call.parameters.list())
        list[py::str(keyword_of(parameter.name))] = parameter.help;
    return list;
}

// What the wrappers in glasscape.commands are made from.
py::list signature(const std::string& name) {
    py::list list;
    const auto call = row_command(name).make();
    for (const auto& parameter : call.parameters.list()) {
        py::dict one;
        one["name"] = keyword_of(parameter.name);
        one["type"] = parameter.type;
        one["list"] = parameter.list;
        one["required"] = parameter.required;
        one["argument"] = parameter.is_argument();
        one["choices"] = parameter.choices;
        one["help"] = parameter.help;
        one["default"] = parameter.shown ? parameter.text() : "";
        list.append(one);
    }
    return list;
}

py::list table_names(const std::string& name) {
    py::list list;
    for (const auto& table : row_command(name).tables)
        list.append(table.name);
    return list;
}

// Tells Python of progress; what it raises cannot stop the work, and is reported.
void listen(const py::object& callback) {
    if (callback.is_none()) {
        set_progress_listener({});
        return;
    }
    // Destroyed with the interpreter's lock held, in whatever thread.
    const std::shared_ptr<py::object> kept(new py::object(callback), [](py::object* object) {
        const py::gil_scoped_acquire held;
        delete object;
    });
    set_progress_listener([kept](const std::string& task, std::int64_t done, std::int64_t steps, bool ended) {
        const py::gil_scoped_acquire held;
        try {
            (*kept)(task, done, steps, ended);
        } catch (py::error_already_set& error) {
            error.discard_as_unraisable("glasscape progress callback");
        }
    });
}

}  // namespace

void bind_commands(py::module_& module) {
    module.def("commands", &descriptions, "Names of the commands that run() calls, with a line on each.");
    module.def("parameters", &parameters, py::arg("command"),
               "Names of a command's parameters, with a line on each.");
    module.def("_signature", &signature, py::arg("command"));
    module.def("_tables", &table_names, py::arg("command"));
    module.def("_listen", &listen, py::arg("callback"));
    module.def("run", &run, py::arg("command"), py::pos_only(), py::kw_only(), py::arg("seed") = 1,
               py::arg("table") = "", py::arg("backend") = "auto",
               "Runs a command as the program does, and gives its table back: a Table.\n\n"
               "command: one of commands(), such as 'complexity' or 'paper theorem-3'.\n"
               "table: which of its tables; '' is the main one.\n"
               "The parameters are those of the command line, '-' written '_': see parameters(command).\n"
               "Remarks go to the logger 'glasscape'. Raises ValueError for a value that is not allowed.");
}

}  // namespace glasscape::python
