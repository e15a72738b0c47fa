// Study files: one row-making command over a grid of parameters, as TOML.
//
//     name = "complexity_vs_beta"
//     question = "How does the complexity grow with the scale?"
//     run = "complexity"                  # a row-making command
//     seed = 1
//     repeats = 1                         # repeat 0 has this seed, the others seeds drawn from it
//     [fixed]                             # options by their long names, arguments by their names in capitals
//     SPEC = "resnet:p={p},beta={beta}"   # {axis} stands for the value of an axis
//     [grid]                              # every combination, the first axis slowest
//     p = [3, 5, 10]
//     beta = { from = 0.1, to = 10.0, steps = 20, spacing = "log" }
//     [[zip]]                             # axes that advance together, faster than those of [grid]
//     size = [4, 5, 6]
//     samples = [200, 100, 50]
//     [quick.grid]                        # what --quick replaces; also [quick.fixed], [[quick.zip]]
//     beta = [0.1, 1.0, 10.0]             # and repeats in [quick]
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "glasscape/sweep/point.hpp"
#include "glasscape/table/row_command.hpp"
#include "glasscape/table/table.hpp"

namespace glasscape {

class TomlReader;

/// Axes that advance together; one axis of [grid] alone.
struct StudyAxis {
    std::vector<std::string> names;
    std::vector<ColumnType> types;
    std::vector<std::vector<std::string>> values;  ///< [name][position]
    std::size_t size() const { return values.front().size(); }
};

/// One point of a study.
struct StudyPoint {
    PointId id{};
    std::uint64_t seed = 1;
    std::vector<std::string> axis_values;  ///< as Study::axis_columns
    ParameterTexts parameters;
    ParameterTexts contents;  ///< of the files that parameters name, as hashes
};

struct Study {
    std::string name;
    std::string question;
    RowCommand command;
    std::set<std::string> parameter_names;  ///< of the command
    std::string table;                      ///< which of the command's tables
    std::uint64_t seed = 1;
    int repeats = 1;
    int threads = 1;          ///< of one point
    double memory_gib = 0.0;  ///< of one point; 0: not worth counting
    bool quick = false;
    std::vector<std::pair<std::string, std::string>> fixed;  ///< of a list, one value a line
    std::vector<StudyAxis> axes;                             ///< the first varies slowest

    /// Number of points, repeats included.
    std::size_t size() const;

    /// Point `index` in [0, size()); repeats of a place in the grid follow one another. O(parameters).
    StudyPoint point(std::size_t index) const;

    /// Axes by name in grid order, then the seed.
    std::vector<Column> axis_columns() const;
};

/// The words of the command line that runs the point.
std::vector<std::string> command_words(const Study& study, const StudyPoint& point);

/// Names of the ready studies that come with the program.
std::vector<std::string> ready_studies();

/// Text of a study file: of a FILE.toml, or of a ready study by its name. Throws std::invalid_argument naming
/// those that there are.
std::string study_text(const std::string& name_or_file);

/// Whether a text can name a study or a figure: letters, digits, '_', '-' and '.', so that it is the same in
/// a file name, a shell script and a page; not beginning with '-' or '.'.
bool is_plain_name(const std::string& name);

/// Reads a study; `commands` are those that it may run. `quick` takes what [quick] replaces.
/// `read_more` reads what else may stand in the file, as its figures and claims (report/study_page.hpp).
/// Throws std::invalid_argument naming `origin`, line and column of an unknown key, parameter, subcommand or
/// placeholder, a wrong type, or an empty axis, with what is possible.
Study parse_study(const std::string& text, const std::string& origin, bool quick,
                  const std::vector<RowCommand>& commands,
                  const std::function<void(TomlReader&)>& read_more = {});

}  // namespace glasscape
