#include <stdexcept>

#include "trajectory/cuda/cuda_history.hpp"

namespace glasscape::cuda {

std::unique_ptr<History> make_history(int) {
    throw std::runtime_error("the CUDA backend cannot be used: built without a CUDA compiler");
}

}  // namespace glasscape::cuda
