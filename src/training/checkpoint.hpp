// Checkpoints: the whole state of a training run as bytes, versioned and checksummed.
//
// A safetensors file: the arrays of network and optimiser by name, and as metadata the version, a CRC-32 and
// the head (JSON): the configuration text, the content of the data (hashes) and where they lay from the
// checkpoint's folder, precision, seed, step and what was logged. A run restored from its checkpoint goes on
// to the same bytes as one that was never stopped. The format of version 2 is still read:
//
//     "GLASSCAPE-CHECKPOINT\n"  version (u32)  length of the head (u64)  head (JSON)  arrays  CRC-32 (u32)
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

/// Parameters and buffers of a network by name, from a checkpoint or from any safetensors file, in its
/// precision or the other. Running statistics that are not there stay as they are. Throws
/// std::invalid_argument naming the array that is missing or of another shape.
void read_weights(std::string_view bytes, const std::string& origin,
                  const std::vector<Parameter<double>>& parameters,
                  const std::vector<Parameter<double>>& buffers);

}  // namespace glasscape
