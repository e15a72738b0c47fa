#include "sweep/store/file_lock.hpp"

#include <cerrno>
#include <cstring>
#include <stdexcept>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

namespace glasscape {

FileLock::FileLock(const std::string& path, const std::string& busy)
    : file_(open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666)) {
    if (file_ < 0)
        throw std::runtime_error(
            fmt::format("cannot write '{}': {}, give a --store FILE in a place you may "
                        "write to",
                        path, std::strerror(errno)));
    if (flock(file_, LOCK_EX | LOCK_NB) != 0) {
        const int reason = errno;
        close(file_);
        throw std::runtime_error(
            reason == EWOULDBLOCK ? busy : fmt::format("cannot lock '{}': {}", path, std::strerror(reason)));
    }
}

FileLock::~FileLock() {
    close(file_);
}

}  // namespace glasscape
