#include <algorithm>
#include <functional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <pybind11/stl.h>

#include "glasscape/complexity/finite_size.hpp"
#include "glasscape/complexity/thresholds.hpp"
#include "glasscape/core/parse.hpp"
#include "glasscape/mixture/spec.hpp"

#include "bindings.hpp"

namespace glasscape::python {
namespace {

namespace py = pybind11;

constexpr std::int64_t most_negative_eigenvalues = 1'000'000'000;

bool counts_below(const std::string& count) {
    if (count != "density" && count != "below")
        throw std::invalid_argument("count '" + count + "': give 'density' or 'below'");
    return count == "below";
}

bool is_list(const py::object& value) {
    return py::isinstance<py::list>(value) || py::isinstance<py::tuple>(value) ||
           (py::isinstance<py::array>(value) && py::cast<py::array>(value).ndim() > 0);
}

// One result for each item, stacked along a new first axis.
template <class F>
py::object stacked(const py::object& items, const F& f) {
    py::list results;
    for (const auto item : items)
        results.append(f(py::reinterpret_borrow<py::object>(item)));
    if (results.empty()) throw std::invalid_argument("an empty list: give at least one index or size");
    return py::module_::import("numpy").attr("stack")(results);
}

py::object complexity(const Mixture& mixture, const py::object& index, const py::object& energy,
                      const std::string& count) {
    if (is_list(index))
        return stacked(index, [&](const py::object& one) { return complexity(mixture, one, energy, count); });
    const auto which = parse_index(index);
    const bool below = counts_below(count);
    if (energy.is_none()) return py::float_(complexity_all(mixture, which));
    return for_each(finite_array(energy, "energy"), [&](double u) {
        return below ? complexity_below(mixture, which, u) : complexity_density(mixture, which, u).value;
    });
}

// One number a filter.
std::vector<double> log_means(const Mixture& mixture, int size, const IndexClass& index,
                              const std::vector<EnergyFilter>& filters) {
    if (index.kind() == IndexClass::Kind::fraction)
        throw std::invalid_argument(
            "a fraction of the index exists in the limit only: give 'total' or a number");
    if (index.kind() == IndexClass::Kind::total) return log_mean_total(mixture, size, filters);
    const std::vector<int> indices{index.k()};
    if (index.k() < size && !exact_index_in_reach(size, indices))
        throw std::invalid_argument("exact counts by index reach size 60 (minima and maxima alone 120)");
    std::vector<double> list;
    for (const auto& of_filter : log_mean_by_index(mixture, size, indices, filters).log_mean)
        list.push_back(of_filter.front());
    return list;
}

py::object log_mean_count(const Mixture& mixture, const py::object& spins, const py::object& index,
                          const py::object& energy, const std::string& count) {
    if (is_list(spins))
        return stacked(
            spins, [&](const py::object& one) { return log_mean_count(mixture, one, index, energy, count); });
    if (is_list(index))
        return stacked(
            index, [&](const py::object& one) { return log_mean_count(mixture, spins, one, energy, count); });
    const int size = size_of(spins);
    if (size < 2) throw std::invalid_argument("size: a sphere of critical points needs at least 2 spins");
    const auto which = parse_index(index);
    const bool below = counts_below(count);
    if (energy.is_none())
        return py::float_(
            interruptible([&] { return log_means(mixture, size, which, {EnergyFilter::all()}); }).front());
    const auto energies = finite_array(energy, "energy");
    std::vector<EnergyFilter> filters;
    for (py::ssize_t i = 0; i < energies.size(); ++i)
        filters.push_back(below ? EnergyFilter::below(energies.data()[i])
                                : EnergyFilter::density(energies.data()[i]));
    if (filters.empty()) return for_each(energies, [](double) { return 0.0; });
    const auto logs = interruptible([&] { return log_means(mixture, size, which, filters); });
    std::size_t i = 0;
    return for_each(energies, [&](double) { return logs[i++]; });
}

template <class Member>
py::array_t<Member> term_array(const Mixture& mixture, Member MixtureTerm::*member) {
    py::array_t<Member> array(static_cast<py::ssize_t>(mixture.terms().size()));
    auto* out = array.mutable_data();
    for (const auto& term : mixture.terms())
        *out++ = term.*member;
    return array;
}

bool same_terms(const Mixture& a, const Mixture& b) {
    return std::equal(a.terms().begin(), a.terms().end(), b.terms().begin(), b.terms().end(),
                      [](const MixtureTerm& x, const MixtureTerm& y) {
                          return x.order == y.order && x.epsilon == y.epsilon;
                      });
}

std::size_t hash_of_terms(const Mixture& mixture) {
    std::size_t hash = 0;
    for (const auto& term : mixture.terms())
        hash = 31 * (31 * hash + std::hash<int>()(term.order)) + std::hash<double>()(term.epsilon);
    return hash;
}

void bind_value(py::class_<Mixture>& mixture) {
    mixture
        .def("__eq__", &same_terms, py::arg("other"), py::is_operator(),
             "Whether all terms are the same, however they were written.")
        .def("__hash__", &hash_of_terms)
        .def("__copy__", [](const Mixture& m) { return Mixture(m); })
        .def(
            "__deepcopy__", [](const Mixture& m, const py::dict&) { return Mixture(m); }, py::arg("memo"))
        .def(py::pickle([](const Mixture& m) { return py::make_tuple(m.spec()); },
                        [](const py::tuple& state) {
                            if (state.size() != 1) throw std::invalid_argument("this is no pickled Mixture");
                            return parse_mixture(py::cast<std::string>(state[0])).mixture;
                        }));
}

void bind_counts(py::class_<Mixture>& mixture) {
    mixture.def(
        "complexity", &complexity, py::arg("index") = "total", py::arg("energy") = py::none(), py::kw_only(),
        py::arg("count") = "density",
        "(1/N) log of the mean number of critical points as N -> infinity.\n\n"
        "index: 'total', the number of negative eigenvalues, or 'gamma=0.1' (a fraction of them); a list of\n"
        "them gives an axis of its own, the first.\n"
        "energy: per spin, a number or an array; None: over all energies.\n"
        "count: 'density' (points with H/N in du) or 'below' (points with H/N < energy).");
    mixture.def(
        "log_mean_count", &log_mean_count, py::arg("size"), py::arg("index") = "total",
        py::arg("energy") = py::none(), py::kw_only(), py::arg("count") = "density",
        "Natural logarithm of the exact mean number of critical points at `size` spins.\n\n"
        "index: 'total' (any size) or the number of negative eigenvalues (size up to 60, index 0 and\n"
        "size - 1 up to 120). energy and count as for complexity; a density is per unit of energy.\n"
        "Lists of sizes and of indices give axes of their own, in this order, in front.");
    mixture.def(
        "lowest_energy",
        [](const Mixture& m, const py::object& index) {
            return lowest_energy(
                m, static_cast<int>(whole_number(index, "index", 0, most_negative_eigenvalues)));
        },
        py::arg("index") = 0,
        "E_k: the energy per spin below which critical points of this index are exponentially rare.");
    mixture.def("threshold_energy", &threshold_energy, "u_th: the most likely energy on the marginal line.");
}

}  // namespace

IndexClass parse_index(const py::object& index) {
    if (!py::isinstance<py::str>(index))
        return IndexClass::fixed(
            static_cast<int>(whole_number(index, "index", 0, most_negative_eigenvalues)));
    const auto text = py::cast<std::string>(index);
    if (text == "total") return IndexClass::total();
    if (text.starts_with("gamma="))
        if (const auto gamma = parse_real(text.substr(6)); gamma && *gamma >= 0.0 && *gamma <= 1.0)
            return IndexClass::fraction(*gamma);
    throw std::invalid_argument("index '" + text + "': give 'total', a whole number, or 'gamma=0.1'");
}

Mixture mixture_of(const std::string& spec) {
    auto parsed = parse_mixture(spec);
    if (!parsed.note.empty() && PyErr_WarnEx(PyExc_UserWarning, parsed.note.c_str(), 1) != 0)
        throw py::error_already_set();
    return std::move(parsed.mixture);
}

void bind_mixture(py::module_& module) {
    py::class_<Mixture> mixture(module, "Mixture",
                                "Covariance N nu(s.s'/N) of a mixed spherical p-spin glass, from a spec such "
                                "as 'pure:3' or 'resnet:p=10,beta=0.5'.");
    mixture.def(py::init(&mixture_of), py::arg("spec"))
        .def("__repr__", [](const Mixture& m) { return "Mixture('" + m.spec() + "')"; })
        .def_property_readonly("spec", &Mixture::spec, "the text it was made from")
        .def_property_readonly(
            "orders", [](const Mixture& m) { return term_array(m, &MixtureTerm::order); },
            "orders r, ascending")
        .def_property_readonly(
            "epsilons", [](const Mixture& m) { return term_array(m, &MixtureTerm::epsilon); },
            "coefficients eps_r; the squares sum to 1")
        .def_property_readonly(
            "weights", [](const Mixture& m) { return term_array(m, &MixtureTerm::weight); },
            "weights eps_r^2")
        .def_property_readonly("nu1", &Mixture::nu1, "nu'(1), the mean order under the weights")
        .def_property_readonly("nu2", &Mixture::nu2, "nu''(1)")
        .def_property_readonly("curvature_ratio", &Mixture::curvature_ratio, "rho = nu2/nu1")
        .def_property_readonly("is_pure", &Mixture::is_pure, "whether it has one order")
        .def_property_readonly("is_trivial", &Mixture::is_trivial,
                               "whether nu2 <= nu1: no exponential number of critical points")
        .def_property_readonly("depth_mean", &Mixture::depth_mean, "mean of r under eps_r^2")
        .def_property_readonly("depth_std", &Mixture::depth_std, "standard deviation of r under eps_r^2")
        .def_property_readonly("depth_mode", &Mixture::depth_mode,
                               "the order with the largest |eps_r|, the smaller one on a tie")
        .def(
            "nu",
            [](const Mixture& m, const py::object& t, const py::object& derivative) {
                const auto order = static_cast<int>(whole_number(derivative, "derivative", 0, 4));
                return for_each(finite_array(t, "t"), [&](double q) { return m.nu(q, order); });
            },
            py::arg("t"), py::arg("derivative") = 0, "nu(t) or a derivative, at a number or an array.");
    bind_value(mixture);
    bind_counts(mixture);
    bind_typical(mixture);
    bind_pairs(mixture);
}

}  // namespace glasscape::python
