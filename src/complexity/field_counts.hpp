// pure:1, a linear field H = J.s: one minimum and one maximum at u = -+|J|/sqrt N, |J| chi-distributed.
#pragma once

#include "glasscape/complexity/energy_filter.hpp"

namespace glasscape {

/// log of the mean number of minima of a linear field through a filter; -inf where there is none.
double log_field_minima(int size, const EnergyFilter& filter);

}  // namespace glasscape
