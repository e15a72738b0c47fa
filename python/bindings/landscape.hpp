// Landscapes as Python gives them.
#pragma once

#include <memory>

#include "glasscape/landscape/landscape.hpp"

#include "bindings.hpp"

namespace glasscape::python {

/// A Hamiltonian, or any object with size (N) and energies_and_gradients(states (M, N)) -> (energies (M,), gradients
/// (M, N)), and as it likes hessian(state) -> (N, N) and symmetry, 'none', 'even' or 'odd'. Raises TypeError for anything
/// else.
std::shared_ptr<const Landscape> landscape_of(const pybind11::object& object);

/// The landscape of a drawn Hamiltonian, kept alive by it; null for any other object.
std::shared_ptr<const Landscape> hamiltonian_of(const pybind11::object& object);

}  // namespace glasscape::python
