#include "network/data/labelled_csv.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <stdexcept>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "glasscape/core/parse.hpp"

#include "network/data/inflated_file.hpp"

namespace glasscape {
namespace {

[[noreturn]] void refuse_table(const std::string& file, const std::string& why) {
    throw std::invalid_argument(fmt::format("{}: {}", file, why));
}

struct Line {
    std::int64_t number;
    std::vector<std::string> fields;
};

std::string text_of(const std::string& file) {
    constexpr std::size_t most_bytes = std::size_t{1} << 34;
    auto text = read_inflated(file, most_bytes);
    const auto starts = [&](std::string_view mark) { return std::string_view(text).starts_with(mark); };
    const auto first = std::string_view(text).substr(0, 1000);
    if (starts("\xff\xfe") || starts("\xfe\xff") || first.find('\0') != std::string_view::npos)
        refuse_table(file, "is UTF-16 or no text at all: save it as UTF-8");
    if (starts("\xef\xbb\xbf")) text.erase(0, 3);
    if (first.find_first_not_of(" \t\r\n") == std::string_view::npos)
        refuse_table(file, "is empty: a header row and rows of points were expected");
    return text;
}

// Whichever of the three the header line has most of.
char separator_of(std::string_view text) {
    const auto header = text.substr(0, text.find_first_of("\r\n", text.find_first_not_of("\r\n")));
    const auto occurrences = [&](char c) { return std::count(header.begin(), header.end(), c); };
    char best = ',';
    for (const char c : {';', '\t'})
        if (occurrences(c) > occurrences(best)) best = c;
    return best;
}

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view blanks = " \t";
    const auto first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(blanks) + 1 - first);
}

// Reads line after line.
class Lines {
  public:
    Lines(std::string_view text, const std::string& file)
        : text_(text), file_(file), separator_(separator_of(text)) {}

    // The next line that is not blank; nothing at the end.
    std::optional<Line> next() {
        while (at_ < text_.size()) {
            auto line = read_line();
            if (line.fields.size() > 1 || !line.fields.front().empty()) return line;
        }
        return std::nullopt;
    }

  private:
    Line read_line() {
        Line line{number_, {}};
        for (bool more = true; more;) {
            line.fields.push_back(read_field(line.number));
            more = at_ < text_.size() && text_[at_] == separator_;
            if (more) ++at_;
        }
        end_line();
        return line;
    }

    // Any of LF, CR LF and CR.
    void end_line() {
        if (at_ == text_.size()) return;
        if (text_.substr(at_, 2) == "\r\n") ++at_;
        ++at_;
        ++number_;
    }

    std::string read_field(std::int64_t first_line) {
        const auto blanks = text_.find_first_not_of(separator_ == '\t' ? " " : " \t", at_);
        if (blanks != std::string_view::npos && text_[blanks] == '"') {
            at_ = blanks + 1;
            return read_quoted(first_line);
        }
        const char ends[] = {separator_, '\r', '\n', '\0'};
        const auto end = std::min(text_.find_first_of(ends, at_), text_.size());
        const auto field = trimmed(text_.substr(at_, end - at_));
        at_ = end;
        return std::string(field);
    }

    std::string read_quoted(std::int64_t first_line) {
        std::string field;
        for (; at_ < text_.size(); ++at_) {
            if (text_[at_] == '\n') ++number_;
            if (text_[at_] != '"') {
                field += text_[at_];
            } else if (at_ + 1 < text_.size() && text_[at_ + 1] == '"') {
                field += '"';
                ++at_;
            } else {
                const char ends[] = {separator_, '\r', '\n', '\0'};
                at_ = std::min(text_.find_first_of(ends, at_), text_.size());
                return std::string(trimmed(field));
            }
        }
        refuse_table(file_, fmt::format("the quote opened in line {} is never closed", first_line));
    }

    std::string_view text_;
    const std::string& file_;
    char separator_;
    std::size_t at_ = 0;
    std::int64_t number_ = 1;
};

// Throws for a header that has a name twice.
void require_distinct(const std::vector<std::string>& header, const std::string& file) {
    std::set<std::string> seen;
    for (const auto& name : header)
        if (!seen.insert(name).second)
            refuse_table(file,
                         fmt::format("has two columns called '{}': each needs a name of its own", name));
}

std::size_t position_of(const std::string& column, const std::vector<std::string>& header,
                        const std::string& file) {
    const auto found = std::find(header.begin(), header.end(), column);
    if (found == header.end())
        refuse_table(file,
                     fmt::format("has no column '{}': its columns are {}", column, fmt::join(header, ", ")));
    return static_cast<std::size_t>(found - header.begin());
}

double feature_of(const std::string& file, const std::vector<std::string>& header, const Line& line,
                  std::size_t column) {
    const auto& field = line.fields[column];
    if (const auto value = parse_real(field)) return *value;
    const bool decimal_comma = std::count(field.begin(), field.end(), ',') == 1;
    refuse_table(file, fmt::format("line {}: '{}' in column '{}' is not a finite number{}", line.number,
                                   field, header[column], decimal_comma ? ": decimals take a point" : ""));
}

