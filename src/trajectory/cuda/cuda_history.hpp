// A history in the memory of a CUDA device.
#pragma once

#include <memory>

#include "trajectory/history.hpp"

namespace glasscape::cuda {

/// Throws std::runtime_error, saying why, where there is no device, or too little memory on it.
std::unique_ptr<History> make_history(int rows);

}  // namespace glasscape::cuda
