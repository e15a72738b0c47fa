// Functions that processors and devices share.
#pragma once

#if defined(__CUDACC__)
#define GLASSCAPE_HOST_DEVICE __host__ __device__ inline
#else
#define GLASSCAPE_HOST_DEVICE inline
#endif
