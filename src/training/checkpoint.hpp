// Checkpoints: the whole state of a training run as bytes, versioned and checksummed.
//
//     "GLASSCAPE-CHECKPOINT\n"  version (u32)  length of the head (u64)  head (JSON)  arrays  CRC-32 (u32)
//
// Little-endian. The head holds the configuration text, the content of the data (hashes) and where they lay
// from the checkpoint's folder, precision, seed, step, what was logged, and name and shape of every array;
// arrays follow one another row by row without padding. A run restored from its checkpoint goes on to the
// same bytes as one that was never stopped.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "glasscape/training/training_run.hpp"

namespace glasscape {

/// What the arrays alone do not tell.
struct CheckpointOrigin {
    std::string config;                   ///< text of the configuration
    std::string data;                     ///< the data with the hash of its content in the place of each file
    std::vector<std::string> data_paths;  ///< of its files, seen from the checkpoint's folder
};

struct CheckpointHead {
    CheckpointOrigin origin;
    bool double_precision = false;
    std::uint64_t seed = 1;
    std::int64_t step = 0;
};

template <class T>
std::string encode_checkpoint(TrainingRun<T>& run, const CheckpointOrigin& origin);

/// Reads the head after checking size, version and checksum. Throws std::invalid_argument naming `origin`:
/// no checkpoint, another version, cut short, or damaged.
CheckpointHead checkpoint_head(std::string_view bytes, const std::string& origin);

/// Restores arrays, step and records of a run of the same configuration. Throws std::invalid_argument if the
/// arrays do not fit.
template <class T>
void decode_checkpoint(std::string_view bytes, const std::string& origin, TrainingRun<T>& run);

}  // namespace glasscape
