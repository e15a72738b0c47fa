#include "reference.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>

#include <doctest/doctest.h>
#include <fmt/format.h>

namespace glasscape::testing {

std::string reference_folder() {
    const char* folder = std::getenv("GLASSCAPE_REFERENCE");
    return folder != nullptr && *folder != '\0' ? folder : GLASSCAPE_SOURCE_DIR "/data/reference";
}

void check_every_row(const std::string& file, const std::function<void(const CsvText&, std::size_t)>& check) {
    std::string path = reference_folder() + "/" + file;
    if (!std::filesystem::exists(path)) {
        fmt::print("{}: not in {}, the project's own is taken\n", file, reference_folder());
        path = GLASSCAPE_SOURCE_DIR "/data/reference/" + file;
    }
    if (!std::filesystem::exists(path)) FAIL(path << " is missing");
    const auto table = read_csv(path);
    for (std::size_t row = 0; row < table.rows.size(); ++row) {
        CAPTURE(file);
        CAPTURE(row);
        CAPTURE(fmt::format("{}", fmt::join(table.rows[row], ",")));
        check(table, row);
    }
    fmt::print("{}: {} rows checked\n", file, table.rows.size());
    CHECK_MESSAGE(!table.rows.empty(), file, " has no rows to check");
}

bool close(double value, double expected, double tolerance) {
    if (std::isinf(value) || std::isinf(expected)) return value == expected;
    return std::abs(value - expected) <= tolerance * std::max(1.0, std::abs(expected));
}

bool close_relative(double value, double expected, double tolerance) {
    if (std::isinf(value) || std::isinf(expected) || expected == 0.0) return value == expected;
    return std::abs(value - expected) <= tolerance * std::abs(expected);
}

}  // namespace glasscape::testing
