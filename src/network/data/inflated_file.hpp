// Bytes of input files and of what the library carries, plain or gzip.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace glasscape {

/// All bytes of a file, inflated if it is gzip; at most `limit`, one more telling that there are more. Throws
/// std::invalid_argument naming the file: it is not there, a folder, a pipe or device (which cannot be read
/// twice), or damaged.
std::string read_inflated(const std::string& file, std::size_t limit);

/// What gzip bytes unpack to. Throws std::logic_error for damaged ones.
std::string inflated(std::string_view gzip);

}  // namespace glasscape
