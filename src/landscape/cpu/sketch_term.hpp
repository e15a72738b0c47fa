// Sketched couplings of one order on the CPU: two matrix products and the products of r factors between.
#pragma once

#include <cstdint>
#include <memory>

#include "glasscape/landscape/couplings.hpp"

#include "landscape/term.hpp"

namespace glasscape::cpu {

/// 4 r M N operations per replica and evaluation.
std::unique_ptr<Term> make_sketch(int order, int size, std::int64_t features, const Disorder& disorder,
                                  Precision precision);

}  // namespace glasscape::cpu
