// Packed and generated couplings of one order on the CPU.
#pragma once

#include <cstdint>
#include <memory>

#include "glasscape/landscape/couplings.hpp"

#include "landscape/tensor/staircase.hpp"
#include "landscape/term.hpp"

namespace glasscape::cpu {

/// Couplings drawn once and kept. Precision double: double arithmetic on the same single-precision normals;
/// single: float storage and arithmetic; half: bfloat16 storage, float arithmetic, variance corrected.
std::unique_ptr<Term> make_packed(const std::shared_ptr<const Staircase>& shape, const Disorder& disorder,
                                  Precision precision);

/// Couplings drawn again at each evaluation: the same numbers as packed. Precision single or double.
std::unique_ptr<Term> make_generated(const std::shared_ptr<const Staircase>& shape, const Disorder& disorder,
                                     Precision precision);

}  // namespace glasscape::cpu
