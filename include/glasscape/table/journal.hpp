// A file that grows: what is done of one long piece of work, appended block by block, so that saving costs what is
// new and not what was saved before.
//
// A block is a sequence of numbers, written as chunks that each carry a hash of all before them, of `made_by` and
// of their own bytes. Blocks count once they are whole; whatever follows the last whole one (a write that was cut
// off, another run's leavings) is cut off by the next append. Numbers are doubles as this machine has them.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>

#include "glasscape/core/hash.hpp"

namespace glasscape {

class Journal {
  public:
    /// Takes numbers one span after another.
    using Sink = std::function<void(std::span<const double>)>;

    /// `path` is that of the journal itself. Touches no file.
    Journal(std::string path, const std::string& made_by);

    /// Finds the whole blocks that are there and made by the same; the number of them.
    std::int64_t resume();
    std::int64_t blocks() const { return blocks_; }

    /// Appends what `write` hands to its sink as one block, on the disk when this returns. Throws
    /// std::runtime_error naming the file and the reason; the block is then none.
    void append(const std::function<void(const Sink&)>& write);

    /// Reads the blocks in their order.
    class Reader {
      public:
        explicit Reader(const Journal& journal);
        ~Reader();
        Reader(const Reader&) = delete;
        Reader& operator=(const Reader&) = delete;

        /// Blocks not yet begun.
        std::int64_t left() const { return left_; }
        /// Goes to the next block.
        void next();
        /// The next numbers of the block. Throws std::runtime_error if it has no more.
        void read(std::span<double> numbers);
        double read();

      private:
        void next_chunk();

        std::string path_;
        int file_ = -1;
        std::int64_t left_ = 0;
        std::uint64_t in_chunk_ = 0;  // numbers left
        bool block_ends_ = true;      // with this chunk
    };

    /// Removes the file.
    void remove();

  private:
    std::string path_;
    ContentHash origin_;
    ContentHash last_hash_;   // of the last chunk of a whole block
    std::int64_t whole_ = 0;  // bytes of whole blocks
    std::int64_t blocks_ = 0;
};

}  // namespace glasscape
