// The parts of the Python module, one file each.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>

#include "glasscape/complexity/complexity.hpp"
#include "glasscape/mixture/mixture.hpp"
#include "glasscape/table/table.hpp"

#include "interruptible.hpp"

namespace glasscape::python {

void bind_mixture(pybind11::module_& module);
void bind_typical(pybind11::class_<Mixture>& mixture);
void bind_pairs(pybind11::class_<Mixture>& mixture);
void bind_hamiltonian(pybind11::module_& module);
void bind_landscape(pybind11::module_& module);
void bind_descent(pybind11::module_& module);
void bind_sweep(pybind11::module_& module);
void bind_training(pybind11::module_& module);
void bind_commands(pybind11::module_& module);

/// C-contiguous doubles.
using Array = pybind11::array_t<double, pybind11::array::c_style | pybind11::array::forcecast>;

/// The argument `name` as an array of doubles. Raises TypeError if it is no array of real numbers, ValueError
/// if one of them is NaN or infinite.
Array finite_array(const pybind11::object& value, const char* name);

/// The argument `name` as a whole number (anything with __index__). Raises TypeError if it is none,
/// ValueError if it is not in [lowest, highest].
std::int64_t whole_number(const pybind11::object& value, const char* name, std::int64_t lowest,
                          std::int64_t highest);

/// The same of a seed, 0 to 2^64 - 1.
std::uint64_t seed_of(const pybind11::object& value, const char* name = "seed");

/// A size N that a vector of spins can have.
int size_of(const pybind11::object& value);

/// 'total', a number of negative eigenvalues, or 'gamma=0.1'.
IndexClass parse_index(const pybind11::object& index);

/// Calls f for each number, keeping the shape.
template <class F>
pybind11::object for_each(const Array& input, const F& f) {
    Array output(std::vector<pybind11::ssize_t>(input.shape(), input.shape() + input.ndim()));
    for (pybind11::ssize_t i = 0; i < input.size(); ++i)
        output.mutable_data()[i] = f(input.data()[i]);
    if (input.ndim() == 0) return pybind11::float_(output.data()[0]);
    return output;
}

/// A mixture from a spec, its remark as a Python warning.
Mixture mixture_of(const std::string& spec);

/// A glasscape.Table: name to column, arrays of float (empty cells NaN), int or bool, lists of str.
pybind11::object columns_of(const Table& table);

}  // namespace glasscape::python
