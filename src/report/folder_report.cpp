#include "glasscape/report/folder_report.hpp"

#include <filesystem>
#include <set>
#include <stdexcept>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "glasscape/report/figure.hpp"
#include "glasscape/table/csv.hpp"
#include "glasscape/table/whole_file.hpp"

#include "report/html_page.hpp"

namespace glasscape {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

std::string inline_figure(const fs::path& path, const std::string& caption) {
    return html_figure(read_file(path.string()), path.stem().string(), caption);
}

// One line a claim: the number and what was expected; of many rows, how they were judged and the furthest.
std::string numbers_text(const Json& statement) {
    std::string out;
    for (const auto& claim : statement.at("claims")) {
        const auto verdict = claim.at("verdict").get<std::string>();
        const auto rows = claim.at("rows").get<int>();
        out += html_text(claim.at("says").get<std::string>()) + ": ";
        if (rows == 0) {
            out += "no rows<br>";
            continue;
        }
        auto number = fmt::format("{:.10g}", claim.at("measured").get<double>());
        if (claim.contains("std_error"))
            number = fmt::format("{:.5g} ± {:.2g}", claim.at("measured").get<double>(),
                                 claim.at("std_error").get<double>());
        const auto expected = html_text(claim.at("expectation").get<std::string>());
        if (rows > 1)
            out += fmt::format("{} rows, {} agree, {} rejected, {} undecided; furthest {} ({}){}<br>", rows,
                               claim.at("agrees").get<int>(), claim.at("rejected").get<int>(),
                               claim.at("undecided").get<int>(), number, expected,
                               verdict == "agrees" ? "" : ": " + verdict);
        else
            out += fmt::format("{} ({}{})<br>", number, expected,
                               verdict == "agrees"     ? ""
                               : verdict == "rejected" ? ", not met"
                                                       : ", undecided");
    }
    return out;
}

std::string statements_table(const Json& manifest) {
    std::string out =
        "<h2 id=\"claims\">Claims of the paper</h2>\n<p class=\"meta\">All numbers with an error are judged "
        "together at a family-wise error of 1% (Holm); undecided: a difference of 10%, or a sign, could hide "
        "in every error.</p>\n<table class=\"claims\"><tr><th class=\"name\">claim</th>"
        "<th class=\"claim\">what it says</th><th class=\"verdict\">verdict</th>"
        "<th class=\"numbers\">numbers (measured, expected)</th><th>command</th></tr>\n";
    const auto name = manifest.value("name", "");
    for (const auto& statement : manifest.at("statements")) {
        const auto entry = statement.value("entry", "");
        const auto conditions = statement.value("conditions", "");
        out += fmt::format(
            "<tr><td>{}</td><td>{}{}</td>{}<td>{}</td><td>{}</td></tr>\n",
            html_text(statement.value("name", "")), html_text(statement.value("says", "")),
            conditions.empty() ? "" : "<br><span class=\"meta\">" + html_text(conditions) + "</span>",
            verdict_cell(statement.value("verdict", "")), numbers_text(statement),
            fmt::format("<a href=\"#{0}\"><code>glasscape reproduce {1} --only {0}</code></a>", entry, name));
    }
    return out + "</table>\n";
}

std::string link_to(const std::string& file) {
    return fmt::format("<p class=\"meta\">Table: <a href=\"{0}\">{0}</a></p>\n", html_text(file));
}

std::string entry_section(const Json& entry, const fs::path& folder) {
    std::string out = fmt::format("<h2 id=\"{}\">{}</h2>\n", html_text(entry.value("id", "")),
                                  html_text(entry.value("title", "")));
    for (const auto& figure : entry.at("figures"))
        out += inline_figure(folder / figure.get<std::string>(), entry.value("title", ""));
    if (const auto says = entry.value("says", ""); !says.empty())
        out += "<p class=\"says\">" + html_text(says) + "</p>\n";
    const bool shown = entry.value("show_tables", false);
    for (const auto& table : entry.at("tables")) {
        const auto file = table.get<std::string>();
        out += shown ? html_table(read_csv((folder / file).string()), 40, file) : link_to(file);
    }
    out += "<pre>";
    for (const auto& command : entry.at("commands"))
        out += fmt::format("{}   <span class=\"meta\"># {:.2f} s</span>\n",
                           html_text(command.value("line", "")), command.value("seconds", 0.0));
    return out + "</pre>\n";
}

std::string reproduction_body(const Json& manifest, const fs::path& folder) {
    std::string body = "<p class=\"question\">" + html_text(manifest.value("about", "")) + "</p>\n";
    body += fmt::format(
        "<p class=\"meta\">glasscape {} (revision {}) on {} ({}), {:.1f} s in all.<br><code>{}</code></p>\n",
        html_text(manifest.value("version", "")), html_text(manifest.value("revision", "")),
        html_text(manifest.value("host", "")), html_text(manifest.value("processor", "")),
        manifest.value("seconds", 0.0), html_text(manifest.value("command", "")));
    body += statements_table(manifest);
    for (const auto& entry : manifest.at("entries"))
        body += entry_section(entry, folder);
    return body;
}

// A folder of tables without a manifest: each with its figure, its first rows and its command.
std::string folder_body(const fs::path& folder) {
    std::set<fs::path> tables;
    for (const auto& file : fs::directory_iterator(folder))
        if (file.is_regular_file() && file.path().extension() == ".csv") tables.insert(file.path());
    if (tables.empty())
        throw std::invalid_argument(
            fmt::format("'{}' holds no reproduction.json and no .csv table to report", folder.string()));
    std::string body;
    for (const auto& path : tables) {
        const auto csv = read_csv(path.string());
        body += fmt::format("<h2>{}</h2>\n", html_text(path.filename().string()));
        auto image = path;
        image.replace_extension(".svg");
        const auto name = path.filename().string();
        try {
            // A figure that was made of an earlier table is not shown with this one.
            body +=
                fs::exists(image) && fs::last_write_time(image) >= fs::last_write_time(path)
                    ? inline_figure(image, name)
                    : html_figure(draw_figure(path.string(), ".svg", {}).image, path.stem().string(), name);
        } catch (const std::invalid_argument& reason) {
            body += "<p class=\"meta\">No figure: " + html_text(reason.what()) + "</p>\n";
        }
        body += html_table(csv, 40, path.filename().string());
        const auto sidecar = path.string() + ".json";
        if (!fs::exists(sidecar)) continue;
        const auto json = Json::parse(read_file(sidecar), nullptr, false);
        if (!json.is_object()) continue;
        body += fmt::format("<pre>{}   <span class=\"meta\"># {:.2f} s, revision {}, seed {}</span></pre>\n",
                            html_text(json.value("command", "")), json.value("wall_seconds", 0.0),
                            html_text(json.value("revision", "")), json.value("seed", Json()).dump());
    }
    return body;
}

}  // namespace

std::string write_report(const std::string& folder) {
    if (!fs::is_directory(folder))
        throw std::invalid_argument(
            fmt::format("'{}' is not a folder: give the folder that holds the results", folder));
    auto path = (fs::path(folder) / "report.html").string();
    require_writable(path);
    const auto manifest_path = fs::path(folder) / "reproduction.json";
    if (!fs::exists(manifest_path)) {
        write_whole_file(path, html_page("glasscape: results in " + fs::canonical(folder).filename().string(),
                                         folder_body(folder)));
        return path;
    }
    const auto manifest = Json::parse(read_file(manifest_path.string()), nullptr, false);
    try {
        write_whole_file(
            path, html_page(manifest.value("title", "glasscape"), reproduction_body(manifest, folder)));
    } catch (const Json::exception&) {
        throw std::invalid_argument(fmt::format(
            "'{}' is no record of a reproduction: run the reproduction again", manifest_path.string()));
    }
    return path;
}

}  // namespace glasscape
