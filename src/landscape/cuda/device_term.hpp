// One order of a Hamiltonian on a CUDA device, without anything that a device compiler of C++17 does not
// know.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

namespace glasscape::cuda {

/// monomial_levels.cuh, LevelView.
struct LevelArrays {
    std::int64_t count = 0;
    std::int64_t below_count = 0;
    std::vector<std::int64_t> first;
    std::vector<std::int64_t> low_begin;
    std::vector<std::uint16_t> end_spin;
    std::vector<std::uint16_t> below_end_spin;
    std::vector<std::uint8_t> below_run;
    bool appended = false;
};

struct ShapeArrays {
    int order = 0;
    int size = 0;
    std::int64_t rows = 0;
    std::int64_t columns = 0;
    std::vector<LevelArrays> outer;  ///< degrees 1..a
    std::vector<LevelArrays> inner;  ///< degrees 1..b
    std::vector<std::uint16_t> row_last;
    std::vector<std::uint8_t> row_run;
    std::vector<float> junction_factors;
    std::vector<std::int64_t> tile_rows;
    std::vector<std::int64_t> half_rows;
    std::vector<std::int64_t> unrepeated_rows;
};

struct Draw {
    std::uint64_t seed;
    std::uint32_t stream;
    std::uint32_t sample;
};

enum class Number { half, single, double_float };

class DeviceTerm {
  public:
    virtual ~DeviceTerm() = default;

    /// energies[m] += scale H_r, gradients[m N + i] += scale dH_r/ds_i; M rows of N on the host.
    virtual void add(double scale, std::int64_t replicas, const double* states, double* energies,
                     double* gradients) = 0;
    virtual std::int64_t bytes() const = 0;
};

/// Draws the couplings if they are kept. Throws std::runtime_error where the device refuses, with the bytes
/// that were asked for and those that are free.
std::unique_ptr<DeviceTerm> make_device_term(const ShapeArrays& shape, const Draw& draw, Number number,
                                             bool keep);

/// Bytes free on the device; 0 without one.
std::int64_t free_device_memory();

}  // namespace glasscape::cuda
