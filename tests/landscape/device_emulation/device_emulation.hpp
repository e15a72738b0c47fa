// Runs a kernel on the processor: block after block, its threads as fibers that change places where they wait
// for each other.
#pragma once

#include <cstdint>
#include <functional>

#include <cuda_runtime.h>

namespace glasscape::cuda {

/// One block of `threads` threads, each running `body`.
void run_block(int threads, const std::function<void()>& body);

template <class... Parameters, class... Arguments>
void launch(void (*kernel)(Parameters...), std::int64_t blocks, int threads, cudaStream_t,
            Arguments... arguments) {
    blockDim.x = static_cast<unsigned>(threads);
    for (std::int64_t block = 0; block < blocks; ++block) {
        blockIdx.x = static_cast<unsigned>(block);
        run_block(threads, [&] { kernel(arguments...); });
    }
}

}  // namespace glasscape::cuda
