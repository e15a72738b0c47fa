#include "glasscape/core/hash.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <stdexcept>

#include <boost/uuid/name_generator_sha1.hpp>
#include <boost/uuid/uuid.hpp>
#include <fcntl.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace glasscape {
namespace {

[[noreturn]] void refuse(const std::string& path, const std::string& why) {
    throw std::invalid_argument(
        fmt::format("cannot read '{}': {}, give the path of a file that exists", path, why));
}

// A file mapped into memory.
class MappedFile {
  public:
    explicit MappedFile(const std::string& path) {
        const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
        if (file < 0) refuse(path, std::strerror(errno));
        struct stat status {};
        const bool regular = fstat(file, &status) == 0 && S_ISREG(status.st_mode);
        size_ = regular ? static_cast<std::size_t>(status.st_size) : 0;
        if (size_ > 0) data_ = mmap(nullptr, size_, PROT_READ, MAP_PRIVATE, file, 0);
        const int error = errno;
        close(file);
        if (!regular) refuse(path, "it is no regular file");
        if (data_ == MAP_FAILED) refuse(path, std::strerror(error));
    }
    ~MappedFile() {
        if (data_ != nullptr && data_ != MAP_FAILED) munmap(data_, size_);
    }
    MappedFile(const MappedFile&) = delete;
    MappedFile& operator=(const MappedFile&) = delete;

    std::string_view content() const { return {static_cast<const char*>(data_), size_}; }

  private:
    void* data_ = nullptr;
    std::size_t size_ = 0;
};

}  // namespace

ContentHash hash_of(std::string_view content) {
    // A namespace of glasscape's own, chosen once.
    constexpr boost::uuids::uuid space{
        {0x6f, 0x1c, 0x0b, 0x52, 0x9a, 0x3e, 0x4d, 0x77, 0x8b, 0x21, 0x5e, 0xd4, 0x90, 0xc3, 0x11, 0xaf}};
    const auto id = boost::uuids::name_generator_sha1(space)(content.data(), content.size());
    ContentHash bytes;
    std::copy(id.begin(), id.end(), bytes.begin());
    return bytes;
}

ContentHash hash_of_file(const std::string& path) {
    return hash_of(MappedFile(path).content());
}

std::string to_text(const ContentHash& hash) {
    return fmt::format("{:02x}", fmt::join(hash, ""));
}

}  // namespace glasscape
