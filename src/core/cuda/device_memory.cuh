// Device memory and streams that are given back, and errors that are not lost.
#pragma once

#include <cstddef>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <cuda_runtime.h>

namespace glasscape::cuda {

inline void require(cudaError_t status, const char* doing) {
    if (status != cudaSuccess)
        throw std::runtime_error(std::string("CUDA device: ") + doing + ": " + cudaGetErrorString(status));
}

/// Throws std::runtime_error with the bytes wanted and the bytes free.
inline void* allocate_on_device(std::size_t bytes) {
    void* memory = nullptr;
    if (bytes > 0 && cudaMalloc(&memory, bytes) != cudaSuccess) {
        cudaGetLastError();
        std::size_t free = 0;
        std::size_t total = 0;
        cudaMemGetInfo(&free, &total);
        throw std::runtime_error(
            "CUDA device: " + std::to_string(bytes) + " bytes are needed and " + std::to_string(free) +
            " of " + std::to_string(total) +
            " are free; use generated couplings, fewer replicas or steps, or a smaller N");
    }
    return memory;
}

template <class T>
class DeviceArray {
  public:
    DeviceArray() = default;
    explicit DeviceArray(std::size_t count)
        : data_(static_cast<T*>(allocate_on_device(count * sizeof(T)))), count_(count) {}
    explicit DeviceArray(const std::vector<T>& values) : DeviceArray(values.size()) {
        if (count_ > 0)
            require(cudaMemcpy(data_, values.data(), count_ * sizeof(T), cudaMemcpyHostToDevice), "copying");
    }
    DeviceArray(DeviceArray&& other) noexcept
        : data_(std::exchange(other.data_, nullptr)), count_(std::exchange(other.count_, 0)) {}
    DeviceArray& operator=(DeviceArray&& other) noexcept {
        std::swap(data_, other.data_);
        std::swap(count_, other.count_);
        return *this;
    }
    DeviceArray(const DeviceArray&) = delete;
    DeviceArray& operator=(const DeviceArray&) = delete;
    ~DeviceArray() { cudaFree(data_); }

    T* get() const { return data_; }
    std::size_t count() const { return count_; }
    std::size_t bytes() const { return count_ * sizeof(T); }

    /// Grows, forgetting what it held.
    void at_least(std::size_t count) {
        if (count > count_) {
            *this = DeviceArray();
            *this = DeviceArray(count);
        }
    }

  private:
    T* data_ = nullptr;
    std::size_t count_ = 0;
};

/// Page-locked host memory, so that copies run beside kernels.
template <class T>
class PinnedArray {
  public:
    PinnedArray() = default;
    PinnedArray(const PinnedArray&) = delete;
    PinnedArray& operator=(const PinnedArray&) = delete;
    ~PinnedArray() { cudaFreeHost(data_); }

    T* get() const { return data_; }
    void at_least(std::size_t count) {
        if (count <= count_) return;
        cudaFreeHost(data_);
        data_ = nullptr;
        count_ = 0;
        void* memory = nullptr;
        require(cudaMallocHost(&memory, count * sizeof(T)), "allocating page-locked host memory");
        data_ = static_cast<T*>(memory);
        count_ = count;
    }

  private:
    T* data_ = nullptr;
    std::size_t count_ = 0;
};

class DeviceStream {
  public:
    DeviceStream() {
        require(cudaStreamCreateWithFlags(&stream_, cudaStreamNonBlocking), "creating a stream");
    }
    DeviceStream(const DeviceStream&) = delete;
    DeviceStream& operator=(const DeviceStream&) = delete;
    ~DeviceStream() { cudaStreamDestroy(stream_); }
    cudaStream_t get() const { return stream_; }

  private:
    cudaStream_t stream_ = nullptr;
};

}  // namespace glasscape::cuda
