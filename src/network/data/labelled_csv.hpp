// Tables of features and labels as people have them.
#pragma once

#include <string>

#include "glasscape/network/dataset.hpp"

namespace glasscape {

/// Reads a table with a header, columns of numbers, one of labels and, where it is named, one of conditions: plain or gzip; UTF-8, with or without
/// byte-order mark; fields parted by comma, semicolon or tab (whichever the header has most of), blanks
/// around them left out; lines ended in any of the three ways, blank ones skipped; quotes as in RFC 4180.
///
/// Labels that are all numbers are compared as numbers (1, 1.0 and 01 are one class) and sorted as such;
/// others are compared and sorted as text; the same for conditions, which are no features. Features are stored relative to the first row, so that a large
/// common offset costs no digits.
///
/// Throws std::invalid_argument naming file, line and column: no such column, the same name twice, a row of
/// another length, a value that is no finite number or whose distance from the first row's overflows a float,
/// an empty label or condition, fewer than two classes, labels that look continuous, conditions that tell the
/// class of every point.
StoredPoints read_labelled_csv(const std::string& file, const std::string& label_column,
                               const std::string& condition_column = "");

}  // namespace glasscape
