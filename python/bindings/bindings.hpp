// The parts of the Python module, one file each.
#pragma once

#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>

#include "glasscape/mixture/mixture.hpp"
#include "glasscape/table/table.hpp"

#include "interruptible.hpp"

namespace glasscape::python {

void bind_mixture(pybind11::module_& module);
void bind_hamiltonian(pybind11::module_& module);
void bind_training(pybind11::module_& module);

/// C-contiguous doubles; other arrays are converted.
using Array = pybind11::array_t<double, pybind11::array::c_style | pybind11::array::forcecast>;

/// A mixture from a spec, its remark as a Python warning.
Mixture mixture_of(const std::string& spec);

/// Name to column: arrays of float (empty cells NaN), int or bool, lists of str.
pybind11::dict columns_of(const Table& table);

}  // namespace glasscape::python
