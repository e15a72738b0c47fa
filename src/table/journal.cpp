#include "glasscape/table/journal.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

namespace glasscape {
namespace {

constexpr std::size_t chunk_numbers = std::size_t{1} << 20;

struct ChunkHead {
    std::uint64_t numbers = 0;
    std::uint64_t ends_block = 0;
    ContentHash hash{};
};
static_assert(sizeof(ChunkHead) == 32);

[[noreturn]] void fail_to(const std::string& path, const char* verb) {
    throw std::runtime_error(fmt::format("cannot {} '{}': {}", verb, path, std::strerror(errno)));
}

/// An open file that is closed again.
struct OpenFile {
    int number;
    ~OpenFile() {
        if (number >= 0) close(number);
    }
};

void write_all(int file, const void* from, std::size_t bytes, const std::string& path) {
    const auto* at = static_cast<const char*>(from);
    while (bytes > 0) {
        const auto written = write(file, at, bytes);
        if (written < 0 && errno != EINTR) fail_to(path, "write");
        if (written <= 0) continue;
        at += written;
        bytes -= static_cast<std::size_t>(written);
    }
}

/// Whether all of it was there.
bool read_all(int file, void* to, std::size_t bytes) {
    auto* at = static_cast<char*>(to);
    while (bytes > 0) {
        const auto got = read(file, at, bytes);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return false;
        at += got;
        bytes -= static_cast<std::size_t>(got);
    }
    return true;
}

ContentHash hash_of_chunk(const ContentHash& before, bool ends_block, std::span<const double> numbers) {
    const auto content = hash_of({reinterpret_cast<const char*>(numbers.data()), numbers.size_bytes()});
    return hash_of(to_text(before) + to_text(content) + (ends_block ? "!" : ""));
}

}  // namespace

Journal::Journal(std::string path, const std::string& made_by)
    : path_(std::move(path)), origin_(hash_of(made_by)), last_hash_(origin_) {}

std::int64_t Journal::resume() {
    blocks_ = 0;
    whole_ = 0;
    last_hash_ = origin_;
    const OpenFile file{open(path_.c_str(), O_RDONLY | O_CLOEXEC)};
    if (file.number < 0) return 0;
    std::int64_t bytes = 0;
    ContentHash hash = origin_;
    std::vector<double> numbers;
    for (ChunkHead head; read_all(file.number, &head, sizeof head) && head.numbers <= chunk_numbers &&
                         head.ends_block <= 1;) {
        numbers.resize(head.numbers);
        if (!read_all(file.number, numbers.data(), numbers.size() * sizeof(double))) break;
        hash = hash_of_chunk(hash, head.ends_block != 0, numbers);
        if (hash != head.hash) break;
        bytes += static_cast<std::int64_t>(sizeof head + numbers.size() * sizeof(double));
        if (head.ends_block == 0) continue;
        ++blocks_;
        whole_ = bytes;
        last_hash_ = hash;
    }
    return blocks_;
}

void Journal::append(const std::function<void(const Sink&)>& write) {
    const OpenFile file{open(path_.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0666)};
    if (file.number < 0) fail_to(path_, "write");
    if (ftruncate(file.number, whole_) != 0 || lseek(file.number, whole_, SEEK_SET) < 0)
        fail_to(path_, "write");
    ContentHash hash = last_hash_;
    std::int64_t bytes = whole_;
    std::vector<double> chunk;
    chunk.reserve(chunk_numbers);
    const auto put = [&](bool ends_block) {
        ChunkHead head{chunk.size(), ends_block ? 1U : 0U, hash_of_chunk(hash, ends_block, chunk)};
        write_all(file.number, &head, sizeof head, path_);
        write_all(file.number, chunk.data(), chunk.size() * sizeof(double), path_);
        hash = head.hash;
        bytes += static_cast<std::int64_t>(sizeof head + chunk.size() * sizeof(double));
        chunk.clear();
    };
    write([&](std::span<const double> numbers) {
        while (!numbers.empty()) {
            if (chunk.size() == chunk_numbers) put(false);
            const auto count = std::min(chunk_numbers - chunk.size(), numbers.size());
            chunk.insert(chunk.end(), numbers.begin(), numbers.begin() + static_cast<std::ptrdiff_t>(count));
            numbers = numbers.subspan(count);
        }
    });
    put(true);
    if (fsync(file.number) != 0) fail_to(path_, "write");
    whole_ = bytes;
    last_hash_ = hash;
    ++blocks_;
}

void Journal::remove() {
    unlink(path_.c_str());
    blocks_ = 0;
    whole_ = 0;
    last_hash_ = origin_;
}

Journal::Reader::Reader(const Journal& journal) : path_(journal.path_), left_(journal.blocks_) {
    if (left_ == 0) return;
    file_ = open(path_.c_str(), O_RDONLY | O_CLOEXEC);
    if (file_ < 0) fail_to(path_, "read");
}

Journal::Reader::~Reader() {
    if (file_ >= 0) close(file_);
}

void Journal::Reader::next_chunk() {
    ChunkHead head;
    if (!read_all(file_, &head, sizeof head)) fail_to(path_, "read");
    in_chunk_ = head.numbers;
    block_ends_ = head.ends_block != 0;
}

void Journal::Reader::next() {
    std::vector<double> skipped(chunk_numbers);
    while (in_chunk_ > 0 || !block_ends_) {
        if (in_chunk_ == 0) next_chunk();
        if (!read_all(file_, skipped.data(), in_chunk_ * sizeof(double))) fail_to(path_, "read");
        in_chunk_ = 0;
    }
    --left_;
    block_ends_ = false;
}

void Journal::Reader::read(std::span<double> numbers) {
    while (!numbers.empty()) {
        if (in_chunk_ == 0 && block_ends_)
            throw std::runtime_error(fmt::format("a block of '{}' has fewer numbers than it should", path_));
        if (in_chunk_ == 0) next_chunk();
        const auto count = std::min<std::size_t>(in_chunk_, numbers.size());
        if (!read_all(file_, numbers.data(), count * sizeof(double))) fail_to(path_, "read");
        in_chunk_ -= count;
        numbers = numbers.subspan(count);
    }
}

double Journal::Reader::read() {
    double number = 0.0;
    read({&number, 1});
    return number;
}

}  // namespace glasscape
