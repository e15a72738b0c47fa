// What a backend offers, one row each.
#pragma once

#include <cstdint>
#include <memory>

#include "glasscape/landscape/couplings.hpp"

#include "landscape/tensor/staircase.hpp"
#include "landscape/term.hpp"

namespace glasscape {

struct BackendRow {
    Backend backend;
    const char* name;
    /// Throws std::runtime_error, saying why, where it cannot be used.
    void (*require)();
    /// Bytes.
    std::int64_t (*free_memory)();
    /// Packed or generated couplings.
    std::unique_ptr<Term> (*make_tensor)(const std::shared_ptr<const Staircase>& shape,
                                         const Disorder& disorder, CouplingKind kind, Precision precision);
};

const BackendRow& row_of(Backend backend);

}  // namespace glasscape
