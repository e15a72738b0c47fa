#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>

#include <fmt/format.h>

#include "bindings.hpp"

namespace glasscape::python {
namespace {

namespace py = pybind11;

// Python's own whole number of what has __index__.
py::int_ index_of(const py::object& value, const char* name) {
    PyObject* index = PyNumber_Index(value.ptr());
    if (index == nullptr) {
        PyErr_Clear();
        throw py::type_error(fmt::format("{}: a whole number is needed, not {}", name,
                                         std::string(py::str(py::type::of(value).attr("__name__")))));
    }
    return py::reinterpret_steal<py::int_>(index);
}

[[noreturn]] void refuse(const char* name, const py::int_& value, const std::string& range) {
    throw std::invalid_argument(
        fmt::format("{}: {} is not a whole number from {}", name, std::string(py::str(value)), range));
}

}  // namespace

std::int64_t whole_number(const py::object& value, const char* name, std::int64_t lowest,
                          std::int64_t highest) {
    const auto index = index_of(value, name);
    int overflow = 0;
    const auto number = PyLong_AsLongLongAndOverflow(index.ptr(), &overflow);
    if (overflow != 0 || number < lowest || number > highest)
        refuse(name, index, fmt::format("{} to {}", lowest, highest));
    return number;
}

std::uint64_t seed_of(const py::object& value, const char* name) {
    const auto index = index_of(value, name);
    const auto number = PyLong_AsUnsignedLongLong(index.ptr());
    if (PyErr_Occurred() != nullptr) {
        PyErr_Clear();
        refuse(name, index, "0 to 18446744073709551615");
    }
    return number;
}

int size_of(const py::object& value) {
    return static_cast<int>(whole_number(value, "size", 1, 1'000'000'000));
}

Array finite_array(const py::object& value, const char* name) {
    const auto array = py::array::ensure(value);
    if (!array) {
        PyErr_Clear();
        throw py::type_error(fmt::format("{}: an array of real numbers is needed", name));
    }
    const char kind = array.dtype().kind();
    if (std::string("biuf").find(kind) == std::string::npos)
        throw py::type_error(fmt::format("{}: an array of real numbers is needed, not of dtype {}", name,
                                         std::string(py::str(array.dtype()))));
    const auto doubles = Array::ensure(array);
    if (!doubles) throw py::error_already_set();
    for (py::ssize_t i = 0; i < doubles.size(); ++i)
        if (!std::isfinite(doubles.data()[i]))
            throw std::invalid_argument(
                fmt::format("{}: number {} is {}: finite ones are needed", name, i, doubles.data()[i]));
    return doubles;
}

}  // namespace glasscape::python
