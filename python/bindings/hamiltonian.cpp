#include "glasscape/landscape/hamiltonian.hpp"

#include <limits>
#include <map>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <pybind11/stl.h>

#include "glasscape/experiment/critical_counts.hpp"
#include "glasscape/explore/census.hpp"

#include "bindings.hpp"
#include "landscape.hpp"

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

// A Hamiltonian that knows what it was drawn from.
struct Drawn {
    Mixture mixture;
    std::uint64_t seed;
    std::uint32_t sample;
    std::string precision;
    Hamiltonian hamiltonian;
    py::ssize_t size() const { return hamiltonian.size(); }
};

std::shared_ptr<Drawn> draw(const Mixture& mixture, const py::object& spins, const py::object& seed_number,
                            const py::object& sample_number, const std::string& precision,
                            const std::string& couplings) {
    const int size = size_of(spins);
    const auto seed = seed_of(seed_number);
    const auto sample = static_cast<std::uint32_t>(
        whole_number(sample_number, "sample", 0, std::numeric_limits<std::uint32_t>::max()));
    CouplingOptions options;
    options.precision = choice<Precision>(
        "precision", precision,
        {{"half", Precision::half}, {"single", Precision::single}, {"double", Precision::double_float}});
    options.kind = choice<CouplingKind>("couplings", couplings,
                                        {{"auto", CouplingKind::automatic},
                                         {"packed", CouplingKind::packed},
                                         {"generated", CouplingKind::generated}});
    return interruptible([&] {
        return std::shared_ptr<Drawn>(
            new Drawn{mixture, seed, sample, precision,
                      Hamiltonian(mixture, size, Disorder{seed, sample, Stream::disorder}, options)});
    });
}

// One state (N) or M of them (M x N).
Array states_of(const Drawn& drawn, const py::object& value) {
    auto states = finite_array(value, "states");
    if ((states.ndim() != 1 && states.ndim() != 2) || states.shape(states.ndim() - 1) != drawn.size())
        throw std::invalid_argument(
            fmt::format("states: give an array of shape ({0},) or (M, {0})", drawn.size()));
    return states;
}

py::tuple energies_and_gradients(const Drawn& drawn, const py::object& value) {
    const auto states = states_of(drawn, value);
    Array energies(states.size() / drawn.size());
    Array gradients(std::vector<py::ssize_t>(states.shape(), states.shape() + states.ndim()));
    const auto in = values(states);
    const auto energies_out = values(energies);
    const auto gradients_out = values(gradients);
    if (states.size() > 0)
        interruptible([&] { drawn.hamiltonian.energies_and_gradients(in, energies_out, gradients_out); });
    if (states.ndim() == 1) return py::make_tuple(energies.at(0), gradients);
    return py::make_tuple(energies, gradients);
}

Array hessian(const Drawn& drawn, const py::object& value) {
    const auto state = finite_array(value, "state");
    if (state.ndim() != 1 || state.shape(0) != drawn.size())
        throw std::invalid_argument(fmt::format("state: give an array of shape ({},)", drawn.size()));
    Array result({drawn.size(), drawn.size()});
    const auto in = values(state);
    const auto out = values(result);
    interruptible([&] { drawn.hamiltonian.hessian(in, out); });
    return result;
}

// The points to find grow exponentially with the size, and nothing is known of their number on a landscape of somebody's
// own: a guard against a mistyped size.
constexpr int most_spins_of_a_census = 12;

Census census(const py::object& object, const py::object& seed, const py::object& sample) {
    CensusOptions options;
    options.seed = seed_of(seed);
    options.sample = seed_of(sample, "sample");
    const auto landscape = landscape_of(object);
    if (py::isinstance<Drawn>(object)) {
        const auto& drawn = object.cast<const Drawn&>();
        require_countable({drawn.mixture, drawn.hamiltonian.size(), 1});
    } else if (landscape->size() < 2 || landscape->size() > most_spins_of_a_census) {
        throw std::invalid_argument(fmt::format("a census of {} spins: 2 to {} are in reach",
                                                landscape->size(), most_spins_of_a_census));
    }
    return interruptible([&] { return take_census(*landscape, options); });
}

