#include "glasscape/verdict/row_claims.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <stdexcept>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "glasscape/core/parse.hpp"
#include "glasscape/verdict/verdicts.hpp"

namespace glasscape {
namespace {

// A row that a claim speaks of.
struct JudgedRow {
    std::size_t row;
    ClaimTest test;
};

std::vector<Cell> row_without_rows(const std::string& claim, std::size_t columns) {
    std::vector<Cell> cells(columns);
    cells.front() = claim;
    cells.back() = std::string(no_rows);
    return cells;
}

int require_column(const CsvText& rows, const RowClaim& claim, const std::string& column) {
    const int position = rows.find(column);
    if (position < 0)
        throw std::invalid_argument(
            fmt::format("the claim '{}' names the column '{}', which there is not; columns are {}",
                        claim.says, column, fmt::join(rows.header, ", ")));
    return position;
}

// Position of the first of the claim's columns.
int first_number(const CsvText& rows, const RowClaim& claim) {
    for (const auto& [column, text] : claim.where)
        require_column(rows, claim, column);
    if (!claim.samples.empty()) require_column(rows, claim, claim.samples);
    int first =
        std::min(require_column(rows, claim, claim.measured), require_column(rows, claim, claim.std_error));
    if (!claim.predicted.empty()) first = std::min(first, require_column(rows, claim, claim.predicted));
    return first;
}

std::optional<double> finite_number(const CsvText& rows, std::size_t row, const std::string& column) {
    const auto value = parse_real(rows.at(row, column));
    return value && std::isfinite(*value) ? value : std::nullopt;
}

std::vector<JudgedRow> rows_of_claim(const CsvText& rows, const RowClaim& claim) {
    std::vector<JudgedRow> list;
    for (std::size_t row = 0; row < rows.rows.size(); ++row) {
        if (!matches(rows, row, claim.where)) continue;
        ClaimTest test;
        test.claim = claim.says;
        const auto measured = finite_number(rows, row, claim.measured);
        const auto error = finite_number(rows, row, claim.std_error);
        const auto predicted =
            claim.predicted.empty() ? std::optional(0.0) : finite_number(rows, row, claim.predicted);
        if (!measured || !error || !predicted) continue;
        test.kind = claim.predicted.empty() ? ClaimTest::Kind::positive : ClaimTest::Kind::equal;
        test.measured = *measured;
        test.std_error = *error;
        test.predicted = *predicted;
        if (!claim.samples.empty()) test.freedom = rows.number(row, claim.samples) - 1.0;
        list.push_back({row, test});
    }
    return list;
}

std::vector<std::string> texts_of(const CsvText& rows, const std::vector<JudgedRow>& judged,
                                  const std::string& column) {
    std::vector<std::string> texts;
    for (const auto& one : judged)
        texts.push_back(rows.at(one.row, column));
    return texts;
}

// Columns before the judged numbers that tell the rows apart, none that repeats another.
std::vector<std::string> label_columns(const CsvText& rows, const std::vector<Column>& columns,
                                       const std::set<std::string>& axes,
                                       const std::vector<JudgedRow>& judged, int first) {
    std::vector<std::string> labels;
    std::vector<std::vector<std::string>> seen;
    for (int i = 0; i < first; ++i) {
        const auto& column = columns[static_cast<std::size_t>(i)];
        if (column.name == "claim" || (column.type == ColumnType::real && !axes.contains(column.name)))
            continue;
        const auto texts = texts_of(rows, judged, column.name);
        if (std::adjacent_find(texts.begin(), texts.end(), std::not_equal_to<>()) == texts.end()) continue;
        if (std::find(seen.begin(), seen.end(), texts) != seen.end()) continue;
        labels.push_back(column.name);
        seen.push_back(texts);
    }
    return labels;
}

}  // namespace

Table judge_rows(const std::vector<RowClaim>& claims, const Table& table, const std::set<std::string>& axes) {
    const auto rows = texts_of(table);
    std::vector<JudgedRow> judged;
    std::vector<std::size_t> ends;  // of each claim's rows
    int first = static_cast<int>(rows.header.size());
    for (const auto& claim : claims) {
        first = std::min(first, first_number(rows, claim));
        const auto list = rows_of_claim(rows, claim);
        judged.insert(judged.end(), list.begin(), list.end());
        ends.push_back(judged.size());
    }
    const auto labels = label_columns(rows, table.columns(), axes, judged, first);
    std::vector<ClaimTest> tests;
    for (const auto& one : judged)
        tests.push_back(one.test);
    const auto plain = verdict_table(tests);

    auto shown = plain.columns();
    std::vector<Column> label_types;
    for (const auto& label : labels)
        label_types.push_back({label, ColumnType::text, "", "as in the table of the study"});
    shown.insert(shown.begin() + 1, label_types.begin(), label_types.end());
    Table judgement(shown);
    std::size_t i = 0;
    for (std::size_t claim = 0; claim < claims.size(); ++claim) {
        if (i == ends[claim]) judgement.add_row(row_without_rows(claims[claim].says, shown.size()));
        for (; i < ends[claim]; ++i) {
            auto cells = plain.rows()[i];
            std::vector<Cell> texts;
            for (const auto& label : labels)
                texts.emplace_back(rows.at(judged[i].row, label));
            cells.insert(cells.begin() + 1, texts.begin(), texts.end());
            judgement.add_row(std::move(cells));
        }
    }
    return judgement;
}

}  // namespace glasscape
