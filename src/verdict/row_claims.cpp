#include "glasscape/verdict/row_claims.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <optional>
#include <span>
#include <stdexcept>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "glasscape/core/parse.hpp"

namespace glasscape {
namespace {

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

std::vector<std::string> columns_of(const RowClaim& claim) {
    std::vector<std::string> columns{claim.measured};
    for (const auto& column : {claim.predicted, claim.std_error, claim.samples})
        if (!column.empty()) columns.push_back(column);
    return columns;
}

// Position of the first of the claim's numbers.
int first_number(const CsvText& rows, const RowClaim& claim) {
    int first = require_column(rows, claim, claim.measured);
    for (const auto& column : {claim.predicted, claim.std_error})
        if (!column.empty()) first = std::min(first, require_column(rows, claim, column));
    return first;
}

std::optional<double> finite_number(const CsvText& rows, std::size_t row, const std::string& column) {
    const auto& text = rows.at(row, column);
    if (text == "true" || text == "false") return text == "true" ? 1.0 : 0.0;
    const auto value = parse_real(text);
    return value && std::isfinite(*value) ? value : std::nullopt;
}

std::optional<Claim> claim_of_row(const RowClaim& claim, const CsvText& rows, std::size_t row) {
    const auto measured = finite_number(rows, row, claim.measured);
    const auto predicted =
        claim.predicted.empty() ? std::optional(claim.bound) : finite_number(rows, row, claim.predicted);
    if (!measured || !predicted) return std::nullopt;
    Claim one{claim.says, claim.kind, *predicted, *measured};
    one.tolerance = claim.tolerance;
    if (!claim.std_error.empty()) {
        one.std_error = finite_number(rows, row, claim.std_error);
        if (!one.std_error) return std::nullopt;
    }
    if (!claim.samples.empty()) one.freedom = rows.number(row, claim.samples) - 1.0;
    return one;
}

std::vector<std::string> texts_of(const CsvText& rows, const std::vector<ClaimOfRow>& judged,
                                  const std::string& column) {
    std::vector<std::string> texts;
    for (const auto& one : judged)
        texts.push_back(rows.at(one.row, column));
    return texts;
}

// Columns before the judged numbers that tell the rows apart, none that repeats another.
std::vector<std::string> label_columns(const CsvText& rows, const std::vector<Column>& columns,
                                       const std::set<std::string>& axes,
                                       const std::vector<ClaimOfRow>& judged, int first) {
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

std::vector<ClaimOfRow> claims_of_rows(const RowClaim& claim, const CsvText& table) {
    for (const auto& [column, text] : claim.where)
        require_column(table, claim, column);
    for (const auto& column : columns_of(claim))
        require_column(table, claim, column);
    std::vector<ClaimOfRow> list;
    for (std::size_t row = 0; row < table.rows.size(); ++row)
        if (matches(table, row, claim.where))
            if (auto one = claim_of_row(claim, table, row)) list.push_back({row, std::move(*one)});
    if (claim.reduce == RowClaim::Reduce::each || list.empty()) return list;
    const auto less = [](const ClaimOfRow& a, const ClaimOfRow& b) {
        return a.claim.measured < b.claim.measured;
    };
    return {claim.reduce == RowClaim::Reduce::largest ? *std::max_element(list.begin(), list.end(), less)
                                                      : *std::min_element(list.begin(), list.end(), less)};
}

std::string expectation(const RowClaim& claim) {
    const auto other = claim.predicted.empty() ? fmt::format("{}", claim.bound) : claim.predicted;
    switch (claim.kind) {
        case Claim::Kind::above:
            return "> " + other;
        case Claim::Kind::below:
            return "< " + other;
        case Claim::Kind::identity:
        case Claim::Kind::difference:
            break;
    }
    return claim.tolerance == 0.0 ? "= " + other : fmt::format("= {} ± {}", other, claim.tolerance);
}

RowJudgement judge_rows(const std::vector<RowClaim>& claims, const Table& table,
                        const std::set<std::string>& axes) {
    const auto rows = texts_of(table);
    std::vector<ClaimOfRow> judged;
    std::vector<std::size_t> ends;  // of each claim's rows
    int first = static_cast<int>(rows.header.size());
    for (const auto& claim : claims) {
        const auto list = claims_of_rows(claim, rows);
        first = std::min(first, first_number(rows, claim));
        judged.insert(judged.end(), list.begin(), list.end());
        ends.push_back(judged.size());
    }
    const auto labels = label_columns(rows, table.columns(), axes, judged, first);
    std::vector<Claim> plain_claims;
    for (const auto& one : judged)
        plain_claims.push_back(one.claim);
    const auto plain = verdict_table(plain_claims);
    const auto verdicts = judge(plain_claims);

    auto shown = plain.columns();
    std::vector<Column> label_types;
    for (const auto& label : labels)
        label_types.push_back({label, ColumnType::text, "", "as in the table of the study"});
    shown.insert(shown.begin() + 1, label_types.begin(), label_types.end());
    RowJudgement judgement{Table(shown), {}};
    std::size_t i = 0;
    for (std::size_t claim = 0; claim < claims.size(); ++claim) {
        const auto count = ends[claim] - i;
        judgement.of_claims.push_back(
            judge_together(std::span(plain_claims).subspan(i, count), std::span(verdicts).subspan(i, count)));
        if (i == ends[claim]) judgement.rows.add_row(row_without_rows(claims[claim].says, shown.size()));
        for (; i < ends[claim]; ++i) {
            auto cells = plain.rows()[i];
            std::vector<Cell> texts;
            for (const auto& label : labels)
                texts.emplace_back(rows.at(judged[i].row, label));
            cells.insert(cells.begin() + 1, texts.begin(), texts.end());
            judgement.rows.add_row(std::move(cells));
        }
    }
    return judgement;
}

}  // namespace glasscape
