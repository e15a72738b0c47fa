// Files that appear whole or not at all: written under a temporary name beside them, flushed to the disk,
// then renamed.
//
// A path through symbolic links names the file at their end; the links stay. Devices, pipes and the open
// files of a process (/dev/stdout, /dev/fd/N, /proc/self/fd/N) are written straight.
#pragma once

#include <string>
#include <string_view>

namespace glasscape {

/// Writes `content` to `path`. Throws std::runtime_error naming the file and the reason, with what was there
/// before left as it was (but for devices and pipes).
void write_whole_file(const std::string& path, std::string_view content);

/// Throws std::invalid_argument unless `path` can be written (its folder exists and admits a new file, it is
/// not itself a folder), so that a long run does not end in a surprise. Leaves nothing behind.
void require_writable(const std::string& path);

/// True if `path` is written straight: there can be no files beside it.
bool is_written_straight(const std::string& path);

}  // namespace glasscape
