#include "glasscape/report/figure.hpp"

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <set>
#include <sstream>
#include <stdexcept>

#include <fcntl.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "glasscape/core/parse.hpp"
#include "glasscape/table/csv.hpp"
#include "glasscape/table/sidecar.hpp"
#include "glasscape/table/whole_file.hpp"

#include "report/drawn_cells.hpp"
#include "report/report_parts.hpp"

namespace glasscape {
namespace {

namespace fs = std::filesystem;

struct Template {
    std::string name;
    std::string script;
    std::vector<std::string> needs;
    std::vector<std::string> without;
    std::vector<std::string> series;
    std::vector<std::string> text;  // needed columns that are no numbers
};

std::vector<std::string> header_words(const std::string& script, const std::string& key) {
    const auto start = script.find("# " + key + ":");
    if (start == std::string::npos) return {};
    std::istringstream line(
        script.substr(start + key.size() + 3, script.find('\n', start) - start - key.size() - 3));
    std::vector<std::string> words;
    for (std::string word; line >> word;)
        words.push_back(word);
    return words;
}

std::vector<Template> templates() {
    std::vector<Template> list;
    for (const auto& [file, script] : report_parts()) {
        if (!file.ends_with(".gp") || file == "style.gp") continue;
        list.push_back({file.substr(0, file.size() - 3), script, header_words(script, "needs"),
                        header_words(script, "without"), header_words(script, "series"),
                        header_words(script, "text")});
    }
    // The most demanding template that fits says most about a table.
    std::stable_sort(list.begin(), list.end(),
                     [](const Template& a, const Template& b) { return a.needs.size() > b.needs.size(); });
    return list;
}

bool has_values(const CsvText& csv, const std::string& column) {
    const int position = csv.find(column);
    return position >= 0 && std::any_of(csv.rows.begin(), csv.rows.end(), [&](const auto& row) {
               return !row[static_cast<std::size_t>(position)].empty();
           });
}

bool fits(const Template& candidate, const CsvText& csv) {
    return std::all_of(candidate.needs.begin(), candidate.needs.end(),
                       [&](const std::string& column) { return has_values(csv, column); }) &&
           std::none_of(candidate.without.begin(), candidate.without.end(),
                        [&](const std::string& column) { return has_values(csv, column); });
}

std::string gnuplot_string(const std::string& text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\' || c == '`') out += '\\';  // gnuplot runs what stands in backticks
        out += c == '\n' || c == '\r' || c == '\t' ? ' ' : c;
    }
    return out + '"';
}

void require_columns(const CsvText& csv, const std::string& path, const std::vector<std::string>& columns) {
    for (const auto& column : columns)
        if (csv.find(column) < 0)
            throw std::invalid_argument(fmt::format("{}: there is no column '{}' to draw; columns are {}",
                                                    path, column, fmt::join(csv.header, ", ")));
}

DrawnRows kept_rows(const CsvText& csv, const std::string& path, const RowFilter& where) {
    for (const auto& [column, text] : where)
        require_columns(csv, path, {column});
    DrawnRows kept{{csv.header, {}}, {}};
    for (std::size_t row = 0; row < csv.rows.size(); ++row)
        if (matches(csv, row, where)) {
            kept.csv.rows.push_back(csv.rows[row]);
            kept.numbers.push_back(row + 1);
        }
    return kept;
}

// What a figure draws as numbers.
std::vector<DrawnColumn> drawn_columns(const Template& chosen, const FigureOptions& options) {
    if (chosen.name == "xy") {
        const auto along = [&](char axis) { return options.log.find(axis) != std::string::npos; };
        std::vector<DrawnColumn> columns{{options.x, along('x')}, {options.y, along('y')}};
        if (!options.error.empty()) columns.push_back({options.error, false, false});
        return columns;
    }
    std::vector<DrawnColumn> columns;
    for (const auto& name : chosen.needs) {
        const auto in = [&](const std::vector<std::string>& list) {
            return std::find(list.begin(), list.end(), name) != list.end();
        };
        if (!in(chosen.series) && !in(chosen.text)) columns.push_back({name});
    }
    return columns;
}

// The template that draws any columns, with the series asked for.
Template xy_template(const CsvText& csv, const std::string& path, const FigureOptions& options) {
    std::vector<std::string> columns = options.series;
    columns.insert(columns.end(), {options.x, options.y});
    if (!options.error.empty()) columns.push_back(options.error);
    require_columns(csv, path, columns);
    return {"xy", report_parts().at("xy.gp"), {}, {}, options.series, {}};
}

// Name and unit of a column, the unit from the sidecar where there is one.
std::string axis_label(const std::string& csv_path, const std::string& column) {
    const auto sidecar = csv_path + ".json";
    if (!fs::exists(sidecar)) return column;
    const auto json = nlohmann::json::parse(read_file(sidecar), nullptr, false);
    if (!json.is_object() || !json.contains("columns")) return column;
    for (const auto& described : columns_of_json(json.at("columns").dump()))
        if (described.name == column && !described.unit.empty() && described.unit != "1")
            return fmt::format("{} ({})", column, described.unit);
    return column;
}

std::string tics(const CsvText& csv, const FigureOptions& options, char axis, const std::string& column) {
    if (options.log.find(axis) == std::string::npos) return "";
    const auto places = tics_within_a_decade(csv, column);
    if (places.empty()) return "";
    std::vector<std::string> labels;
    for (const double place : places)
        labels.push_back(fmt::format("\"{:.3g}\" {}", place, place));
    return fmt::format("set {}tics ({})\n", axis, fmt::join(labels, ", "));
}

// Its columns by the names that it uses.
std::string xy_variables(const CsvText& csv, const std::string& csv_path, const FigureOptions& options) {
    const auto position = [&](const std::string& column) { return csv.find(column) + 1; };
    return fmt::format(
               "c_x = {}\nc_y = {}\nc_error = {}\nlog_axes = {}\nset xlabel {} noenhanced\nset ylabel {} "
               "noenhanced\n",
               position(options.x), position(options.y), options.error.empty() ? 0 : position(options.error),
               gnuplot_string(options.log), gnuplot_string(axis_label(csv_path, options.x)),
               gnuplot_string(axis_label(csv_path, options.y))) +
           tics(csv, options, 'x', options.x) + tics(csv, options, 'y', options.y);
}

Template choose_template(const CsvText& csv, const std::string& path, const FigureOptions& options) {
    const auto& name = options.template_name;
    if (name == "xy") return xy_template(csv, path, options);
    const auto list = templates();
    for (const auto& candidate : list) {
        if (candidate.name == "xy") continue;
        if (!name.empty() && candidate.name != name) continue;
        if (fits(candidate, csv)) return candidate;
        if (!name.empty())
            throw std::invalid_argument(fmt::format("{}: template '{}' needs values in the columns {}", path,
                                                    name, fmt::join(candidate.needs, ", ")));
    }
    if (!name.empty())
        throw std::invalid_argument(fmt::format("there is no plot template '{}'; templates are {}", name,
                                                fmt::join(figure_templates(), ", ")));
    throw std::invalid_argument(
        fmt::format("{}: no plot template knows the columns {}", path, fmt::join(csv.header, ", ")));
}

// Columns of `candidates` whose value varies over the rows.
std::vector<std::string> varying(const CsvText& csv, const std::vector<std::string>& candidates) {
    std::vector<std::string> list;
    for (const auto& column : candidates) {
        if (csv.find(column) < 0) continue;
        for (std::size_t row = 1; row < csv.rows.size(); ++row) {
            if (csv.at(row, column) == csv.at(0, column)) continue;
            list.push_back(column);
            break;
        }
    }
    return list;
}

std::string label_part(const std::string& column, const std::string& value) {
    if (column == "size") return value == "inf" ? "N = ∞" : "N = " + value;
    if (column == "index")
        return value == "total" ? "all indices" : value.starts_with("gamma") ? value : "index " + value;
    if (column == "mixture" || column == "law" || column == "config" || column == "start" ||
        column == "case" || column == "quantity")
        return value;
    return column + " = " + value;
}

std::string field_text(const std::string& field) {
    if (field.empty() || field == "inf" || field == "-inf" || field == "nan") return "NaN";
    return parse_real(field) ? field : gnuplot_string(field);
}

struct Blocks {
    std::vector<std::string> titles;
    std::string data;
};

Blocks make_blocks(const CsvText& csv, const std::vector<std::string>& series_columns) {
    Blocks blocks;
    std::vector<std::string> texts;
    for (std::size_t row = 0; row < csv.rows.size(); ++row) {
        std::string title;
        for (const auto& column : series_columns)
            title += (title.empty() ? "" : ", ") + label_part(column, csv.at(row, column));
        auto found = std::find(blocks.titles.begin(), blocks.titles.end(), title);
        if (found == blocks.titles.end()) {
            blocks.titles.push_back(title);
            texts.emplace_back();
            found = blocks.titles.end() - 1;
        }
        auto& text = texts[static_cast<std::size_t>(found - blocks.titles.begin())];
        for (const auto& field : csv.rows[row])
            text += field_text(field) + '\t';
        text += '\n';
    }
    for (const auto& text : texts)
        blocks.data += text + "\n\n";
    return blocks;
}

std::string preamble(const CsvText& csv, const Blocks& blocks, const fs::path& data, const fs::path& image,
                     const std::string& title) {
    std::string text;
    if (image.extension() == ".png") {
        text +=
            "set terminal pngcairo enhanced size 1500,960 font 'DejaVu Sans,20' linewidth 1.6 background "
            "'#ffffff'\n";
    } else {
        text +=
            "set terminal svg enhanced size 1000,640 font 'DejaVu Sans,15' linewidth 1.2 background "
            "'#ffffff'\n";
    }
    text += fmt::format("set output {}\ndata = {}\nseries = {}\narray titles[{}]\n",
                        gnuplot_string(image.string()), gnuplot_string(data.string()), blocks.titles.size(),
                        std::max<std::size_t>(1, blocks.titles.size()));
    for (std::size_t i = 0; i < blocks.titles.size(); ++i)
        text += fmt::format("titles[{}] = {}\n", i + 1, gnuplot_string(blocks.titles[i]));
    std::set<std::string> named;
    for (std::size_t i = 0; i < csv.header.size(); ++i) {
        auto name = csv.header[i];
        std::replace_if(
            name.begin(), name.end(), [](unsigned char c) { return std::isalnum(c) == 0; }, '_');
        // Of two columns that would have one name, that which is called so has it.
        if (!named.insert(name).second || (name != csv.header[i] && csv.find(name) >= 0)) continue;
        text += fmt::format("c_{} = {}\nx_has_{} = {}\n", name, i + 1, name,
                            has_values(csv, csv.header[i]) ? 1 : 0);
    }
    text += fmt::format("figure_title = {}\nset datafile separator tab\n", gnuplot_string(title));
    return text + report_parts().at("style.gp");
}

// Runs gnuplot on a script, its messages going to `log`; returns its exit status, 127 if there is no gnuplot.
int run_gnuplot(const std::string& script, const std::string& log) {
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, log.c_str(), O_WRONLY | O_CREAT | O_APPEND,
                                     0600);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, log.c_str(), O_WRONLY | O_CREAT | O_APPEND,
                                     0600);
    std::string program = "gnuplot";
    std::string argument = script;
    std::string defaults = "-d";  // without the user's own settings
    char* const argv[] = {program.data(), defaults.data(), argument.data(), nullptr};
    pid_t child = 0;
    const int error = posix_spawnp(&child, "gnuplot", &actions, nullptr, argv, environ);
    posix_spawn_file_actions_destroy(&actions);
    if (error != 0) return 127;
    int status = 0;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

// A folder that is removed at the end.
class ScratchFolder {
  public:
    ScratchFolder() {
        std::string pattern = (fs::temp_directory_path() / "glasscape-XXXXXX").string();
        if (mkdtemp(pattern.data()) == nullptr)
            throw std::runtime_error("cannot create a temporary folder for gnuplot");
        path_ = pattern;
    }
    ~ScratchFolder() {
        std::error_code ignored;
        fs::remove_all(path_, ignored);
    }
    ScratchFolder(const ScratchFolder&) = delete;
    ScratchFolder& operator=(const ScratchFolder&) = delete;
    const fs::path& path() const { return path_; }

  private:
    fs::path path_;
};

}  // namespace

std::vector<std::string> figure_templates() {
    std::vector<std::string> names;
    for (const auto& candidate : templates())
        names.push_back(candidate.name);
    std::sort(names.begin(), names.end());
    return names;
}

std::vector<std::string> make_figure(const std::string& csv_path, const std::string& out,
                                     const FigureOptions& options) {
    const auto extension = fs::path(out).extension();
    if (extension != ".svg" && extension != ".png")
        throw std::invalid_argument(fmt::format("figure '{}': the name must end in .svg or .png", out));
    require_writable(out);
    auto drawn = draw_figure(csv_path, extension.string(), options);
    write_whole_file(out, drawn.image);
    return std::move(drawn.remarks);
}

DrawnFigure draw_figure(const std::string& csv_path, const std::string& extension,
                        const FigureOptions& options) {
    const auto rows = kept_rows(read_csv(csv_path), csv_path, options.where);
    const auto& csv = rows.csv;
    if (csv.rows.empty())
        throw std::invalid_argument(fmt::format("{}: the table has no {}rows to plot", csv_path,
                                                options.where.empty() ? "" : "such "));
    const auto chosen = choose_template(csv, csv_path, options);
    const auto undrawn = undrawn_rows(rows, csv_path, drawn_columns(chosen, options));

    const ScratchFolder scratch;
    const auto data = scratch.path() / "data.tsv";
    const auto script = scratch.path() / "script.gp";
    const auto image = scratch.path() / ("image" + extension);
    const auto log = scratch.path() / "log.txt";
    const auto blocks = make_blocks(csv, varying(csv, chosen.series));
    write_whole_file(data.string(), blocks.data);
    write_whole_file(script.string(), preamble(csv, blocks, data, image, options.title) +
                                          (chosen.name == "xy" ? xy_variables(csv, csv_path, options) : "") +
                                          chosen.script);
    const int status = run_gnuplot(script.string(), log.string());
    if (status == 127) throw std::runtime_error("gnuplot is not installed: install the package gnuplot-nox");
    if (status != 0 || !fs::exists(image) || fs::file_size(image) == 0)
        throw std::runtime_error(fmt::format(
            "gnuplot could not draw {} with the template '{}': name the columns to draw with --x and --y, "
            "or see whether 'gnuplot --version' is 5.4 or later",
            csv_path, chosen.name));
    DrawnFigure drawn{read_file(image.string()), {}};
    if (undrawn > 0)
        drawn.remarks.push_back(
            fmt::format("{} of {} rows are not drawn: a cell is empty, infinite{}", undrawn, csv.rows.size(),
                        options.log.empty() ? "" : ", or not positive on a logarithmic axis"));
    return drawn;
}

}  // namespace glasscape
