// The parts of a self-contained HTML page: text, tables that sort, figures inline, for light and dark
// screens.
#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "glasscape/table/csv.hpp"

namespace glasscape {

/// Text as HTML shows it.
std::string html_text(const std::string& text);

/// A page that loads nothing; `body` is HTML.
std::string html_page(const std::string& title, const std::string& body);

/// The first `shown` rows; a click on a heading sorts them. Numbers to five digits, the file has them all. More than 20 rows
/// are folded away. `file` is what the link below names; empty: no link.
std::string html_table(const CsvText& csv, std::size_t shown, const std::string& file);

/// "agrees" in its colour.
std::string verdict_mark(const std::string& verdict);

/// How many claims agree, are rejected or undecided, large, for the top of a page.
std::string html_tally(std::size_t agrees, std::size_t rejected, std::size_t undecided);

/// A number with its error, both to the second digit of the error: "3.552 ± 0.022".
std::string with_error(double value, double error);

/// Folded away under a line that says what it is.
std::string folded(const std::string& summary, const std::string& body);

/// Places of a page by identifier and title, as a list of links.
std::string html_contents(const std::vector<std::pair<std::string, std::string>>& places);

/// Two SVG that gnuplot drew, inline: the one for wide screens and, unless it is empty, that for narrow ones; report.js
/// does the rest on the page.
std::string html_figure(const std::string& wide, const std::string& narrow, const std::string& caption);

}  // namespace glasscape
