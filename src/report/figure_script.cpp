#include "report/figure_script.hpp"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <filesystem>
#include <iterator>
#include <set>
#include <sstream>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "glasscape/core/parse.hpp"
#include "glasscape/table/sidecar.hpp"

#include "report/drawn_cells.hpp"
#include "report/figure_template.hpp"
#include "report/report_parts.hpp"

namespace glasscape {
namespace {

std::string field_text(const std::string& field) {
    if (field.empty() || field == "inf" || field == "-inf" || field == "nan") return "NaN";
    return parse_real(field) ? field : gnuplot_string(field);
}

template <class List, class Text>
std::string gnuplot_array(const std::string& name, const List& list, Text text) {
    auto out = fmt::format("array {}[{}]\n", name, std::max<std::size_t>(1, std::size(list)));
    std::size_t place = 0;
    for (const auto& item : list)
        out += fmt::format("{}[{}] = {}\n", name, ++place, text(item));
    return out;
}

// gnuplot writes the texts of its tooltips into scripts, and quotes nothing there.
std::string harmless(const std::string& text) {
    std::string out;
    for (const char c : text)
        out += c == '\'' ? "’" : c == '"' ? "”" : c == '\\' ? "/" : std::string(1, c);
    return out;
}

// Words put on lines of about `most` characters.
std::string wrapped(const std::string& text, std::size_t most) {
    std::istringstream words(text);
    std::string out = "\"\"";
    std::string line;
    const auto end_line = [&] {
        out += (out.size() > 2 ? ".\"\\n\"." : ".") + gnuplot_string(line);
        line.clear();
    };
    for (std::string word; words >> word;) {
        if (!line.empty() && line.size() + 1 + word.size() > most) end_line();
        line += (line.empty() ? "" : " ") + word;
    }
    if (!line.empty()) end_line();
    return out;
}

std::string image_variables(const GnuplotFiles& files, const std::string& extension,
                            const FigureOptions& options) {
    constexpr FigureSize usual{1000, 600};
    constexpr int narrow_below = 560;
    const auto size = options.size.value_or(usual);
    const int width = size.width;
    const std::size_t letters = static_cast<std::size_t>(std::max(10, width / 9));
    const bool sized = options.size && size.height > 0;
    return fmt::format(
        "data = {}\nimage = {}\nformat = \"{}\"\nwidth = {}\nheight = {}\nsized = {}\nnarrow = {}\nscale = "
        "{}\n"
        "figure_title = {}\n",
        gnuplot_string(files.data), gnuplot_string(files.image), extension.substr(1), width, size.height,
        sized ? 1 : 0, width < narrow_below ? 1 : 0, extension == ".png" && !sized ? 1.5 : 1.0,
        wrapped(options.title, letters));
}

std::string column_variables(const CsvText& rows) {
    std::string text;
    std::set<std::string> named;
    for (std::size_t i = 0; i < rows.header.size(); ++i) {
        auto name = rows.header[i];
        std::replace_if(
            name.begin(), name.end(), [](unsigned char c) { return std::isalnum(c) == 0; }, '_');
        // Of two columns that would have one name, that which is called so has it.
        if (!named.insert(name).second || (name != rows.header[i] && rows.find(name) >= 0)) continue;
        text += fmt::format("c_{} = {}\nx_has_{} = {}\n", name, i + 1, name,
                            has_values(rows, rows.header[i]) ? 1 : 0);
    }
    return text;
}

std::string series_variables(const Arrangement& arrangement) {
    const auto& series = arrangement.series;
    const auto& looks = arrangement.looks;
    const auto whole = [](std::size_t number) { return std::to_string(number); };
    std::vector<std::size_t> first;
    std::vector<std::size_t> last;
    for (std::size_t i = 0; i < series.size(); ++i) {
        if (series[i].panel == first.size()) {
            first.push_back(i + 1);
            last.push_back(i + 1);
        }
        last.back() = i + 1;
    }
    auto text =
        fmt::format("series = {}\npanels = {}\nlooks = {}\n", series.size(), first.size(), looks.size());
    text += gnuplot_array("first", first, whole) + gnuplot_array("last", last, whole);
    text += gnuplot_array("panel_titles", arrangement.panel_titles, gnuplot_string);
    text += gnuplot_array("look", series, [&](const FigureSeries& one) { return whole(one.look + 1); });
    text += gnuplot_array("rows", series, [&](const FigureSeries& one) { return whole(one.rows.size()); });
    text += gnuplot_array("titles", looks, [](const SeriesLook& one) { return gnuplot_string(one.title); });
    text += gnuplot_array("tip_titles", looks,
                          [](const SeriesLook& one) { return gnuplot_string(harmless(one.title)); });
    text += gnuplot_array("place", looks, [](const SeriesLook& one) {
        return one.whole ? std::string("2") : fmt::format("{}", one.place.value_or(-1.0));
    });
    text += gnuplot_array("hue", looks, [&](const SeriesLook& one) { return whole(one.hue + 1); });
    text += gnuplot_array("dash", looks, [&](const SeriesLook& one) { return whole(one.dash + 1); });
    const auto bar = arrangement.bar.value_or(ColourBar{"", 0.0, 1.0, false});
    return text + fmt::format("bar = {}\nbar_title = {}\nbar_low = {}\nbar_high = {}\nbar_log = {}\n",
                              arrangement.bar ? 1 : 0, gnuplot_string(bar.title), bar.low, bar.high,
                              bar.logarithmic ? 1 : 0);
}

// What the user says of one axis, run after what the template says of it.
std::string asked_of(char axis, const AxisRange& range, const std::string& label) {
    const auto end = [](const std::optional<double>& value) {
        return value ? fmt::format("{}", *value) : "*";
    };
    const auto ends = range.low || range.high
                          ? fmt::format("set {}range [{}:{}]", axis, end(range.low), end(range.high))
                          : std::string();
    return fmt::format("asked_{0} = {1}\nasked_{0}_words = {2}\n", axis, gnuplot_string(ends),
                       gnuplot_string(label));
}

// Name and unit of a column, the unit from the sidecar where there is one.
std::string axis_label(const std::string& csv_path, const std::string& column) {
    const auto sidecar = csv_path + ".json";
    if (!std::filesystem::exists(sidecar)) return column;
    const auto json = nlohmann::json::parse(read_file(sidecar), nullptr, false);
    if (!json.is_object() || !json.contains("columns")) return column;
    for (const auto& described : columns_of_json(json.at("columns").dump()))
        if (described.name == column && !described.unit.empty() && described.unit != "1" &&
            described.unit != column)
            return fmt::format("{} ({})", column, described.unit);
    return column;
}

std::string axis_labels(const std::string& csv_path, const std::vector<std::string>& columns) {
    std::vector<std::string> labels;
    for (const auto& column : columns)
        labels.push_back(axis_label(csv_path, column));
    return fmt::format("{}", fmt::join(labels, ", "));
}

std::string tics(const CsvText& csv, const FigureOptions& options, char axis, const std::string& column) {
    if (options.log.find(axis) == std::string::npos) return "";
    const auto places = tics_within_a_decade(csv, column, axis == 'x');
    if (places.empty()) return "";
    std::vector<std::string> labels;
    std::size_t longest = 0;
    for (const double place : places) {
        const auto number = fmt::format("{:.3g}", place);
        longest = std::max(longest, number.size());
        labels.push_back(fmt::format("\"{}\" {}", number, place));
    }
    return fmt::format("set {}tics ({})\n", axis, fmt::join(labels, ", ")) +
           (axis == 'y' ? fmt::format("tic_letters = {}\n", longest) : "");
}

}  // namespace

std::string figure_data(const FigureContent& content) {
    std::string data;
    for (const auto& series : content.arrangement.series) {
        for (const auto row : series.rows) {
            for (const auto& field : content.rows.rows[row])
                data += field_text(field) + '\t';
            data += '\n';
        }
        data += "\n\n";
    }
    return data;
}

std::string figure_preamble(const FigureContent& content, const GnuplotFiles& files,
                            const std::string& extension, const FigureOptions& options) {
    auto text = image_variables(files, extension, options) + series_variables(content.arrangement) +
                column_variables(content.rows);
    text += fmt::format("marks = {}\n", content.marks.size());
    text += gnuplot_array("mark_names", content.marks,
                          [](const NamedEnergy& mark) { return gnuplot_string(mark.name); });
    text += gnuplot_array("mark_places", content.marks,
                          [](const NamedEnergy& mark) { return fmt::format("{}", mark.energy); });
    text += fmt::format("log_axes = \"{}\"\nset datafile separator tab\n", content.log) +
            asked_of('x', options.x_range, options.x_label) + asked_of('y', options.y_range, options.y_label);
    return text + report_parts().at("style.gp") + report_parts().at("layout.gp");
}

std::string chosen_preamble(const CsvText& rows, const std::string& csv_path, const FigureOptions& options,
                            const std::vector<SeriesFit>& fits) {
    const auto position = [&](const std::string& column) { return rows.find(column) + 1; };
    const auto x_words = axis_label(csv_path, options.x);
    const auto y_words = axis_labels(csv_path, options.y);
    auto text = fmt::format(
        "c_x = {}\nc_y = {}\nc_error = {}\nc_band = {}\nx_words = {}\ny_words = {}\ntip_x = {}\ntip_y = "
        "{}\nfits = {}\n",
        position(options.x), position(long_value), options.error.empty() ? 0 : position(long_error),
        options.band.empty() ? 0 : position(long_band), gnuplot_string(x_words), gnuplot_string(y_words),
        gnuplot_string(harmless(x_words)), gnuplot_string(harmless(y_words)), fits.size());
    const auto number = [&](double SeriesFit::*member) {
        return [member](const SeriesFit& fit) { return fmt::format("{}", fit.*member); };
    };
    text += gnuplot_array("fit_intercept", fits, number(&SeriesFit::intercept));
    text += gnuplot_array("fit_slope", fits, number(&SeriesFit::slope));
    text += gnuplot_array("fit_low", fits, number(&SeriesFit::low));
    text += gnuplot_array("fit_high", fits, number(&SeriesFit::high));
    text += fmt::format("power = {}\n", options.fit == "power" ? 1 : 0);
    return text + tics(rows, options, 'x', options.x) + tics(rows, options, 'y', long_value);
}

}  // namespace glasscape
