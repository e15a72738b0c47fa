#include "glasscape/report/study_report.hpp"

#include <filesystem>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "glasscape/report/figure.hpp"
#include "glasscape/sweep/sweep.hpp"
#include "glasscape/table/whole_file.hpp"
#include "glasscape/verdict/verdicts.hpp"

#include "report/html_page.hpp"

namespace glasscape {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t shown_rows = 200;

// How many rows of a claim agree, are rejected or undecided.
struct Tally {
    std::size_t agrees = 0;
    std::size_t rejected = 0;
    std::size_t undecided = 0;
};

Tally tally_of(const CsvText& verdicts) {
    Tally tally;
    for (std::size_t row = 0; row < verdicts.rows.size(); ++row) {
        const auto& verdict = verdicts.at(row, "verdict");
        if (verdict == no_rows) continue;
        ++(verdict == "agrees" ? tally.agrees : verdict == "rejected" ? tally.rejected : tally.undecided);
    }
    return tally;
}

// The rows of one claim, without its text.
CsvText rows_of(const CsvText& verdicts, const std::string& claim) {
    CsvText out;
    out.header.assign(verdicts.header.begin() + 1, verdicts.header.end());
    for (const auto& row : verdicts.rows)
        if (row.front() == claim && row.back() != no_rows) out.rows.emplace_back(row.begin() + 1, row.end());
    return out;
}

std::string claims_section(const StudyPage& page, const RowJudgement& judgement, const std::string& file) {
    std::string out =
        "<h2 id=\"claims\">Claims</h2>\n<p class=\"meta\">One verdict a row, all rows together at a "
        "family-wise error of 1% (Holm): a number is rejected where it differs, undecided where its error "
        "could hide a difference of 10%; a sign agrees or is rejected where it is significant. A claim is "
        "rejected if one of its rows is, and undecided if one of its signs is or none of its numbers could "
        "tell a difference of 10%.</p>\n";
    const auto verdicts = texts_of(judgement.rows);
    for (std::size_t i = 0; i < page.claims.size(); ++i) {
        const auto& claim = page.claims[i];
        const auto& verdict = judgement.of_claims[i];
        const auto rows = rows_of(verdicts, claim.says);
        const auto tally = tally_of(rows);
        out += fmt::format(
            "<details{}><summary><strong>{}</strong>: <span class=\"{}\">{}</span> <span class=\"meta\">({} "
            "rows agree, {} rejected, {} undecided)</span></summary>\n{}</details>\n",
            rows.rows.size() <= 12 ? " open" : "", html_text(claim.says), verdict, verdict, tally.agrees,
            tally.rejected, tally.undecided, html_table(rows, shown_rows, file));
    }
    return out;
}

std::string figures_section(const StudyPage& page, const fs::path& folder, const std::string& csv) {
    std::string out;
    for (const auto& figure : page.figures) {
        const auto image = folder / (figure.name + ".svg");
        auto options = figure.options;
        options.title.clear();  // the page has it as a heading
        make_figure(csv, image.string(), options);
        const auto caption = figure.options.title.empty() ? figure.name : figure.options.title;
        out += fmt::format("<h2 id=\"figure-{}\">{}</h2>\n", html_text(figure.name), html_text(caption));
        out += html_figure(read_file(image.string()), draw_narrow_figure(csv, options), caption);
    }
    return out;
}

std::string text_of(const ParameterTexts& parameters) {
    std::string text;
    for (const auto& [name, value] : parameters)
        text += fmt::format("{}{} = {}", text.empty() ? "" : ", ", name, value);
    return text;
}

// Who computed the points, and what became of those that are not in the table.
std::string provenance_section(const Study& study, const RunStore& store, const SweepExport& table,
                               const StudyReportOptions& options) {
    std::set<std::string> hosts;
    std::set<std::string> revisions;
    std::set<std::string> notes;
    double seconds = 0.0;
    std::string failures;
    for (std::size_t i = 0; i < study.size(); ++i) {
        const auto point = store.find(study.point(i).id);
        if (!point) continue;
        hosts.insert(point->host);
        revisions.insert(point->revision);
        seconds += point->wall_seconds;
        if (!point->notes.empty()) notes.insert(point->notes);
        if (point->status == PointStatus::failed)
            failures += fmt::format("<li><code>{}</code>: {}</li>\n", html_text(text_of(point->parameters)),
                                    html_text(point->error));
    }
    std::string out = fmt::format(
        "<h2 id=\"provenance\">How it was made</h2>\n<p>{} points of <code>glasscape {}</code>: {} done, {} "
        "failed, {} missing; {:.3g} s of computing on {}, by revision {}.</p>\n<pre>{}</pre>\n",
        study.size(), html_text(study.command.name), study.size() - table.failed - table.missing,
        table.failed, table.missing, seconds, html_text(fmt::format("{}", fmt::join(hosts, ", "))),
        html_text(fmt::format("{}", fmt::join(revisions, ", "))), html_text(shell_command(options.command)));
    if (!failures.empty())
        out += "<details open><summary>Points that failed</summary><ul>\n" + failures + "</ul></details>\n";
    if (!notes.empty())
        out += fmt::format("<details><summary>Remarks made on points</summary><pre>{}</pre></details>\n",
                           html_text(fmt::format("{}", fmt::join(notes, ""))));
    return out + fmt::format("<details><summary>The study file</summary><pre>{}</pre></details>\n",
                             html_text(options.study_text));
}

}  // namespace

RowJudgement judge_study(const StudyDocument& document, const SweepExport& exported) {
    std::set<std::string> axes;
    for (const auto& column : document.study.axis_columns())
        axes.insert(column.name);
    return judge_rows(document.page.claims, exported.table, axes);
}

std::string write_study_report(const StudyDocument& document, const RunStore& store,
                               const StudyReportOptions& options) {
    const auto& [study, page] = document;
    const auto folder = fs::path(store.path()).parent_path();
    auto path = (folder / "report.html").string();
    require_writable(path);
    const auto table = export_sweep(study, store);
    const auto provenance = export_provenance(study, table, options.command);
    const auto csv = (folder / (study.name + ".csv")).string();
    write_table(table.table, provenance, csv);

    auto body = "<p class=\"question\">" + html_text(study.question) + "</p>\n";
    std::string claims;
    if (const auto note = shortfall(study, table); !note.empty())
        body += "<p class=\"rejected\">" + html_text(note) + ".</p>\n";
    if (!page.claims.empty()) {
        const auto verdicts = judge_study(document, table);
        const auto file = study.name + "-verdicts.csv";
        write_table(verdicts.rows, provenance, (folder / file).string());
        const auto tally = tally_of(texts_of(verdicts.rows));
        body += html_tally(tally.agrees, tally.rejected, tally.undecided);
        claims = claims_section(page, verdicts, file);
    }
    body += figures_section(page, folder, csv);
    body += claims;
    body +=
        "<h2 id=\"table\">Table</h2>\n" + html_table(texts_of(table.table), shown_rows, study.name + ".csv");
    body += provenance_section(study, store, table, options);
    write_whole_file(path, html_page(study.name, body));
    return path;
}

}  // namespace glasscape
