#include "glasscape/report/folder_report.hpp"

#include <filesystem>
#include <map>
#include <set>
#include <stdexcept>
#include <utility>
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
    const auto narrow = narrow_image(path.string());
    return html_figure(read_file(path.string()), fs::exists(narrow) ? read_file(narrow) : "", caption);
}

// The number of one claim and what was expected; of many rows, how they were judged and the furthest.
std::string claim_line(const Json& claim) {
    const auto says = html_text(claim.at("says").get<std::string>());
    const auto rows = claim.at("rows").get<int>();
    if (rows == 0) return says + ": no rows";
    const auto verdict = claim.at("verdict").get<std::string>();
    const auto number =
        claim.contains("std_error")
            ? with_error(claim.at("measured").get<double>(), claim.at("std_error").get<double>())
            : fmt::format("{:.4g}", claim.at("measured").get<double>());
    auto expected = html_text(claim.at("expectation").get<std::string>());
    if (claim.contains("tells")) expected += fmt::format("; tells {:.2g}", claim.at("tells").get<double>());
    const auto judged = verdict == "agrees" ? std::string() : " " + verdict_mark(verdict);
    if (rows == 1) return fmt::format("{}: {} (expected {}){}", says, number, expected, judged);
    return fmt::format("{}: {} of {} rows agree, {} rejected, {} undecided; furthest {} (expected {}){}",
                       says, claim.at("agrees").get<int>(), rows, claim.at("rejected").get<int>(),
                       claim.at("undecided").get<int>(), number, expected, judged);
}

std::string claim_lines(const Json& statement) {
    std::string out = "<ul class=\"numbers\">\n";
    for (const auto& claim : statement.at("claims"))
        out += "<li>" + claim_line(claim) + "</li>\n";
    return out + "</ul>\n";
}

std::string conditions_of(const Json& statement) {
    const auto conditions = statement.value("conditions", "");
    return conditions.empty() ? "" : "<p class=\"meta\">" + html_text(conditions) + "</p>\n";
}

// The image named with a statement, or the first of its entry; empty if there is none.
std::string image_of(const Json& manifest, const Json& statement) {
    if (auto named = statement.value("image", ""); !named.empty()) return named;
    for (const auto& entry : manifest.at("entries"))
        if (entry.value("id", "") == statement.value("entry", "") && !entry.at("figures").empty())
            return entry.at("figures").front().get<std::string>();
    return "";
}

std::string tally_of(const Json& manifest) {
    std::map<std::string, std::size_t> counts;
    for (const auto& statement : manifest.at("statements"))
        ++counts[statement.value("verdict", "")];
    return html_tally(counts["agrees"], counts["rejected"], counts["undecided"]);
}

// What a reader must see first: the statements that fail, or cannot be told, each with a figure.
std::string open_statements(const Json& manifest, const fs::path& folder) {
    std::string out;
    for (const auto& statement : manifest.at("statements")) {
        const auto verdict = statement.value("verdict", "");
        if (verdict != "rejected" && verdict != "undecided") continue;
        out += fmt::format("<section class=\"card\">\n<h3>{} {}</h3>\n<p class=\"says\">{}</p>\n{}",
                           html_text(statement.value("name", "")), verdict_mark(verdict),
                           html_text(statement.value("says", "")), conditions_of(statement));
        if (const auto image = image_of(manifest, statement); !image.empty() && fs::exists(folder / image))
            out += inline_figure(folder / image, statement.value("says", ""));
        out += claim_lines(statement) +
               fmt::format("<p class=\"meta\"><a href=\"#{}\">All of it</a></p>\n</section>\n",
                           html_text(statement.value("entry", "")));
    }
    return out.empty() ? out : "<h2 id=\"open\">What does not hold as stated</h2>\n" + out;
}

