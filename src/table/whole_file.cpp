#include "glasscape/table/whole_file.hpp"

#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <optional>
#include <stdexcept>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "glasscape/core/parse.hpp"

namespace glasscape {
namespace {

namespace fs = std::filesystem;

// Where a path leads.
struct Destination {
    fs::path file;                 // at the end of all links
    bool straight = false;         // no regular file of its own
    std::optional<int> open_file;  // number of an open file of this process
};

// Whether `folder` holds the open files of a process, and whether the process is this one.
struct OpenFiles {
    bool any = false;
    bool own = false;
};
OpenFiles open_files_in(const fs::path& folder) {
    std::error_code error;
    const auto real = fs::canonical(folder, error);
    if (error || real.filename() != "fd" || !real.string().starts_with("/proc/")) return {};
    return {true, real == fs::canonical("/proc/self/fd", error)};
}

Destination destination_of(const std::string& path) {
    constexpr int most_links = 40;
    Destination to;
    to.file = path;
    for (int i = 0;; ++i) {
        if (i == most_links)
            throw std::invalid_argument(
                fmt::format("cannot write '{}': its links lead in a circle, give another name", path));
        const auto folder = to.file.parent_path();
        if (const auto files = open_files_in(folder.empty() ? "." : folder); files.any) {
            const auto number = files.own ? parse_integer(to.file.filename().string()) : std::nullopt;
            to.straight = true;
            if (number) to.open_file = static_cast<int>(*number);
            return to;
        }
        std::error_code error;
        const auto target = fs::read_symlink(to.file, error);
        if (error) break;
        to.file = target.is_absolute() ? target : folder / target;
    }
    struct stat status {};
    to.straight = stat(to.file.c_str(), &status) == 0 && !S_ISREG(status.st_mode);
    return to;
}

// Writes all of it, flushes and closes; 0, or the errno of the first step that failed.
int write_and_close(int file, std::string_view content) {
    int error = 0;
    while (!content.empty() && error == 0) {
        const auto written = write(file, content.data(), content.size());
        if (written < 0)
            error = errno == EINTR ? 0 : errno;
        else
            content.remove_prefix(static_cast<std::size_t>(written));
    }
    // Devices and pipes have nothing to flush to a disk and say EINVAL.
    if (error == 0 && fsync(file) != 0 && errno != EINVAL && errno != EROFS) error = errno;
    if (close(file) != 0 && error == 0) error = errno;
    return error;
}

[[noreturn]] void fail(const std::string& path, int error) {
    throw std::runtime_error(fmt::format("cannot write '{}': {}", path, std::strerror(error)));
}

void write_straight(const std::string& path, const Destination& to, std::string_view content) {
    const int file =
        to.open_file ? fcntl(*to.open_file, F_DUPFD_CLOEXEC, 0) : open(to.file.c_str(), O_WRONLY | O_CLOEXEC);
    if (file < 0) fail(path, errno);
    if (const int error = write_and_close(file, content); error != 0) fail(path, error);
}

struct NewFile {
    std::string name;
    int file = -1;  // open for writing; -1: errno says why not
};

// A new file beside this one, with the mode that this one has or a new file gets.
NewFile open_beside(const fs::path& file) {
    static std::atomic<unsigned> count{0};
    NewFile beside;
    do {
        beside.name = fmt::format("{}.{}-{}.tmp", file.string(), getpid(), count++);
        beside.file = open(beside.name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    } while (beside.file < 0 && errno == EEXIST);
    struct stat status {};
    constexpr mode_t permissions = 07777;
    if (beside.file >= 0 && stat(file.c_str(), &status) == 0)
        static_cast<void>(fchmod(beside.file, status.st_mode & permissions));
    return beside;
}

// The rename itself must reach the disk; file systems that cannot flush a folder need not.
void flush_folder_of(const fs::path& file) {
    const auto parent = file.parent_path();
    const int folder = open(parent.empty() ? "." : parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0) return;
    static_cast<void>(fsync(folder));
    close(folder);
}

}  // namespace

bool is_written_straight(const std::string& path) {
    return destination_of(path).straight;
}

void write_whole_file(const std::string& path, std::string_view content) {
    const auto to = destination_of(path);
    if (to.straight) {
        write_straight(path, to, content);
        return;
    }
    const auto temporary = open_beside(to.file);
    if (temporary.file < 0) fail(path, errno);
    int error = write_and_close(temporary.file, content);
    if (error == 0 && std::rename(temporary.name.c_str(), to.file.c_str()) != 0) error = errno;
    if (error != 0) {
        unlink(temporary.name.c_str());
        fail(path, error);
    }
    flush_folder_of(to.file);
}

void require_writable(const std::string& path) {
    std::error_code ignored;
    if (path.empty()) throw std::invalid_argument("the output file has an empty name: give --out FILE");
    if (fs::is_directory(path, ignored))
        throw std::invalid_argument(
            fmt::format("cannot write '{}': it is a folder, give the name of a file", path));
    const auto to = destination_of(path);
    if (to.straight) return;
    const auto parent = to.file.parent_path();
    const std::string folder = parent.empty() ? "." : parent.string();
    if (!fs::is_directory(folder, ignored))
        throw std::invalid_argument(
            fmt::format("cannot write '{}': there is no folder '{}', create it first", path, folder));
    if (access(folder.c_str(), W_OK) != 0 ||
        (fs::exists(to.file, ignored) && access(to.file.c_str(), W_OK) != 0))
        throw std::invalid_argument(fmt::format("cannot write '{}': {}, choose a place you may write to",
                                                path, std::strerror(errno)));
}

}  // namespace glasscape
