// The parts of a self-contained HTML page: text, tables that sort, figures inline, for light and dark
// screens.
#pragma once

#include <cstddef>
#include <string>

#include "glasscape/table/csv.hpp"

namespace glasscape {

/// Text as HTML shows it.
std::string html_text(const std::string& text);

/// A page that loads nothing; `body` is HTML.
std::string html_page(const std::string& title, const std::string& body);

/// The first `shown` rows; a click on a heading sorts them. Numbers to five digits, the file has them all.
/// `file` is what the link below names; empty: no link.
std::string html_table(const CsvText& csv, std::size_t shown, const std::string& file);

/// "agrees" as a coloured cell.
std::string verdict_cell(const std::string& verdict);

/// An SVG that gnuplot drew, inline. `name` tells its identifiers from those of other figures.
std::string html_figure(const std::string& svg, const std::string& name, const std::string& caption);

}  // namespace glasscape
