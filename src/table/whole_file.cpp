#include "glasscape/table/whole_file.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <stdexcept>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

namespace glasscape {
namespace {

// 0, or the errno of the first step that failed.
int write_and_sync(const std::string& path, std::string_view content) {
    const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (file < 0) return errno;
    int error = 0;
    while (!content.empty() && error == 0) {
        const auto written = write(file, content.data(), content.size());
        if (written < 0) {
            error = errno == EINTR ? 0 : errno;
        } else {
            content.remove_prefix(static_cast<std::size_t>(written));
        }
    }
    // Devices and pipes have nothing to flush to a disk and say EINVAL.
    if (error == 0 && fsync(file) != 0 && errno != EINVAL && errno != EROFS) error = errno;
    if (close(file) != 0 && error == 0) error = errno;
    return error;
}

[[noreturn]] void fail(const std::string& path, int error) {
    throw std::runtime_error(fmt::format("cannot write '{}': {}", path, std::strerror(error)));
}

}  // namespace

bool is_special_file(const std::string& path) {
    struct stat status {};
    return stat(path.c_str(), &status) == 0 && !S_ISREG(status.st_mode);
}

void write_whole_file(const std::string& path, std::string_view content) {
    if (is_special_file(path)) {
        if (const int error = write_and_sync(path, content); error != 0) fail(path, error);
        return;
    }
    const std::string part = path + ".part";
    if (const int error = write_and_sync(part, content); error != 0) {
        unlink(part.c_str());
        fail(path, error);
    }
    if (std::rename(part.c_str(), path.c_str()) != 0) {
        const int error = errno;
        unlink(part.c_str());
        fail(path, error);
    }
}

void write_partial_file(const std::string& path, std::string_view content) {
    if (is_special_file(path)) return;
    if (const int error = write_and_sync(path + ".part", content); error != 0) fail(path + ".part", error);
}

void require_writable(const std::string& path) {
    namespace fs = std::filesystem;
    std::error_code ignored;
    if (path.empty()) throw std::invalid_argument("the output file has an empty name: give --out FILE");
    if (fs::is_directory(path, ignored))
        throw std::invalid_argument(
            fmt::format("cannot write '{}': it is a folder, give the name of a file", path));
    if (is_special_file(path)) return;
    const auto parent = fs::path(path).parent_path();
    const std::string folder = parent.empty() ? "." : parent.string();
    if (!fs::is_directory(folder, ignored))
        throw std::invalid_argument(
            fmt::format("cannot write '{}': there is no folder '{}', create it first", path, folder));
    if (access(folder.c_str(), W_OK) != 0 || (fs::exists(path, ignored) && access(path.c_str(), W_OK) != 0))
        throw std::invalid_argument(fmt::format("cannot write '{}': {}, choose a place you may write to",
                                                path, std::strerror(errno)));
}

}  // namespace glasscape
