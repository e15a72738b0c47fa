// A lock on a file that ends with the process, however it ends.
#pragma once

#include <string>

namespace glasscape {

class FileLock {
  public:
    /// Locks `path`, made if missing. Throws std::runtime_error with `busy` if another process holds it.
    FileLock(const std::string& path, const std::string& busy);
    ~FileLock();
    FileLock(const FileLock&) = delete;
    FileLock& operator=(const FileLock&) = delete;

  private:
    int file_ = -1;
};

}  // namespace glasscape
