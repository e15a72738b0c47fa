#include "glasscape/papers/paper.hpp"

#include <algorithm>
#include <filesystem>
#include <set>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "glasscape/report/study_page.hpp"
#include "glasscape/sweep/sweep.hpp"
#include "glasscape/table/csv.hpp"

#include "core/toml_reader.hpp"
#include "papers/embedded_papers.hpp"
#include "sweep/study_reader.hpp"

namespace glasscape {
namespace {

void require_texts(const TomlReader& reader, const char* what,
                   std::initializer_list<std::pair<const char*, const std::string*>> texts) {
    for (const auto& [key, text] : texts)
        if (text->empty()) reader.fail(reader.place(), fmt::format("{} needs {}", what, key));
}

// A name of a file in the folder of the run, nothing else.
void require_file_name(TomlReader& reader, const char* key, const std::string& name) {
    if (!is_plain_name(name))
        reader.fail(reader.has(key) ? reader.node(key)->source() : reader.place(),
                    fmt::format("{} must be a file name of letters, digits, '_', '-' and '.'", key));
}

PaperFigure read_figure(TomlReader& reader) {
    PaperFigure figure;
    reader.read("table", figure.table);
    reader.read("image", figure.image);
    figure.options = read_figure_options(reader);
    reader.read("also", figure.options.more);
    reader.read("thresholds", figure.options.thresholds);
    require_file_name(reader, "table", figure.table);
    require_file_name(reader, "image", figure.image);
    return figure;
}

// Every table that a figure draws, by an entry up to here.
void require_made(const TomlReader& reader, const std::set<std::string>& tables, const PaperFigure& figure) {
    auto drawn = figure.options.more;
    drawn.push_back(figure.table);
    if (!figure.options.thresholds.empty()) drawn.push_back(figure.options.thresholds);
    for (const auto& table : drawn)
        if (!tables.contains(table))
            reader.fail(reader.place(), fmt::format("no entry up to here makes the table '{}'", table));
}

PaperEntry read_entry(TomlReader& reader, bool full, const std::vector<RowCommand>& commands) {
    PaperEntry entry;
    reader.read("id", entry.id);
    reader.read("title", entry.title);
    reader.read("says", entry.says);
    reader.read("show_tables", entry.show_tables);
    require_texts(reader, "an entry", {{"id", &entry.id}, {"title", &entry.title}, {"says", &entry.says}});
    if (!is_plain_name(entry.id))
        reader.fail(reader.node("id")->source(), "id must be of letters, digits, '_', '-' and '.'");
    reader.read_tables("study", [&](TomlReader& part) {
        bool full_only = false;
        auto study =
            read_study(part, !full, commands, [&](TomlReader& more) { more.read("full_only", full_only); });
        if (full || !full_only) entry.studies.push_back(std::move(study));
    });
    reader.read_tables("figure", [&](TomlReader& part) { entry.figures.push_back(read_figure(part)); });
    if (entry.studies.empty())
        reader.fail(reader.place(),
                    fmt::format("the entry '{}' makes no table: give it [[entry.study]]", entry.id));
    return entry;
}

PaperStatement read_statement(TomlReader& reader, const std::set<std::string>& entries,
                              const std::set<std::string>& tables, const std::set<std::string>& images) {
    PaperStatement statement;
    reader.read("name", statement.name);
    reader.read("theme", statement.theme);
    reader.read("says", statement.says);
    reader.read("conditions", statement.conditions);
    reader.read("entry", statement.entry);
    reader.read("image", statement.image);
    if (!statement.image.empty() && !images.contains(statement.image))
        reader.fail(reader.node("image")->source(),
                    fmt::format("no entry makes the image '{}'", statement.image));
    require_texts(reader, "a statement",
                  {{"name", &statement.name}, {"says", &statement.says}, {"entry", &statement.entry}});
    if (!entries.contains(statement.entry))
        reader.fail(reader.node("entry")->source(), fmt::format("there is no entry '{}': there are {}",
                                                                statement.entry, fmt::join(entries, ", ")));
    reader.read_tables("claim", [&](TomlReader& part) {
        auto& table = statement.tables.emplace_back();
        part.read("table", table);
        statement.claims.push_back(read_row_claim(part));
        if (!tables.contains(table))
            part.fail(part.has("table") ? part.node("table")->source() : part.place(),
                      fmt::format("no entry makes the table '{}'", table));
    });
    if (statement.claims.empty())
        reader.fail(
            reader.place(),
            fmt::format("the statement '{}' claims nothing: give it [[statement.claim]]", statement.name));
    return statement;
}

// Two of one name would be one file, one place of a page.
void require_new(const TomlReader& reader, std::set<std::string>& names, const std::string& name) {
    if (!names.insert(name).second) reader.fail(reader.place(), fmt::format("'{}' stands there twice", name));
}

}  // namespace

std::vector<std::string> ready_papers() {
    std::vector<std::string> names;
    for (const auto& [file, content] : embedded_papers())
        names.push_back(std::filesystem::path(file).stem().string());
    return names;
}

Paper parse_paper(const std::string& text, const std::string& origin, const std::string& name, bool full,
                  const std::vector<RowCommand>& commands) {
    const auto document = parse_toml(text, origin);
    TomlReader reader(document, origin, "");
    Paper paper;
    paper.name = name;
    paper.source = origin;
    paper.full = full;
    reader.read("title", paper.title);
    reader.read("about", paper.about);
    std::set<std::string> entries;
    std::set<std::string> tables;
    reader.read_tables("entry", [&](TomlReader& part) {
        auto entry = read_entry(part, full, commands);
        require_new(part, entries, entry.id);
        for (const auto& study : entry.studies) {
            require_new(part, tables, study.name + ".csv");
            check_values(study, origin);
        }
        for (const auto& figure : entry.figures)
            require_made(part, tables, figure);
        paper.entries.push_back(std::move(entry));
    });
    std::set<std::string> images;
    for (const auto& entry : paper.entries)
        for (const auto& figure : entry.figures)
            images.insert(figure.image);
    std::set<std::string> names;
    reader.read_tables("statement", [&](TomlReader& part) {
        auto statement = read_statement(part, entries, tables, images);
        require_new(part, names, statement.name);
        paper.statements.push_back(std::move(statement));
    });
    reader.finish();
    if (paper.entries.empty()) reader.fail({}, "a paper needs entries, [[entry]]");
    return paper;
}

Paper load_paper(const std::string& name_or_file, bool full, const std::vector<RowCommand>& commands) {
    const auto stem = std::filesystem::path(name_or_file).stem().string();
    if (name_or_file.ends_with(".toml"))
        return parse_paper(read_file(name_or_file), name_or_file, stem, full, commands);
    const auto found = embedded_papers().find(name_or_file + ".toml");
    if (found == embedded_papers().end())
        throw std::invalid_argument(
            fmt::format("there is no paper '{}': ready ones are {}; a file of your own must end in .toml",
                        name_or_file, fmt::join(ready_papers(), ", ")));
    auto paper = parse_paper(found->second, name_or_file + ".toml", name_or_file, full, commands);
    paper.source = name_or_file;
    return paper;
}

}  // namespace glasscape
