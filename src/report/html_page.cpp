#include "report/html_page.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "glasscape/core/parse.hpp"

#include "report/report_parts.hpp"

namespace glasscape {
namespace {

// A field as a reader wants it.
std::string short_field(const std::string& field) {
    const auto number = parse_real(field);
    return number && field.size() > 7 ? fmt::format("{:.5g}", *number) : field;
}

bool is_verdict(const std::string& text) {
    return text == "agrees" || text == "rejected" || text == "undecided";
}

std::string cell(const std::string& field) {
    const auto shown = short_field(field);
    if (is_verdict(field)) return "<td>" + verdict_mark(field) + "</td>";
    const bool number = parse_real(field).has_value();
    return fmt::format("<td{}{}>{}</td>", number ? " class=\"number\"" : "",
                       shown == field ? "" : fmt::format(" data-value=\"{}\"", html_text(field)),
                       html_text(shown));
}

}  // namespace

std::string html_text(const std::string& text) {
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

std::string html_page(const std::string& title, const std::string& body) {
    return fmt::format(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
        "content=\"width=device-width, initial-scale=1\"><title>{0}</title><style>\n{1}</style></head>\n"
        "<body>\n<h1>{0}</h1>\n{2}<script>\n{3}</script>\n</body></html>\n",
        html_text(title), report_parts().at("report.css"), body, report_parts().at("report.js"));
}

std::string html_table(const CsvText& csv, std::size_t shown, const std::string& file) {
    std::string out = "<div class=\"wide\"><table class=\"sortable\"><tbody><tr>";
    for (const auto& name : csv.header)
        out += "<th><button type=\"button\">" + html_text(name) + "</button></th>";
    out += "</tr>\n";
    for (std::size_t row = 0; row < std::min(shown, csv.rows.size()); ++row) {
        out += "<tr>";
        for (const auto& field : csv.rows[row])
            out += cell(field);
        out += "</tr>\n";
    }
    out += "</tbody></table></div>\n";
    const auto extent = csv.rows.size() > shown
                            ? fmt::format("the first {} of {} rows", shown, csv.rows.size())
                            : fmt::format("{} rows", csv.rows.size());
    const auto link = file.empty()
                          ? std::string()
                          : fmt::format("<p class=\"meta\">{0}, all digits: <a href=\"{1}\">{1}</a></p>\n",
                                        extent, html_text(file));
    constexpr std::size_t open_rows = 20;
    return csv.rows.size() > open_rows ? folded("Table: " + extent, out) + link : out + link;
}

std::string verdict_mark(const std::string& verdict) {
    return fmt::format("<span class=\"verdict {}\">{}</span>", is_verdict(verdict) ? verdict : "pending",
                       html_text(verdict));
}

std::string html_tally(std::size_t agrees, std::size_t rejected, std::size_t undecided) {
    const auto part = [](std::size_t count, const char* verdict, const char* word) {
        return fmt::format("<span class=\"{}\"><b>{}</b> {}</span>\n", count > 0 ? verdict : "none", count,
                           word);
    };
    return "<p class=\"tally\">" + part(agrees, "agrees", agrees == 1 ? "agrees" : "agree") +
           part(rejected, "rejected", "rejected") + part(undecided, "undecided", "undecided") + "</p>\n";
}

std::string with_error(double value, double error) {
    if (!(error > 0.0) || !std::isfinite(error) || !std::isfinite(value)) return fmt::format("{:.5g}", value);
    const int decimals = 1 - static_cast<int>(std::floor(std::log10(error)));
    if (decimals < 0 || decimals > 9 || std::abs(value) > 1e7)
        return fmt::format("{:.5g} ± {:.2g}", value, error);
    return fmt::format("{:.{}f} ± {:.{}f}", value, decimals, error, decimals);
}

std::string folded(const std::string& summary, const std::string& body) {
    return "<details><summary>" + html_text(summary) + "</summary>\n" + body + "</details>\n";
}

std::string html_contents(const std::vector<std::pair<std::string, std::string>>& places) {
    std::string out = "<nav><ul>\n";
    for (const auto& [id, title] : places)
        out += fmt::format("<li><a href=\"#{}\">{}</a></li>\n", html_text(id), html_text(title));
    return out + "</ul></nav>\n";
}

std::string html_figure(const std::string& wide, const std::string& narrow, const std::string& caption) {
    const auto drawing = [](const std::string& name, const std::string& svg) {
        return fmt::format("<div class=\"{}\">{}</div>\n", name,
                           svg.substr(std::min(svg.find("<svg"), svg.size())));
    };
    const bool both = !narrow.empty();
    return fmt::format("<figure role=\"img\" aria-label=\"{}\">\n{}{}</figure>\n", html_text(caption),
                       drawing(both ? "on-wide" : "drawing", wide), both ? drawing("on-narrow", narrow) : "");
}

}  // namespace glasscape
