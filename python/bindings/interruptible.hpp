// Long work called from Python.
#pragma once

#include <pybind11/pybind11.h>

#include "glasscape/core/error.hpp"
#include "glasscape/core/interrupt.hpp"

namespace glasscape::python {

/// Runs long work without the interpreter's lock; Ctrl-C stops it and becomes KeyboardInterrupt.
template <class Work>
auto interruptible(const Work& work) {
    const InterruptScope scope;
    try {
        const pybind11::gil_scoped_release released;
        return work();
    } catch (const Interrupted&) {
        PyErr_SetNone(PyExc_KeyboardInterrupt);
        throw pybind11::error_already_set();
    }
}

}  // namespace glasscape::python
