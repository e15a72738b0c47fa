#include "network/data/inflated_file.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <memory>
#include <stdexcept>

#include <fmt/format.h>
#include <sys/stat.h>
#include <zlib.h>

namespace glasscape {
namespace {

[[noreturn]] void refuse_file(const std::string& file, const std::string& why) {
    throw std::invalid_argument(fmt::format("{}: {}", file, why));
}

void require_regular(const std::string& file) {
    struct stat status {};
    if (stat(file.c_str(), &status) != 0)
        refuse_file(file, fmt::format("cannot be read: {}", std::strerror(errno)));
    if (S_ISDIR(status.st_mode)) refuse_file(file, "is a folder: give the name of a file");
    if (!S_ISREG(status.st_mode))
        refuse_file(file, "is a pipe or a device, which cannot be read twice: give a regular file");
}

}  // namespace

std::string read_inflated(const std::string& file, std::size_t limit) {
    require_regular(file);
    const std::unique_ptr<gzFile_s, int (*)(gzFile)> handle(gzopen(file.c_str(), "rb"), gzclose);
    if (!handle) refuse_file(file, fmt::format("cannot be read: {}", std::strerror(errno)));
    std::string bytes;
    std::array<char, 1 << 16> chunk{};
    while (bytes.size() <= limit) {
        const int got = gzread(handle.get(), chunk.data(), chunk.size());
        if (got < 0) refuse_file(file, "is damaged or cannot be read to its end");
        if (got == 0) break;
        bytes.append(chunk.data(), static_cast<std::size_t>(got));
    }
    int status = Z_OK;
    gzerror(handle.get(), &status);
    if (status != Z_OK && status != Z_STREAM_END) refuse_file(file, "is damaged or cut short (gzip)");
    return bytes;
}

std::string inflated(std::string_view gzip) {
    constexpr int gzip_window = 15 + 16;
    z_stream stream{};
    std::string source(gzip);
    stream.next_in = reinterpret_cast<Bytef*>(source.data());
    stream.avail_in = static_cast<uInt>(source.size());
    if (inflateInit2(&stream, gzip_window) != Z_OK) throw std::logic_error("zlib does not start");
    std::string bytes;
    std::array<char, 1 << 16> chunk{};
    int status = Z_OK;
    while (status == Z_OK) {
        stream.next_out = reinterpret_cast<Bytef*>(chunk.data());
        stream.avail_out = static_cast<uInt>(chunk.size());
        status = inflate(&stream, Z_NO_FLUSH);
        bytes.append(chunk.data(), chunk.size() - stream.avail_out);
    }
    inflateEnd(&stream);
    if (status != Z_STREAM_END) throw std::logic_error("damaged gzip bytes inside the library");
    return bytes;
}

}  // namespace glasscape
