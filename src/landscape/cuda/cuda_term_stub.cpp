#include <stdexcept>

#include "landscape/cuda/cuda_term.hpp"

namespace glasscape::cuda {

void require_device() {
    throw std::runtime_error("the CUDA backend cannot be used: built without a CUDA compiler");
}

std::int64_t free_memory() {
    return 0;
}

std::unique_ptr<Term> make_tensor(const Staircase&, const Disorder&, bool, Precision) {
    require_device();
    return nullptr;
}

}  // namespace glasscape::cuda
