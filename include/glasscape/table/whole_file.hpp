// Files that appear whole or not at all: written as FILE.part, flushed to the disk, then renamed.
#pragma once

#include <string>
#include <string_view>

namespace glasscape {

/// Writes `content` to `path` by way of `path` + ".part". A path that exists and is not a regular file (a
/// device, a pipe) is written directly. Throws std::runtime_error naming the file and the reason; the .part
/// is removed then.
void write_whole_file(const std::string& path, std::string_view content);

/// Leaves `path` + ".part" with what is finished of an interrupted run; devices are left alone.
void write_partial_file(const std::string& path, std::string_view content);

/// Throws std::invalid_argument unless `path` can be written (its folder exists and admits a new file, it is
/// not itself a folder), so that a long run does not end in a surprise. Leaves nothing behind.
void require_writable(const std::string& path);

/// True if `path` exists and is something else than a regular file.
bool is_special_file(const std::string& path);

}  // namespace glasscape
