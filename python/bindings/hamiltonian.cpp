#include "glasscape/landscape/hamiltonian.hpp"

#include <map>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <pybind11/stl.h>

#include "glasscape/explore/census.hpp"

#include "bindings.hpp"

namespace glasscape::python {
namespace {

namespace py = pybind11;

std::span<const double> values(const Array& array) {
    return {array.data(), static_cast<std::size_t>(array.size())};
}
std::span<double> values(Array& array) {
    return {array.mutable_data(), static_cast<std::size_t>(array.size())};
}

template <class T>
T choice(const std::string& what, const std::string& name, const std::map<std::string, T>& choices) {
    const auto found = choices.find(name);
    if (found != choices.end()) return found->second;
    std::string known;
    for (const auto& [text, value] : choices)
        known += (known.empty() ? "" : ", ") + text;
    throw std::invalid_argument(fmt::format("{} '{}': there are {}", what, name, known));
}

std::unique_ptr<Hamiltonian> make_hamiltonian(const Mixture& mixture, int size, std::uint64_t seed,
                                              std::uint32_t sample, const std::string& precision,
                                              const std::string& couplings) {
    CouplingOptions options;
    options.precision = choice<Precision>(
        "precision", precision,
        {{"half", Precision::half}, {"single", Precision::single}, {"double", Precision::double_float}});
    options.kind = choice<CouplingKind>("couplings", couplings,
                                        {{"auto", CouplingKind::automatic},
                                         {"packed", CouplingKind::packed},
                                         {"generated", CouplingKind::generated},
                                         {"sketched", CouplingKind::sketched}});
    return interruptible([&] {
        return std::make_unique<Hamiltonian>(mixture, size, Disorder{seed, sample, Stream::disorder},
                                             options);
    });
}

// One state (N) or M of them (M x N).
void require_states(const Hamiltonian& hamiltonian, const Array& states) {
    const bool fits =
        (states.ndim() == 1 || states.ndim() == 2) && states.shape(states.ndim() - 1) == hamiltonian.size();
    if (!fits)
        throw std::invalid_argument(
            fmt::format("states: give an array of shape ({0},) or (M, {0})", hamiltonian.size()));
}

void require_state(const Hamiltonian& hamiltonian, const Array& state) {
    if (state.ndim() != 1 || state.shape(0) != hamiltonian.size())
        throw std::invalid_argument(fmt::format("state: give an array of shape ({},)", hamiltonian.size()));
}

py::tuple energies_and_gradients(const Hamiltonian& hamiltonian, const Array& states) {
    require_states(hamiltonian, states);
    Array energies(states.size() / hamiltonian.size());
    Array gradients(std::vector<py::ssize_t>(states.shape(), states.shape() + states.ndim()));
    const auto in = values(states);
    const auto energies_out = values(energies);
    const auto gradients_out = values(gradients);
    interruptible([&] { hamiltonian.energies_and_gradients(in, energies_out, gradients_out); });
    if (states.ndim() == 1) return py::make_tuple(energies.at(0), gradients);
    return py::make_tuple(energies, gradients);
}

Array hessian(const Hamiltonian& hamiltonian, const Array& state) {
    require_state(hamiltonian, state);
    Array result({hamiltonian.size(), hamiltonian.size()});
    const auto in = values(state);
    const auto out = values(result);
    interruptible([&] { hamiltonian.hessian(in, out); });
    return result;
}

Census census(const Hamiltonian& hamiltonian, std::uint64_t seed, std::uint64_t sample) {
    if (hamiltonian.size() < 2) throw std::invalid_argument("a census needs at least 2 spins");
    CensusOptions options;
    options.seed = seed;
    options.sample = sample;
    return interruptible([&] { return take_census(hamiltonian, options); });
}

template <class T, class Get>
py::array_t<T> of_points(const Census& census, const Get& get) {
    py::array_t<T> array(static_cast<py::ssize_t>(census.points.size()));
    auto* out = array.mutable_data();
    for (const auto& point : census.points)
        *out++ = get(point);
    return array;
}

Array states_of(const Census& census) {
    const auto n = static_cast<py::ssize_t>(census.counts.size());
    Array states({static_cast<py::ssize_t>(census.points.size()), n});
    auto* out = states.mutable_data();
    for (const auto& point : census.points)
        out = std::copy(point.state.begin(), point.state.end(), out);
    return states;
}

void bind_census(py::module_& module) {
    py::class_<Census>(module, "Census", "All critical points of a landscape, by energy.")
        .def("__len__", [](const Census& c) { return c.points.size(); })
        .def_property_readonly(
            "energies",
            [](const Census& c) { return of_points<double>(c, [](const auto& p) { return p.energy; }); },
            "H/N of each point")
        .def_property_readonly(
            "radials",
            [](const Census& c) { return of_points<double>(c, [](const auto& p) { return p.radial; }); },
            "x = s.grad H/N of each point")
        .def_property_readonly(
            "indices",
            [](const Census& c) { return of_points<int>(c, [](const auto& p) { return p.index; }); },
            "negative eigenvalues of the tangent Hessian of each point")
        .def_property_readonly("states", &states_of, "(points, N)")
        .def_property_readonly(
            "counts",
            [](const Census& c) {
                return py::array_t<std::int64_t>(static_cast<py::ssize_t>(c.counts.size()), c.counts.data());
            },
            "number of points of index 0 .. N - 1")
        .def_readonly("starts", &Census::starts)
        .def_readonly("unseen", &Census::unseen, "estimated number of points not found")
        .def_readonly("euler_holds", &Census::euler_holds,
                      "whether the Euler characteristic of the sphere is met")
        .def_readonly("complete", &Census::complete);
    module.def("census", &census, py::arg("hamiltonian"), py::kw_only(), py::arg("seed") = 1,
               py::arg("sample") = 0,
               "Every critical point of a small Hamiltonian, by Newton searches from many starts.");
}

}  // namespace

void bind_hamiltonian(py::module_& module) {
    py::class_<Hamiltonian>(module, "Hamiltonian",
                            "One draw of the couplings of a mixture at `size` spins: a function of seed and "
                            "sample alone. States have norm sqrt(size); energies are H, not per spin.")
        .def(py::init(&make_hamiltonian), py::arg("mixture"), py::arg("size"), py::kw_only(),
             py::arg("seed") = 1, py::arg("sample") = 0, py::arg("precision") = "single",
             py::arg("couplings") = "auto")
        .def(py::init([](const std::string& spec, int size, std::uint64_t seed, std::uint32_t sample,
                         const std::string& precision, const std::string& couplings) {
                 return make_hamiltonian(mixture_of(spec), size, seed, sample, precision, couplings);
             }),
             py::arg("mixture"), py::arg("size"), py::kw_only(), py::arg("seed") = 1, py::arg("sample") = 0,
             py::arg("precision") = "single", py::arg("couplings") = "auto")
        .def_property_readonly("size", &Hamiltonian::size)
        .def_property_readonly(
            "plan", [](const Hamiltonian& h) { return describe(h.plan()); },
            "how the couplings of each order are kept")
        .def("energies_and_gradients", &energies_and_gradients, py::arg("states"),
             "Both at once: H and dH/ds of one state (N,) or of M states (M, N).")
        .def(
            "energy",
            [](const Hamiltonian& h, const Array& s) { return py::object(energies_and_gradients(h, s)[0]); },
            py::arg("states"), "H: a number for one state, (M,) for M.")
        .def(
            "gradient",
            [](const Hamiltonian& h, const Array& s) { return py::object(energies_and_gradients(h, s)[1]); },
            py::arg("states"), "dH/ds in R^N, in the shape of the states.")
        .def("hessian", &hessian, py::arg("state"), "d^2H/ds^2 in R^N at one state, (N, N).");
    bind_census(module);
}

}  // namespace glasscape::python
