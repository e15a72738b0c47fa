#include "report/figure_series.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>

#include <fmt/format.h>

#include "glasscape/core/parse.hpp"

namespace glasscape {
namespace {

using Names = std::vector<std::string>;

constexpr std::size_t most_looks = 8;
constexpr std::size_t most_panels = 12;

// The different texts of some columns, in order of appearance, and where each row belongs.
struct Groups {
    std::vector<Names> keys;
    std::vector<std::size_t> of_row;
};

Groups group_rows(const CsvText& csv, const Names& columns) {
    Groups groups;
    std::map<Names, std::size_t> seen;
    for (std::size_t row = 0; row < csv.rows.size(); ++row) {
        Names key;
        for (const auto& column : columns)
            key.push_back(csv.at(row, column));
        const auto [found, is_new] = seen.emplace(key, groups.keys.size());
        if (is_new) groups.keys.push_back(key);
        groups.of_row.push_back(found->second);
    }
    return groups;
}

std::size_t count_groups(const CsvText& csv, const Names& columns) {
    return group_rows(csv, columns).keys.size();
}

Names with(Names list, const std::string& name) {
    list.push_back(name);
    return list;
}

// Those of the columns that tell rows apart which the ones before do not.
Names telling_columns(const CsvText& csv, const Names& candidates) {
    Names kept;
    for (const auto& column : candidates)
        if (csv.find(column) >= 0 && count_groups(csv, with(kept, column)) > count_groups(csv, kept))
            kept.push_back(column);
    return kept;
}

// The values of a size and an index that are the limit, or the sum, of the others.
bool is_whole(const std::string& text) {
    return text == "inf" || text == "total";
}

std::optional<double> place_of(const std::string& text) {
    constexpr std::string_view gamma = "gamma=";
    return parse_real(text.starts_with(gamma) ? text.substr(gamma.size()) : text);
}

// Whether the values are numbers in an order; numbers of seeds and samples have none.
bool is_ordinal(const CsvText& csv, const std::string& column) {
    static const std::set<std::string> identities{"seed",   "axis_seed", "disorder", "replica",
                                                  "sample", "draw",      "point"};
    if (identities.contains(column)) return false;
    std::size_t numbers = 0;
    for (const auto& key : group_rows(csv, {column}).keys) {
        if (is_whole(key.front())) continue;
        if (!place_of(key.front())) return false;
        ++numbers;
    }
    return numbers > 0;
}

std::string label_part(const std::string& column, const std::string& value) {
    if (column == "size") return value == "inf" ? "N = ∞" : "N = " + value;
    if (column == "index")
        return value == "total" ? "all indices" : value.starts_with("gamma") ? value : "index " + value;
    static const std::set<std::string> plain{"mixture",  "law",    "config",        "start",   "case", "loss",
                                             "quantity", "method", "normalisation", "sharing", "(y)"};
    return plain.contains(column) ? value : (column == "beta" ? "β" : column) + (" = " + value);
}

std::string label_of(const Names& columns, const Names& values) {
    std::string label;
    for (std::size_t i = 0; i < columns.size(); ++i)
        label += (i == 0 ? "" : ", ") + label_part(columns[i], values[i]);
    return label;
}

// Moves columns from the series to the panels until one panel can tell its series apart.
void spread_over_panels(const CsvText& csv, Names& keys, Names& panels) {
    const auto alone = [&] { return keys.size() == 1 && is_ordinal(csv, keys.front()); };
    while (count_groups(csv, keys) > most_looks && !alone()) {
        auto best = keys.end();
        auto rank = std::make_pair(true, std::numeric_limits<std::size_t>::max());
        for (auto key = keys.begin(); key != keys.end(); ++key) {
            if (count_groups(csv, with(panels, *key)) > most_panels) continue;
            const auto own = std::make_pair(is_ordinal(csv, *key), count_groups(csv, {*key}));
            if (own < rank) {
                best = key;
                rank = own;
            }
        }
        if (best == keys.end()) return;
        panels.push_back(*best);
        keys.erase(best);
    }
}

ColourBar bar_over(const std::string& title, double low, double high) {
    constexpr double decades = 50.0;
    return {title, low, high, low > 0.0 && high / low > decades};
}

// Share of the way along the bar.
double share_along(const ColourBar& bar, double place) {
    if (bar.logarithmic) return std::log(place / bar.low) / std::log(bar.high / bar.low);
    return bar.high > bar.low ? (place - bar.low) / (bar.high - bar.low) : 0.0;
}

// Colours by the place along an ordinal variable; a bar where they are too many for a legend.
void look_along(const std::string& column, const Groups& groups, Arrangement& out) {
    std::set<double> places;
    for (const auto& key : groups.keys)
        if (const auto place = place_of(key.front())) places.insert(*place);
    const auto numbers = bar_over(column, *places.begin(), *places.rbegin());
    const auto ranks = bar_over(column, 0.0, static_cast<double>(places.size() - 1));
    const bool many = groups.keys.size() > most_looks;
    for (const auto& key : groups.keys) {
        SeriesLook look{label_part(column, key.front())};
        const auto place = place_of(key.front());
        look.whole = !place;
        if (place) {
            look.hue = static_cast<std::size_t>(std::distance(places.begin(), places.find(*place)));
            look.place =
                many ? share_along(numbers, *place) : share_along(ranks, static_cast<double>(look.hue));
        }
        out.looks.push_back(look);
    }
    if (many) out.bar = numbers;
}

// So many series that only their number tells them apart.
void look_by_number(const Groups& groups, Arrangement& out) {
    const auto many = groups.keys.size();
    for (std::size_t i = 0; i < many; ++i)
        out.looks.push_back({"", static_cast<double>(i) / static_cast<double>(many - 1), false, i, 0});
    out.bar = bar_over("number of the series", 1.0, static_cast<double>(many));
}

// Colour by one column, dash by the other, which has two values; nothing if neither has.
bool look_crossed(const CsvText& csv, const Names& keys, const Groups& groups, Arrangement& out) {
    if (keys.size() != 2) return false;
    const auto first = group_rows(csv, {keys[0]}).keys;
    const auto second = group_rows(csv, {keys[1]}).keys;
    const std::size_t dashed = second.size() <= first.size() ? 1 : 0;
    if ((dashed == 1 ? second : first).size() > 2) return false;
    Arrangement hues;
    const auto hue_groups = group_rows(csv, {keys[1 - dashed]});
    if (is_ordinal(csv, keys[1 - dashed]))
        look_along(keys[1 - dashed], hue_groups, hues);
    else
        for (std::size_t i = 0; i < hue_groups.keys.size(); ++i)
            hues.looks.push_back({"", {}, false, i, 0});
    const auto place_in = [](const std::vector<Names>& list, const std::string& text) {
        return static_cast<std::size_t>(std::find(list.begin(), list.end(), Names{text}) - list.begin());
    };
    for (const auto& key : groups.keys) {
        auto look = hues.looks[place_in(hue_groups.keys, key[1 - dashed])];
        look.title = label_of(keys, key);
        look.dash = place_in(dashed == 1 ? second : first, key[dashed]);
        out.looks.push_back(look);
    }
    return true;
}

void choose_looks(const CsvText& csv, const Names& keys, const Groups& groups, Arrangement& out) {
    if (keys.size() == 1 && is_ordinal(csv, keys.front())) return look_along(keys.front(), groups, out);
    if (groups.keys.size() > most_looks) return look_by_number(groups, out);
    if (look_crossed(csv, keys, groups, out)) return;
    for (std::size_t i = 0; i < groups.keys.size(); ++i)
        out.looks.push_back({label_of(keys, groups.keys[i]), {}, false, i, 0});
}

}  // namespace

Arrangement arrange_series(const CsvText& csv, const Names& series_columns, const Names& panel_columns) {
    Names candidates = panel_columns;
    candidates.insert(candidates.end(), series_columns.begin(), series_columns.end());
    Names keys;
    Names panels;
    for (const auto& column : telling_columns(csv, candidates)) {
        const bool has_panels =
            std::find(panel_columns.begin(), panel_columns.end(), column) != panel_columns.end();
        (has_panels ? panels : keys).push_back(column);
    }
    spread_over_panels(csv, keys, panels);

    Arrangement out;
    const auto groups = group_rows(csv, keys);
    const auto panel_groups = group_rows(csv, panels);
    choose_looks(csv, keys, groups, out);
    for (const auto& key : panel_groups.keys)
        out.panel_titles.push_back(label_of(panels, key));
    std::map<std::pair<std::size_t, std::size_t>, std::vector<std::size_t>> rows;
    for (std::size_t row = 0; row < csv.rows.size(); ++row)
        rows[{panel_groups.of_row[row], groups.of_row[row]}].push_back(row);
    for (auto& [place, list] : rows)
        out.series.push_back({place.first, place.second, std::move(list)});
    return out;
}

}  // namespace glasscape