std::string all_statements(const Json& manifest) {
    std::string out =
        "<h2 id=\"claims\">All claims</h2>\n<p class=\"meta\">All numbers with an error are judged together "
        "at a "
        "family-wise error of 1% (Holm); undecided: a difference of 10%, or a sign, could hide in every "
        "error; tells: the smallest difference that the error would have decided.</p>\n";
    const auto source = manifest.value("source", manifest.value("name", ""));
    std::string theme;
    for (const auto& statement : manifest.at("statements")) {
        if (const auto next = statement.value("theme", ""); next != theme)
            out += "<h3>" + html_text(theme = next) + "</h3>\n";
        const auto entry = html_text(statement.value("entry", ""));
        out += fmt::format(
            "<details class=\"claim\"><summary>{} <strong>{}</strong> {}</summary>\n{}{}<p class=\"meta\"><a "
            "href=\"#{}\">Figures and tables</a>, <code>glasscape reproduce {} --only "
            "{}</code></p></details>\n",
            verdict_mark(statement.value("verdict", "")), html_text(statement.value("name", "")),
            html_text(statement.value("says", "")), conditions_of(statement), claim_lines(statement), entry,
            html_text(source), entry);
    }
    return out;
}

std::string link_to(const std::string& file) {
    return fmt::format("<p class=\"meta\">Table: <a href=\"{0}\">{0}</a></p>\n", html_text(file));
}

std::string entry_section(const Json& entry, const fs::path& folder) {
    std::string out = fmt::format("<h2 id=\"{}\">{}</h2>\n", html_text(entry.value("id", "")),
                                  html_text(entry.value("title", "")));
    if (const auto says = entry.value("says", ""); !says.empty())
        out += "<p class=\"says\">" + html_text(says) + "</p>\n";
    for (const auto& figure : entry.at("figures"))
        out += inline_figure(folder / figure.get<std::string>(), entry.value("title", ""));
    const bool shown = entry.value("show_tables", false);
    for (const auto& table : entry.at("tables")) {
        const auto file = table.get<std::string>();
        out += shown ? html_table(read_csv((folder / file).string()), 40, file) : link_to(file);
    }
    std::string commands;
    for (const auto& command : entry.at("commands"))
        commands += fmt::format("{}   <span class=\"meta\"># {:.2f} s</span>\n",
                                html_text(command.value("line", "")), command.value("seconds", 0.0));
    return out + folded("Commands", "<pre>" + commands + "</pre>\n");
}

std::string contents_of(const Json& manifest) {
    std::vector<std::pair<std::string, std::string>> places{{"claims", "All claims"}};
    for (const auto& entry : manifest.at("entries"))
        places.emplace_back(entry.value("id", ""), entry.value("title", ""));
    return folded(fmt::format("Contents: {} entries", manifest.at("entries").size()), html_contents(places));
}

std::string provenance_of(const Json& manifest) {
    return fmt::format(
        "<h2 id=\"provenance\">How it was made</h2>\n<p class=\"meta\">glasscape {} (revision {}) on {} "
        "({}), {:.1f} s in "
        "all.<br><code>{}</code></p>\n",
        html_text(manifest.value("version", "")), html_text(manifest.value("revision", "")),
        html_text(manifest.value("host", "")), html_text(manifest.value("processor", "")),
        manifest.value("seconds", 0.0), html_text(manifest.value("command", "")));
}

std::string reproduction_body(const Json& manifest, const fs::path& folder) {
    std::string body = "<p class=\"question\">" + html_text(manifest.value("about", "")) + "</p>\n";
    body += tally_of(manifest) + contents_of(manifest) + open_statements(manifest, folder) +
            all_statements(manifest);
    for (const auto& entry : manifest.at("entries"))
        body += entry_section(entry, folder);
    return body + provenance_of(manifest);
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
            body += fs::exists(image) && fs::last_write_time(image) >= fs::last_write_time(path)
                        ? inline_figure(image, name)
                        : html_figure(draw_figure(path.string(), ".svg", {}).image,
                                      draw_narrow_figure(path.string(), {}), name);
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