float stored(double value, double offset, const std::string& file, const std::string& column,
             std::int64_t line) {
    const double distance = value - offset;
    if (!(std::abs(distance) <= static_cast<double>(std::numeric_limits<float>::max())))
        refuse_table(file,
                     fmt::format("line {}: {} in column '{}' lies too far from the first row's {} for single "
                                 "precision: scale the column",
                                 line, value, column, offset));
    return static_cast<float>(distance);
}

// Numbers for words, in the order of those.
std::vector<int> numbered(const std::vector<std::string>& labels, int& count) {
    std::vector<double> numbers;
    for (const auto& label : labels) {
        const auto value = parse_real(label);
        if (!value) break;
        numbers.push_back(*value);
    }
    std::vector<int> classes;
    const auto number_classes = [&](const auto& keys) {
        using Key = typename std::decay_t<decltype(keys)>::value_type;
        std::map<Key, int> order;
        for (const auto& key : keys)
            order.emplace(key, 0);
        count = 0;
        for (auto& [key, number] : order)
            number = count++;
        for (const auto& key : keys)
            classes.push_back(order.at(key));
    };
    if (numbers.size() == labels.size())
        number_classes(numbers);
    else
        number_classes(labels);
    return classes;
}

void require_classes(const std::vector<std::string>& labels, int classes, const std::string& file,
                     const std::string& column) {
    if (classes < 2)
        refuse_table(file, fmt::format("every label in column '{}' is '{}': at least two classes are needed",
                                       column, labels.front()));
    const auto points = static_cast<std::int64_t>(labels.size());
    const std::int64_t count = classes;
    const bool numbers = std::all_of(labels.begin(), labels.end(),
                                     [](const auto& label) { return parse_real(label).has_value(); });
    const bool fractions = numbers && std::any_of(labels.begin(), labels.end(), [](const auto& label) {
                               return *parse_real(label) != std::floor(*parse_real(label));
                           });
    // Few points may well have a class each; many points with nearly as many numbers have no classes.
    if (classes > 10 && (fractions ? 10 * count > points : numbers && 2 * count > points))
        refuse_table(
            file,
            fmt::format("column '{}' holds {} different numbers in {} rows and looks continuous: labels "
                        "are classes, put the values into bins first",
                        column, classes, points));
}

// A condition that has points of one class alone is that class under another name.
void require_no_answer(const StoredPoints& points, const std::string& file, const std::string& column) {
    std::vector<int> class_of(static_cast<std::size_t>(points.condition_count), -1);
    for (std::size_t i = 0; i < points.labels.size(); ++i) {
        auto& known = class_of[static_cast<std::size_t>(points.conditions[i])];
        if (known >= 0 && known != points.labels[i]) return;
        known = points.labels[i];
    }
    refuse_table(file,
                 fmt::format("column '{}' tells the class of every point: a condition is something else "
                             "than what is to be predicted",
                             column));
}

}  // namespace

StoredPoints read_labelled_csv(const std::string& file, const std::string& label_column,
                               const std::string& condition_column) {
    const auto text = text_of(file);
    Lines lines(text, file);
    const auto header = lines.next()->fields;
    require_distinct(header, file);
    const auto label_at = position_of(label_column, header, file);
    const auto condition_at =
        condition_column.empty() ? header.size() : position_of(condition_column, header, file);
    if (condition_at == label_at)
        refuse_table(file, fmt::format("column '{}' cannot be both label and condition", label_column));
    StoredPoints points;
    for (std::size_t c = 0; c < header.size(); ++c)
        if (c != label_at && c != condition_at) points.names.push_back(header[c]);
    points.inputs = static_cast<int>(points.names.size());
    if (points.inputs == 0) refuse_table(file, "has no column of features beside the labels");
    std::vector<std::string> labels;
    std::vector<std::string> conditions;
    std::vector<double> first;
    while (const auto line = lines.next()) {
        if (line->fields.size() != header.size())
            refuse_table(file, fmt::format("line {}: {} fields where the header has {}", line->number,
                                           line->fields.size(), header.size()));
        const auto word_at = [&](std::size_t column, const char* what) {
            if (line->fields[column].empty())
                refuse_table(file, fmt::format("line {}: the {} in column '{}' is empty", line->number, what,
                                               header[column]));
            return line->fields[column];
        };
        labels.push_back(word_at(label_at, "label"));
        if (condition_at < header.size()) conditions.push_back(word_at(condition_at, "condition"));
        for (std::size_t c = 0; c < header.size(); ++c) {
            if (c == label_at || c == condition_at) continue;
            const double value = feature_of(file, header, *line, c);
            const auto feature = points.values.size() % static_cast<std::size_t>(points.inputs);
            if (first.size() <= feature) first.push_back(value);
            points.values.push_back(stored(value, first[feature], file, header[c], line->number));
        }
    }
    if (labels.empty()) refuse_table(file, "has a header and no points");
    points.labels = numbered(labels, points.classes);
    require_classes(labels, points.classes, file, label_column);
    for (const int condition : numbered(conditions, points.condition_count))
        points.conditions.push_back(Condition{condition});
    if (!conditions.empty()) require_no_answer(points, file, condition_column);
    return points;
}

}  // namespace glasscape
