#include "glasscape/complexity/typical.hpp"

#include <limits>
#include <string>
#include <vector>

#include <pybind11/stl.h>

#include "glasscape/complexity/typical_energies.hpp"

#include "bindings.hpp"

namespace glasscape::python {
namespace {

namespace py = pybind11;

double value_of(const TypicalPoint& point) {
    return point.phase == TypicalPhase::empty ? std::numeric_limits<double>::quiet_NaN() : point.value;
}

py::object typical_complexity(const Mixture& mixture, const py::object& index, const py::object& energy) {
    const auto which = parse_index(index);
    const TypicalComplexity typical(mixture);
    if (energy.is_none())
        return py::float_(interruptible([&] { return value_of(typical.most_numerous(which).point); }));
    return for_each(finite_array(energy, "energy"), [&](double u) {
        if (PyErr_CheckSignals() != 0) throw py::error_already_set();
        return value_of(typical.density(which, u));
    });
}

py::dict typical_curve(const Mixture& mixture, const py::object& energy, const py::object& index) {
    const auto which = parse_index(index);
    const auto energies = finite_array(energy, "energy");
    if (energies.ndim() > 1) throw std::invalid_argument("energy: a number or a list of them");
    const std::vector<double> list(energies.data(), energies.data() + energies.size());
    const auto points = interruptible([&] {
        const TypicalComplexity typical(mixture);
        std::vector<TypicalPoint> found;
        for (const double u : list) {
            throw_if_interrupted();
            found.push_back(typical.density(which, u));
        }
        return found;
    });
    const auto column = [&](double TypicalPoint::*member) {
        Array array(static_cast<py::ssize_t>(points.size()));
        for (std::size_t i = 0; i < points.size(); ++i)
            array.mutable_data()[i] = points[i].*member;
        return array;
    };
    py::list phases;
    for (const auto& point : points)
        phases.append(to_string(point.phase));
    py::dict curve;
    curve["energy"] = Array(static_cast<py::ssize_t>(list.size()), list.data());
    curve["complexity"] = column(&TypicalPoint::annealed);
    curve["typical_complexity"] = column(&TypicalPoint::value);
    curve["phase"] = phases;
    curve["radial"] = column(&TypicalPoint::x);
    curve["overlap"] = column(&TypicalPoint::overlap);
    curve["block_size"] = column(&TypicalPoint::block_size);
    curve["test"] = column(&TypicalPoint::test);
    return curve;
}

}  // namespace

void bind_typical(py::class_<Mixture>& mixture) {
    mixture.def(
        "typical_complexity", &typical_complexity, py::arg("index") = "total", py::arg("energy") = py::none(),
        "(1/N) log of the typical number of critical points as N -> infinity; NaN where there are none.\n\n"
        "index: 'total', 0 (minima), or with an energy 'gamma=0.1' (a fraction of negative eigenvalues).\n"
        "energy: per spin, a number or an array; None: over all energies.\n"
        "Where typical_curve says 'beyond' the value is an upper bound.");
    mixture.def(
        "typical_curve", &typical_curve, py::arg("energy"), py::arg("index") = "total",
        "Annealed and typical complexity at energies per spin, and how they came about: a dictionary of\n"
        "arrays, energy, complexity, typical_complexity, phase (RS, 1RSB, beyond or empty), radial, "
        "overlap,\n"
        "block_size and test; NaN where there is none.");
    mixture.def(
        "typical_energies",
        [](const Mixture& m) {
            const auto energies = interruptible([&] { return typical_energies(m); });
            py::dict found;
            found["zero"] = energies.zero;
            found["onset"] = energies.onset;
            found["marginal"] = energies.marginal;
            return found;
        },
        "Energies per spin, NaN where one does not exist: 'zero', the lowest with typical points (the "
        "ground\n"
        "state); 'onset', below which replicas cluster; 'marginal', below which the points that dominate "
        "are\n"
        "minima.");
}

}  // namespace glasscape::python
