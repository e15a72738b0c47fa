// Data sets by name, as the command line and configurations give them.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "glasscape/network/dataset.hpp"

namespace glasscape {

/// Where points come from.
struct DataSource {
    enum class Kind { gaussian, digits, idx, csv, cifar10, cifar100 };
    Kind kind = Kind::gaussian;
    std::vector<std::string> training;  ///< files; idx: images, labels
    std::vector<std::string> test;      ///< the same; empty: a share of the training points is kept for tests
    std::string label;                  ///< column of the labels, csv
    std::string condition{};            ///< column of the conditions, csv; empty: there are none
};

/// gaussian; digits; idx:IMAGES,LABELS[,TEST_IMAGES,TEST_LABELS]; csv:FILE,LABEL_COLUMN[,condition=COLUMN];
/// cifar10:FILE[,FILE...] and cifar100:FILE[,FILE...], a file for tests being given as test=FILE or called
/// test_batch.bin or test.bin (or .bin.gz), one for training as train=FILE or otherwise. Throws
/// std::invalid_argument with an example.
DataSource parse_data_source(std::string_view spec);

/// The text that reads back to the same source.
std::string to_text(const DataSource& source);

/// Names of all its files.
std::vector<std::string> files_of(const DataSource& source);

/// What the source holds rather than where it lies: the text above with the hash of its content in the place
/// of each file, and how its points are scaled where that has changed. Throws std::invalid_argument naming a file that cannot be read.
std::string content_of(const DataSource& source);

/// The source with each file `paths[i]` (in the order of files_of) taken from `folder` where the file itself
/// is not there: for data named by what was stored beside them.
DataSource found_from(DataSource source, const std::string& folder, const std::vector<std::string>& paths);

/// The points of a source that stores them; classes are numbered in the order of their labels. Without test
/// files a sixth of the points, drawn by the seed, is kept for tests; the digits have a split of their own. Throws std::invalid_argument naming
/// file, line and column of what is wrong. `image`, if given, is the shape of points that do not say themselves that
/// they are images; throws std::invalid_argument where they have another number of features.
std::unique_ptr<Dataset> open_dataset(const DataSource& source, std::uint64_t seed,
                                      const ImageShape& image = {});

}  // namespace glasscape
