// Gradient descent on the paper's mixtures, as row-making commands.
#pragma once

#include "glasscape/table/row_command.hpp"

namespace glasscape {

/// Table rows: energies on tensors against N.
CommandCall descent_energies_call();

/// Tables rows and curves: energies at N = infinity, extrapolated in time.
CommandCall descent_limits_call();

/// Tables rows and exponents: energies at N spins against those at N = infinity.
CommandCall descent_fluctuations_call();

}  // namespace glasscape
