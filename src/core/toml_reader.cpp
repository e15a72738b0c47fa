#include "core/toml_reader.hpp"

#include <cmath>

namespace glasscape {

toml::table parse_toml(const std::string& text, const std::string& origin) {
    try {
        return toml::parse(text, origin);
    } catch (const toml::parse_error& error) {
        throw std::invalid_argument(fmt::format("{}, line {}, column {}: {}", origin,
                                                error.source().begin.line, error.source().begin.column,
                                                error.description()));
    }
}

const toml::node* TomlReader::find(std::string_view key) {
    known_.emplace(key);
    return table_.get(key);
}

void TomlReader::fail(const toml::source_region& at, const std::string& what) const {
    throw std::invalid_argument(fmt::format("{}, line {}, column {}: {}{}", origin_, at.begin.line,
                                            at.begin.column,
                                            where_.empty() ? "" : fmt::format("[{}] ", where_), what));
}

void TomlReader::read(std::string_view key, std::string& value) {
    const auto* node = find(key);
    if (node == nullptr) return;
    const auto text = node->value_exact<std::string>();
    if (!text) fail(node->source(), fmt::format("{} must be text in quotes", key));
    value = *text;
}

void TomlReader::read(std::string_view key, bool& value) {
    const auto* node = find(key);
    if (node == nullptr) return;
    const auto flag = node->value_exact<bool>();
    if (!flag) fail(node->source(), fmt::format("{} must be true or false", key));
    value = *flag;
}

void TomlReader::read(std::string_view key, double& value, double low, double high) {
    const auto* node = find(key);
    if (node == nullptr) return;
    const auto number = node->is_number() ? node->value<double>() : std::nullopt;
    if (!number || !(*number >= low && *number <= high))
        fail(node->source(), fmt::format("{} must be a number between {} and {}", key, low, high));
    value = *number;
}

void TomlReader::read(std::string_view key, std::int64_t& value, std::int64_t low, std::int64_t high) {
    const auto* node = find(key);
    if (node == nullptr) return;
    const auto number = node->value_exact<std::int64_t>();
    if (!number || *number < low || *number > high)
        fail(node->source(), fmt::format("{} must be a whole number between {} and {}", key, low, high));
    value = *number;
}

void TomlReader::read(std::string_view key, int& value, int low, int high) {
    std::int64_t wide = value;
    read(key, wide, low, high);
    value = static_cast<int>(wide);
}

void TomlReader::read(std::string_view key, std::vector<std::int64_t>& value, std::int64_t low,
                      std::int64_t high) {
    const auto* node = find(key);
    if (node == nullptr) return;
    const auto* array = node->as_array();
    if (array == nullptr) fail(node->source(), fmt::format("{} must be a list of whole numbers", key));
    value.clear();
    for (const auto& item : *array) {
        const auto number = item.value_exact<std::int64_t>();
        if (!number || *number < low || *number > high)
            fail(item.source(),
                 fmt::format("{} must be a list of whole numbers between {} and {}", key, low, high));
        value.push_back(*number);
    }
}

void TomlReader::read(std::string_view key, std::vector<std::string>& value) {
    const auto* node = find(key);
    if (node == nullptr) return;
    const auto* array = node->as_array();
    if (array == nullptr) fail(node->source(), fmt::format("{} must be a list of texts", key));
    value.clear();
    for (const auto& item : *array) {
        const auto text = item.value_exact<std::string>();
        if (!text) fail(item.source(), fmt::format("{} must be a list of texts", key));
        value.push_back(*text);
    }
}

void TomlReader::read_table(std::string_view key, const std::function<void(TomlReader&)>& use) {
    const auto* node = find(key);
    if (node == nullptr) return;
    const auto* table = node->as_table();
    if (table == nullptr) fail(node->source(), fmt::format("{} must be a table, [{}]", key, key));
    TomlReader reader(*table, origin_, std::string(key));
    use(reader);
    reader.finish();
}

void TomlReader::read_tables(std::string_view key, const std::function<void(TomlReader&)>& use) {
    const auto* node = find(key);
    if (node == nullptr) return;
    const auto* array = node->as_array();
    if (array == nullptr || !array->is_array_of_tables())
        fail(node->source(), fmt::format("{} must be tables, [[{}]]", key, key));
    for (const auto& item : *array) {
        TomlReader reader(*item.as_table(), origin_, std::string(key));
        use(reader);
        reader.finish();
    }
}

void TomlReader::finish() const {
    for (const auto& [key, node] : table_)
        if (!known_.contains(key.str()))
            fail(key.source(),
                 fmt::format("unknown key '{}': there are {}", key.str(), fmt::join(known_, ", ")));
}

std::string parameter_text(const TomlReader& reader, const std::string& name, const toml::node& node) {
    if (const auto text = node.value_exact<std::string>()) return *text;
    if (const auto whole = node.value_exact<std::int64_t>()) return fmt::format("{}", *whole);
    if (const auto flag = node.value_exact<bool>()) return *flag ? "true" : "false";
    const auto real = node.value_exact<double>();
    if (!real || !std::isfinite(*real))
        reader.fail(node.source(), fmt::format("{} must be text, a number, or true or false", name));
    return fmt::format("{}", *real);
}

}  // namespace glasscape
