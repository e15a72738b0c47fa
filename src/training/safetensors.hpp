// Arrays by name in the safetensors format, which PyTorch and NumPy open with one line:
//
//     length of the head (u64)  head (JSON: name -> dtype, shape, data_offsets; "__metadata__" -> texts)  data
//
// Little-endian; arrays lie row by row, in the order of the list.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace glasscape {

/// A matrix of rows x columns; a vector has one row.
struct StoredArray {
    std::string name;
    bool double_precision;  ///< F64, else F32
    std::int64_t rows;
    std::int64_t columns;
    std::string_view bytes;  ///< its numbers, in memory of another
};

struct StoredArrays {
    std::map<std::string, std::string> metadata{};
    std::vector<StoredArray> arrays{};
};

std::string encode_safetensors(const StoredArrays& stored);

/// Views of `bytes`. Throws std::invalid_argument naming `origin` for what is no such file, is cut short,
/// holds numbers other than F32 and F64, or arrays of more than two dimensions.
StoredArrays decode_safetensors(std::string_view bytes, const std::string& origin);

}  // namespace glasscape
