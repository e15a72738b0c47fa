#include <stdexcept>
#include <string>
#include <vector>

#include "glasscape/experiment/descent_extrapolation.hpp"

#include "bindings.hpp"

namespace glasscape::python {
namespace {

namespace py = pybind11;

std::vector<double> flat(const py::object& value, const char* name) {
    const auto array = finite_array(value, name);
    if (array.ndim() != 1)
        throw std::invalid_argument(std::string(name) + ": an array of one dimension is needed");
    return {array.data(), array.data() + array.size()};
}

py::dict extrapolated(const py::object& times, const py::object& energies) {
    const auto limit = extrapolate_descent(flat(times, "times"), flat(energies, "energies"));
    py::dict result;
    result["energy"] = limit.energy;
    result["energy_error"] = limit.energy_error;
    result["power"] = limit.power;
    result["power_error"] = limit.power_error;
    result["converged"] = limit.converged;
    return result;
}

}  // namespace

void bind_descent(py::module_& module) {
    module.def(
        "extrapolate_descent", &extrapolated, py::arg("times"), py::arg("energies"),
        "Where a descent would end: E of E + c t^-b, fitted to the last half of the run.\n\n"
        "A dict of energy, power (b), their errors, from fits of other parts of the run, and converged.\n"
        "times ascend; 8 at least in the last half of the run, 4 in the quarter before it, as the rows\n"
        "of descend(spec, 'inf') are.");
}

}  // namespace glasscape::python
