// The specification of a Hamiltonian: plain loops over multi-indices that read like the formula. Slow; every
// other backend is tested against it.
#pragma once

#include <cstdint>
#include <memory>

#include "glasscape/landscape/couplings.hpp"

#include "landscape/tensor/staircase.hpp"
#include "landscape/term.hpp"

namespace glasscape::reference {

/// sum_I J_I s^I over sorted multi-indices I, J_I = sqrt(r!/I!) g_I. O(r C(N+r-1, r)) per state.
std::unique_ptr<Term> make_tensor(std::shared_ptr<const Staircase> shape, const Disorder& disorder);

}  // namespace glasscape::reference