template <class T, class Get>
py::array_t<T> of_points(const Census& census, const Get& get) {
    py::array_t<T> array(static_cast<py::ssize_t>(census.points.size()));
    auto* out = array.mutable_data();
    for (const auto& point : census.points)
        *out++ = get(point);
    return array;
}

Array states_of_census(const Census& census) {
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
        .def("__repr__",
             [](const Census& c) {
                 return fmt::format(
                     "<Census: {} critical points at {} spins, {}>", c.points.size(), c.counts.size(),
                     c.complete ? "complete" : fmt::format("incomplete, about {:.3g} unseen", c.unseen));
             })
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
        .def_property_readonly("states", &states_of_census, "(points, N)")
        .def_property_readonly(
            "counts",
            [](const Census& c) {
                return py::array_t<std::int64_t>(static_cast<py::ssize_t>(c.counts.size()), c.counts.data());
            },
            "number of points of index 0 .. N - 1")
        .def_readonly("starts", &Census::starts, "Newton searches made")
        .def_readonly("unseen", &Census::unseen, "estimated number of points not found")
        .def_readonly("euler_holds", &Census::euler_holds,
                      "whether the Euler characteristic of the sphere is met")
        .def_readonly("complete", &Census::complete, "whether the stopping rules were met");
    module.def("census", &census, py::arg("landscape"), py::kw_only(), py::arg("seed") = 1,
               py::arg("sample") = 0,
               "Every critical point of a small landscape, by Newton searches from many starts.\n\n"
               "landscape: a Hamiltonian, or an object of your own (see Landscape), of at most 12 spins.");
}

}  // namespace

std::shared_ptr<const Landscape> hamiltonian_of(const py::object& object) {
    if (!py::isinstance<Drawn>(object)) return nullptr;
    const auto drawn = object.cast<std::shared_ptr<Drawn>>();
    return {drawn, &drawn->hamiltonian};
}

void bind_hamiltonian(py::module_& module) {
    py::class_<Drawn, std::shared_ptr<Drawn>>(
        module, "Hamiltonian",
        "One draw of the couplings of a mixture at `size` spins: a function of seed and "
        "sample alone. States have norm sqrt(size); energies are H, not per spin.")
        .def(py::init(&draw), py::arg("mixture"), py::arg("size"), py::kw_only(), py::arg("seed") = 1,
             py::arg("sample") = 0, py::arg("precision") = "single", py::arg("couplings") = "auto")
        .def(py::init([](const std::string& spec, const py::object& size, const py::object& seed,
                         const py::object& sample, const std::string& precision,
                         const std::string& couplings) {
                 return draw(mixture_of(spec), size, seed, sample, precision, couplings);
             }),
             py::arg("mixture"), py::arg("size"), py::kw_only(), py::arg("seed") = 1, py::arg("sample") = 0,
             py::arg("precision") = "single", py::arg("couplings") = "auto")
        .def("__repr__",
             [](const Drawn& d) {
                 return fmt::format("Hamiltonian('{}', {}, seed={}, sample={}, precision='{}')",
                                    d.mixture.spec(), d.size(), d.seed, d.sample, d.precision);
             })
        .def_property_readonly("size", &Drawn::size, "N, the number of spins")
        .def_property_readonly(
            "plan", [](const Drawn& d) { return describe(d.hamiltonian.plan()); },
            "how the couplings of each order are kept")
        .def("energies_and_gradients", &energies_and_gradients, py::arg("states"),
             "Both at once: H and dH/ds of one state (N,) or of M states (M, N).")
        .def(
            "energy",
            [](const Drawn& d, const py::object& s) { return py::object(energies_and_gradients(d, s)[0]); },
            py::arg("states"), "H: a number for one state, (M,) for M.")
        .def(
            "gradient",
            [](const Drawn& d, const py::object& s) { return py::object(energies_and_gradients(d, s)[1]); },
            py::arg("states"), "dH/ds in R^N, in the shape of the states.")
        .def("hessian", &hessian, py::arg("state"), "d^2H/ds^2 in R^N at one state, (N, N).");
    bind_census(module);
}

}  // namespace glasscape::python
