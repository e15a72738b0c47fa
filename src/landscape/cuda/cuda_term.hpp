// Packed and generated couplings of one order on the first CUDA device.
#pragma once

#include <cstdint>
#include <memory>

#include "glasscape/landscape/couplings.hpp"

#include "landscape/tensor/staircase.hpp"
#include "landscape/term.hpp"

namespace glasscape::cuda {

/// Throws std::runtime_error, saying why, where no device can be used.
void require_device();

/// Bytes free on the device; 0 without one.
std::int64_t free_memory();

/// The same couplings as on the CPU. Precision as there; `keep` for packed.
std::unique_ptr<Term> make_tensor(const Staircase& shape, const Disorder& disorder, bool keep,
                                  Precision precision);

}  // namespace glasscape::cuda
