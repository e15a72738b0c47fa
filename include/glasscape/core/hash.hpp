// Hashes of content: by them a result knows what made it.
//
// The first 128 bits of SHA-1 over a name space of glasscape's own and the bytes (a UUID of version 5, RFC
// 4122). Chance collisions are out of the question; nothing here guards against forgery.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace glasscape {

using ContentHash = std::array<std::uint8_t, 16>;

ContentHash hash_of(std::string_view content);

/// Of all bytes of a regular file. Throws std::invalid_argument naming the file if it cannot be read or is a
/// folder, a device or a pipe, which may not hold the same bytes twice.
ContentHash hash_of_file(const std::string& path);

/// 32 hexadecimal digits.
std::string to_text(const ContentHash& hash);

}  // namespace glasscape
