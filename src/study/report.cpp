#include "glasscape/study/report.hpp"

#include <algorithm>
#include <filesystem>
#include <set>
#include <stdexcept>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "glasscape/core/parse.hpp"
#include "glasscape/core/version.hpp"
#include "glasscape/study/figure.hpp"
#include "glasscape/table/csv.hpp"
#include "glasscape/table/whole_file.hpp"

namespace glasscape {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr const char* style = R"css(
:root { color-scheme: light; }
body { font: 16px/1.5 system-ui, "DejaVu Sans", sans-serif; color: #1d1d1f; background: #fff; max-width: 66rem; margin: 2rem auto; padding: 0 1.2rem; }
h1 { font-size: 1.7rem; line-height: 1.25; } h2 { font-size: 1.2rem; margin-top: 2.6rem; border-top: 1px solid #ddd; padding-top: 1.2rem; }
img { max-width: 100%; height: auto; display: block; margin: .6rem 0; }
p.says { font-weight: 600; } code, pre { font: 13px/1.45 ui-monospace, "DejaVu Sans Mono", monospace; }
pre { background: #f5f5f7; padding: .6rem .8rem; overflow-x: auto; border-radius: 4px; }
table { border-collapse: collapse; font-size: 14px; margin: .8rem 0; } th, td { text-align: left; padding: .3rem .6rem; border-bottom: 1px solid #e3e3e6; vertical-align: top; }
th { background: #f5f5f7; } td.number { font-variant-numeric: tabular-nums; }
.wide { overflow-x: auto; } table.claims { table-layout: fixed; width: 100%; } table.claims td { overflow-wrap: anywhere; } table.claims code { font-size: 12px; }
.name { width: 11%; } .claim { width: 28%; } .verdict { width: 8%; } .numbers { width: 33%; }
.agrees { color: #14692f; font-weight: 600; } .rejected { color: #a3161f; font-weight: 600; } .undecided { color: #8a5a00; font-weight: 600; } .pending { color: #666; }
.meta { color: #555; font-size: 14px; }
)css";

std::string escaped(const std::string& text) {
    std::string out;
    for (const char c : text) {
        switch (c) {
            case '&':
                out += "&amp;";
                break;
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            case '"':
                out += "&quot;";
                break;
            default:
                out += c;
        }
    }
    return out;
}

std::string base64(const std::string& bytes) {
    constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        unsigned group = 0;
        for (std::size_t j = 0; j < 3; ++j)
            group = (group << 8) | (i + j < bytes.size() ? static_cast<unsigned char>(bytes[i + j]) : 0U);
        for (std::size_t j = 0; j < 4; ++j)
            out += i + j <= bytes.size() ? digits[(group >> (18 - 6 * j)) & 63U] : '=';
    }
    return out;
}

std::string inline_image(const fs::path& path, const std::string& alt) {
    const std::string type = path.extension() == ".png" ? "image/png" : "image/svg+xml";
    return fmt::format("<img alt=\"{}\" src=\"data:{};base64,{}\">\n", escaped(alt), type,
                       base64(read_file(path.string())));
}

std::string verdict_cell(const std::string& verdict) {
    const bool known = verdict == "agrees" || verdict == "rejected" || verdict == "undecided";
    return fmt::format("<td class=\"{}\">{}</td>", known ? verdict : "pending", escaped(verdict));
}

std::string numbers_text(const Json& claim) {
    std::string out;
    for (const auto& number : claim.at("numbers"))
        out += fmt::format("{}: {:.10g} ({}{})<br>", escaped(number.at("says").get<std::string>()),
                           number.at("measured").get<double>(),
                           escaped(number.at("expectation").get<std::string>()),
                           number.at("holds").get<bool>() ? "" : ", not met");
    return out;
}

std::string claims_table(const Json& manifest) {
    std::string out =
        "<h2 id=\"claims\">Claims of the paper</h2>\n<table class=\"claims\"><tr><th "
        "class=\"name\">claim</th>"
        "<th class=\"claim\">what it says</th><th class=\"verdict\">verdict</th>"
        "<th class=\"numbers\">numbers (measured, expected)</th><th>command</th></tr>\n";
    const auto name = manifest.value("name", "");
    for (const auto& claim : manifest.at("claims")) {
        const auto entry = claim.value("entry", "");
        const auto conditions = claim.value("conditions", "");
        out += fmt::format(
            "<tr><td>{}</td><td>{}{}</td>{}<td class=\"number\">{}</td><td>{}</td></tr>\n",
            escaped(claim.value("name", "")), escaped(claim.value("says", "")),
            conditions.empty() ? "" : "<br><span class=\"meta\">" + escaped(conditions) + "</span>",
            verdict_cell(claim.value("verdict", "")), numbers_text(claim),
            entry.empty()
                ? ""
                : fmt::format("<a href=\"#{0}\"><code>glasscape reproduce {1} --only {0}</code></a>", entry,
                              name));
    }
    return out + "</table>\n";
}

// A field as a reader wants it: numbers to five digits, the CSV has them all.
std::string short_field(const std::string& field) {
    const auto number = parse_real(field);
    return number && field.size() > 7 ? fmt::format("{:.5g}", *number) : field;
}

// First rows of a table.
std::string table_preview(const CsvText& csv, std::size_t shown = 8) {
    std::string out = "<div class=\"wide\"><table><tr>";
    for (const auto& name : csv.header)
        out += "<th>" + escaped(name) + "</th>";
    out += "</tr>\n";
    for (std::size_t row = 0; row < std::min(shown, csv.rows.size()); ++row) {
        out += "<tr>";
        for (const auto& field : csv.rows[row])
            out += "<td class=\"number\">" + escaped(short_field(field)) + "</td>";
        out += "</tr>\n";
    }
    out += "</table></div>\n";
    if (csv.rows.size() > shown)
        out += fmt::format("<p class=\"meta\">{} rows in all</p>\n", csv.rows.size());
    return out;
}

std::string entry_section(const Json& entry, const fs::path& folder) {
    std::string out = fmt::format("<h2 id=\"{}\">{}</h2>\n", escaped(entry.value("id", "")),
                                  escaped(entry.value("title", "")));
    for (const auto& figure : entry.at("figures"))
        out += inline_image(folder / figure.get<std::string>(), entry.value("title", ""));
    if (const auto says = entry.value("says", ""); !says.empty())
        out += "<p class=\"says\">" + escaped(says) + "</p>\n";
    if (entry.value("show_tables", false))
        for (const auto& table : entry.at("tables"))
            out += table_preview(read_csv((folder / table.get<std::string>()).string()), 40);
    out += "<pre>";
    for (const auto& command : entry.at("commands"))
        out += fmt::format("{}   <span class=\"meta\"># {:.2f} s</span>\n",
                           escaped(command.value("line", "")), command.value("seconds", 0.0));
    return out + "</pre>\n";
}

std::string page(const std::string& title, const std::string& body) {
    return fmt::format(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
        "content=\"width=device-width\"><title>{0}</title><style>{1}</style></head>\n<body>\n<h1>{0}</"
        "h1>\n{2}</body></html>\n",
        escaped(title), style, body);
}

std::string reproduction_body(const Json& manifest, const fs::path& folder) {
    std::string body = "<p>" + escaped(manifest.value("about", "")) + "</p>\n";
    body += fmt::format(
        "<p class=\"meta\">glasscape {} (revision {}) on {} ({}), {:.1f} s in all.<br><code>{}</code></p>\n",
        escaped(manifest.value("version", "")), escaped(manifest.value("revision", "")),
        escaped(manifest.value("host", "")), escaped(manifest.value("processor", "")),
        manifest.value("seconds", 0.0), escaped(manifest.value("command", "")));
    body += claims_table(manifest);
    for (const auto& entry : manifest.at("entries"))
        body += entry_section(entry, folder);
    return body;
}

// A folder of tables without a manifest: each with its figure, its first rows and its command.
std::string folder_body(const fs::path& folder) {
    std::set<fs::path> tables;
    for (const auto& file : fs::directory_iterator(folder))
        if (file.path().extension() == ".csv") tables.insert(file.path());
    if (tables.empty())
        throw std::invalid_argument(
            fmt::format("'{}' holds no reproduction.json and no .csv table to report", folder.string()));
    std::string body;
    for (const auto& path : tables) {
        const auto csv = read_csv(path.string());
        body += fmt::format("<h2>{}</h2>\n", escaped(path.filename().string()));
        auto image = path;
        image.replace_extension(".svg");
        try {
            if (!fs::exists(image)) make_figure(path.string(), image.string(), {});
        } catch (const std::invalid_argument& reason) {
            body += "<p class=\"meta\">No figure: " + escaped(reason.what()) + "</p>\n";
        }
        if (fs::exists(image)) body += inline_image(image, path.filename().string());
        body += table_preview(csv);
        const auto sidecar = path.string() + ".json";
        if (!fs::exists(sidecar)) continue;
        const auto json = Json::parse(read_file(sidecar), nullptr, false);
        if (json.is_discarded()) continue;
        body += fmt::format("<pre>{}   <span class=\"meta\"># {:.2f} s, revision {}, seed {}</span></pre>\n",
                            escaped(json.value("command", "")), json.value("wall_seconds", 0.0),
                            escaped(json.value("revision", "")), json.value("seed", 1));
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
        write_whole_file(
            path, page("glasscape: results in " + fs::path(folder).filename().string(), folder_body(folder)));
        return path;
    }
    const auto manifest = Json::parse(read_file(manifest_path.string()), nullptr, false);
    if (manifest.is_discarded())
        throw std::invalid_argument(
            fmt::format("'{}' is not valid JSON: run the reproduction again", manifest_path.string()));
    write_whole_file(path, page(manifest.value("title", "glasscape"), reproduction_body(manifest, folder)));
    return path;
}

}  // namespace glasscape
