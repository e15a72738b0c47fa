#include "glasscape/report/study_page.hpp"

#include <utility>

#include "core/toml_reader.hpp"

namespace glasscape {
namespace {

RowFilter read_where(TomlReader& reader) {
    RowFilter where;
    if (const auto* node = reader.node("where")) {
        const auto* table = node->as_table();
        if (table == nullptr) reader.fail(node->source(), "where must be a table such as { index = \"0\" }");
        for (const auto& [key, value] : *table)
            where.emplace_back(key.str(), parameter_text(reader, std::string(key.str()), value));
    }
    return where;
}

StudyFigure read_figure(TomlReader& reader) {
    StudyFigure figure;
    reader.read("name", figure.name);
    figure.options = read_figure_options(reader);
    if (!is_plain_name(figure.name))
        reader.fail(reader.place(), "a figure needs a name of letters, digits, '_', '-' and '.'");
    if (figure.options.template_name.empty())
        reader.fail(reader.place(), "a figure needs x and y, or a template");
    return figure;
}

// Above, below or equal to a number; as a word for each key.
void read_bound(TomlReader& reader, RowClaim& claim) {
    constexpr double large = 1e300;
    int bounds = claim.predicted.empty() ? 0 : 1;
    const std::pair<const char*, Claim::Kind> keys[]{
        {"equals", Claim::Kind::difference}, {"above", Claim::Kind::above}, {"below", Claim::Kind::below}};
    for (const auto& [key, kind] : keys) {
        if (!reader.has(key)) continue;
        reader.read(key, claim.bound, -large, large);
        claim.kind = kind;
        ++bounds;
    }
    reader.read("tolerance", claim.tolerance, 0.0, large);
    if (bounds > 1) reader.fail(reader.place(), "a claim has one of predicted, equals, above and below");
    if (bounds == 0) claim.kind = Claim::Kind::above;  // 0
    if (claim.kind == Claim::Kind::difference && claim.std_error.empty()) claim.kind = Claim::Kind::identity;
    if (bounds == 0 && claim.std_error.empty())
        reader.fail(reader.place(),
                    "a claim without predicted, equals, above or below is one of sign and "
                    "needs std_error");
    if (reader.has("tolerance") && claim.kind != Claim::Kind::identity)
        reader.fail(reader.place(), "a tolerance is for a claim of equality without std_error");
}

}  // namespace

FigureOptions read_figure_options(TomlReader& reader) {
    FigureOptions options;
    reader.read("title", options.title);
    reader.read("template", options.template_name);
    reader.read("x", options.x);
    if (std::string y; reader.has("y")) {
        reader.read("y", y);
        options.y = {y};
    }
    if (std::string error; reader.has("error")) {
        reader.read("error", error);
        options.error = {error};
    }
    reader.read("series", options.series);
    reader.read_choice<std::string>("log", options.log, {{"x", "x"}, {"y", "y"}, {"xy", "xy"}});
    options.where = read_where(reader);
    if (options.x.empty() != options.y.empty())
        reader.fail(reader.place(), "a figure needs both x and y, or a template");
    if (!options.x.empty()) options.template_name = "xy";
    return options;
}

RowClaim read_row_claim(TomlReader& reader) {
    RowClaim claim;
    reader.read("says", claim.says);
    reader.read("measured", claim.measured);
    reader.read("predicted", claim.predicted);
    reader.read("std_error", claim.std_error);
    reader.read("samples", claim.samples);
    reader.read_choice<RowClaim::Reduce>(
        "reduce", claim.reduce,
        {{"largest", RowClaim::Reduce::largest}, {"smallest", RowClaim::Reduce::smallest}});
    claim.where = read_where(reader);
    if (claim.says.empty() || claim.measured.empty())
        reader.fail(reader.place(), "a claim has says and the column measured");
    read_bound(reader, claim);
    return claim;
}

StudyPage read_study_page(TomlReader& reader) {
    StudyPage page;
    reader.read_tables("figure", [&](TomlReader& part) {
        auto figure = read_figure(part);
        for (const auto& other : page.figures)
            if (other.name == figure.name)
                part.fail(
                    part.place(),
                    fmt::format("two figures are called '{}': each is an image of its own", figure.name));
        page.figures.push_back(std::move(figure));
    });
    reader.read_tables("claim", [&](TomlReader& part) {
        auto claim = read_row_claim(part);
        for (const auto& other : page.claims)
            if (other.says == claim.says)
                part.fail(part.place(),
                          fmt::format("two claims say '{}': each needs words of its own", claim.says));
        page.claims.push_back(std::move(claim));
    });
    return page;
}

StudyDocument parse_study_document(const std::string& text, const std::string& origin, bool quick,
                                   const std::vector<RowCommand>& commands) {
    StudyPage page;
    auto study = parse_study(text, origin, quick, commands,
                             [&](TomlReader& reader) { page = read_study_page(reader); });
    return {std::move(study), std::move(page)};
}

}  // namespace glasscape
