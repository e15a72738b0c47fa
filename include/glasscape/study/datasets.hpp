// Data sets by name, as the command line and configurations give them.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "glasscape/network/dataset.hpp"

namespace glasscape {

/// Columns of numbers and one of labels (whole numbers or words; classes in their order). Throws
/// std::invalid_argument naming file, line and column of what is wrong.
StoredPoints read_labelled_csv(const std::string& file, const std::string& label_column);

/// idx:IMAGES,LABELS[,TEST_IMAGES,TEST_LABELS], cifar10:FILE[,FILE...] (a file called test_batch.bin is for
/// tests), csv:FILE,LABEL_COLUMN. Without test files a sixth of the points is kept for tests. Throws
/// std::invalid_argument with an example.
std::unique_ptr<Dataset> open_dataset(std::string_view spec, std::uint64_t seed);

}  // namespace glasscape
