// Starts kernels. Where a host compiler reads this file, in the tests, they run on the processor instead.
#pragma once

#include <cstdint>

#include <cuda_runtime.h>

#if defined(__CUDACC__)
namespace glasscape::cuda {

template <class... Parameters, class... Arguments>
void launch(void (*kernel)(Parameters...), std::int64_t blocks, int threads, cudaStream_t stream,
            Arguments... arguments) {
    kernel<<<static_cast<unsigned>(blocks), static_cast<unsigned>(threads), 0, stream>>>(arguments...);
}

}  // namespace glasscape::cuda
#else
#include "device_emulation.hpp"
#endif
