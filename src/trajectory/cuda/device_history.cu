// Rows lie in bands of 256, each row as long as the longest of its band, so that the matrix is a staircase of tiles
// of 256 x 256; a block of threads takes a tile. A thread owns a column: it adds up `across` in a register, row by
// row, and leaves its products in shared memory, sixteen rows at a time, where sixteen threads a row add up `down`.
// Sums over tiles are added by a second kernel in their order.
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/cuda/device_memory.cuh"
#include "core/cuda/launch.cuh"
#include "trajectory/cuda/device_history.hpp"

namespace glasscape::cuda {
namespace {

constexpr int tile = 256;
constexpr int strip = 16;  // rows that are in shared memory at once, and threads that add up one of them
constexpr std::int64_t tile_numbers = std::int64_t{tile} * tile;

__host__ __device__ inline std::int64_t triangle(std::int64_t n) {
    return n * (n + 1) / 2;
}

/// Numbers in the bands before this one.
__host__ __device__ inline std::int64_t band_offset(std::int64_t band) {
    return tile_numbers * triangle(band);
}

/// The band of tile k, tiles counted band by band.
__device__ inline std::int64_t band_of(std::int64_t k) {
    auto band = static_cast<std::int64_t>((sqrt(8.0 * static_cast<double>(k) + 1.0) - 1.0) / 2.0);
    while (triangle(band + 1) <= k)
        ++band;
    while (triangle(band) > k)
        --band;
    return band;
}

/// down_parts[column tile][row], across_parts[band][column]; `padded` rows in all bands.
__global__ void __launch_bounds__(tile)
    multiply_tiles(const double* values, const double* x, const double* y, double* down_parts,
                   double* across_parts, std::int64_t padded) {
    __shared__ double products[strip][tile + 1];
    __shared__ double sums[strip][strip + 1];
    const std::int64_t band = band_of(blockIdx.x);
    const std::int64_t part = static_cast<std::int64_t>(blockIdx.x) - triangle(band);
    const int thread = static_cast<int>(threadIdx.x);
    const std::int64_t length = (band + 1) * tile;
    const std::int64_t column = part * tile + thread;
    const double* at = values + band_offset(band) + column;
    const double here = x[column];
    double total = 0.0;
    for (int first = 0; first < tile; first += strip) {
        for (int i = 0; i < strip; ++i) {
            const double value = at[(first + i) * length];
            total += y[band * tile + first + i] * value;
            products[i][thread] = value * here;
        }
        __syncthreads();
        const int row = thread / strip;
        const int lane = thread % strip;
        double sum = 0.0;
        for (int j = lane; j < tile; j += strip)
            sum += products[row][j];
        sums[row][lane] = sum;
        __syncthreads();
        if (thread < strip) {
            double whole = 0.0;
            for (int j = 0; j < strip; ++j)
                whole += sums[thread][j];
            down_parts[part * padded + band * tile + first + thread] = whole;
        }
    }
    across_parts[band * padded + column] = total;
}

/// down of row k from its tiles, across of column k from the bands below it.
__global__ void __launch_bounds__(tile) add_tiles(const double* down_parts, const double* across_parts,
                                                  double* down, double* across, std::int64_t padded) {
    const std::int64_t k = static_cast<std::int64_t>(blockIdx.x) * tile + threadIdx.x;
    double sum = 0.0;
    for (std::int64_t part = 0; part <= k / tile; ++part)
        sum += down_parts[part * padded + k];
    down[k] = sum;
    sum = 0.0;
    for (std::int64_t band = k / tile; band < padded / tile; ++band)
        sum += across_parts[band * padded + k];
    across[k] = sum;
}

std::int64_t bands_of(int rows) {
    return (rows + tile - 1) / tile;
}

class Tiles final : public DeviceHistory {
  public:
    explicit Tiles(int rows)
        : values_(static_cast<std::size_t>(band_offset(bands_of(rows)))),
          vectors_(static_cast<std::size_t>(4 * bands_of(rows) * tile)),
          parts_(static_cast<std::size_t>(2 * bands_of(rows) * bands_of(rows) * tile)) {
        require(cudaMemsetAsync(values_.get(), 0, values_.bytes(), stream_.get()), "clearing memory");
        require(cudaStreamSynchronize(stream_.get()), "clearing memory");
    }

    int rows() const override { return rows_; }

    void append(const double* row) override {
        require(cudaMemcpyAsync(place_of(rows_), row, static_cast<std::size_t>(rows_) * sizeof(double),
                                cudaMemcpyHostToDevice, stream_.get()),
                "copying a row");
        ++rows_;
    }

    void copy_row(int s, double* to) const override {
        require(cudaMemcpyAsync(to, place_of(s), static_cast<std::size_t>(s) * sizeof(double),
                                cudaMemcpyDeviceToHost, stream_.get()),
                "copying a row");
        require(cudaStreamSynchronize(stream_.get()), "copying a row");
    }

    void multiply(const double* x, const double* y, double* down, double* across) const override {
        const std::int64_t bands = bands_of(rows_);
        const std::int64_t padded = bands * tile;
        const auto count = static_cast<std::size_t>(rows_);
        std::vector<double> both(static_cast<std::size_t>(2 * padded), 0.0);
        for (std::size_t k = 0; k < count; ++k) {
            both[k] = x[k];
            both[static_cast<std::size_t>(padded) + k] = y[k];
        }
        double* const vectors = vectors_.get();
        double* const results = vectors + 2 * padded;
        double* const across_parts = parts_.get() + bands * padded;
        const auto stream = stream_.get();
        require(cudaMemcpyAsync(vectors, both.data(), both.size() * sizeof(double), cudaMemcpyHostToDevice,
                                stream),
                "copying vectors");
        launch(multiply_tiles, triangle(bands), tile, stream, values_.get(), vectors, vectors + padded,
               parts_.get(), across_parts, padded);
        launch(add_tiles, bands, tile, stream, parts_.get(), across_parts, results, results + padded, padded);
        require(cudaGetLastError(), "starting the products");
        require(cudaMemcpyAsync(down, results, count * sizeof(double), cudaMemcpyDeviceToHost, stream),
                "copying products");
        require(
            cudaMemcpyAsync(across, results + padded, count * sizeof(double), cudaMemcpyDeviceToHost, stream),
            "copying products");
        require(cudaStreamSynchronize(stream), "multiplying");
    }

  private:
    double* place_of(int s) const {
        const std::int64_t band = s / tile;
        return values_.get() + band_offset(band) + (s % tile) * (band + 1) * tile;
    }

    int rows_ = 0;
    DeviceStream stream_;
    DeviceArray<double> values_;
    DeviceArray<double> vectors_;  // x, y, down, across
    DeviceArray<double> parts_;    // of down and of across
};

}  // namespace

std::unique_ptr<DeviceHistory> make_device_history(int rows) {
    return std::make_unique<Tiles>(rows);
}

}  // namespace glasscape::cuda
