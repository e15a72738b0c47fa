#include "landscape.hpp"

#include <algorithm>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <pybind11/stl.h>

#include "glasscape/explore/critical_point.hpp"
#include "glasscape/explore/dynamics.hpp"
#include "glasscape/explore/saddle_search.hpp"
#include "glasscape/explore/tangent_lanczos.hpp"
#include "glasscape/sphere/sphere.hpp"

namespace glasscape::python {
namespace {

namespace py = pybind11;

Array rows_of(std::span<const double> numbers, std::size_t columns) {
    Array array({static_cast<py::ssize_t>(numbers.size() / columns), static_cast<py::ssize_t>(columns)});
    std::copy(numbers.begin(), numbers.end(), array.mutable_data());
    return array;
}

// Copies what Python gave back; its shape must be that of the place.
void fill(const py::handle& value, std::span<double> place, const std::string& what) {
    const auto array = finite_array(py::reinterpret_borrow<py::object>(value), what.c_str());
    if (static_cast<std::size_t>(array.size()) != place.size())
        throw std::invalid_argument(
            fmt::format("{}: {} numbers where {} are due", what, array.size(), place.size()));
    std::copy_n(array.data(), place.size(), place.begin());
}

/// A landscape written in Python.
class PythonLandscape final : public Landscape {
  public:
    explicit PythonLandscape(py::object object)
        : object_(std::move(object)), size_(size_of(object_.attr("size"))) {
        if (py::hasattr(object_, "symmetry")) symmetry_ = symmetry_of(py::str(object_.attr("symmetry")));
        has_hessian_ = py::hasattr(object_, "hessian");
        has_products_ = py::hasattr(object_, "hessian_vector");
    }
    PythonLandscape(const PythonLandscape&) = delete;
    PythonLandscape& operator=(const PythonLandscape&) = delete;
    ~PythonLandscape() override {
        const py::gil_scoped_acquire held;
        object_ = {};
    }

    int size() const override { return size_; }
    Symmetry symmetry() const override { return symmetry_; }

    void energies_and_gradients(std::span<const double> states, std::span<double> energies,
                                std::span<double> gradients) const override {
        const py::gil_scoped_acquire held;
        const py::object result =
            object_.attr("energies_and_gradients")(rows_of(states, static_cast<std::size_t>(size_)));
        if (!py::isinstance<py::tuple>(result) || py::len(result) != 2)
            throw py::type_error("energies_and_gradients: give a tuple (energies, gradients)");
        const auto pair = result.cast<py::tuple>();
        fill(pair[0], energies, "energies, the first that energies_and_gradients gives");
        fill(pair[1], gradients, "gradients, the second that energies_and_gradients gives");
    }

    void hessian(std::span<const double> state, std::span<double> hessian) const override {
        if (!has_hessian_) return Landscape::hessian(state, hessian);
        const py::gil_scoped_acquire held;
        Array at(size_);
        std::copy(state.begin(), state.end(), at.mutable_data());
        fill(object_.attr("hessian")(at), hessian, "hessian");
    }

    void hessian_vector(std::span<const double> state, std::span<const double> vector,
                        std::span<double> result) const override {
        if (!has_products_) {
            Landscape::hessian_vector(state, vector, result);
            return;
        }
        const py::gil_scoped_acquire held;
        Array at(size_);
        Array along(size_);
        std::copy(state.begin(), state.end(), at.mutable_data());
        std::copy(vector.begin(), vector.end(), along.mutable_data());
        fill(object_.attr("hessian_vector")(at, along), result, "hessian_vector");
    }

  private:
    static Symmetry symmetry_of(const std::string& name) {
        if (name == "none") return Symmetry::none;
        if (name == "even") return Symmetry::even;
        if (name == "odd") return Symmetry::odd;
        throw std::invalid_argument(fmt::format("symmetry '{}': there are none, even and odd", name));
    }

    py::object object_;
    int size_;
    Symmetry symmetry_ = Symmetry::none;
    bool has_hessian_ = false;
    bool has_products_ = false;
};

std::vector<double> starts_of(const Landscape& landscape, const py::object& value) {
    const auto starts = finite_array(value, "starts");
    if ((starts.ndim() != 1 && starts.ndim() != 2) || starts.shape(starts.ndim() - 1) != landscape.size())
        throw std::invalid_argument(
            fmt::format("starts: give an array of shape ({0},) or (M, {0})", landscape.size()));
    return {starts.data(), starts.data() + starts.size()};
}

std::vector<double> state_of(const Landscape& landscape, const py::object& value) {
    const auto state = finite_array(value, "state");
    if (state.ndim() != 1 || state.shape(0) != landscape.size())
        throw std::invalid_argument(fmt::format("state: give an array of shape ({},)", landscape.size()));
    std::vector<double> numbers(state.data(), state.data() + state.size());
    if (std::all_of(numbers.begin(), numbers.end(), [](double x) { return x == 0.0; }))
        throw std::invalid_argument("state: the zero vector lies on no sphere");
    rescale_to_sphere(numbers);
    return numbers;
}

DynamicsMethod method_of(const std::string& name) {
    if (name == "gradient") return DynamicsMethod::gradient;
    if (name == "momentum") return DynamicsMethod::momentum;
    if (name == "langevin") return DynamicsMethod::langevin;
    throw std::invalid_argument(fmt::format(
        "method '{}': there are gradient, momentum and langevin on a landscape of one's own", name));
}

const std::vector<Column>& dynamics_columns() {
    static const std::vector<Column> columns{
        {"replica", ColumnType::integer, "1", "number of the start"},
        {"step", ColumnType::integer, "1", "evaluations of the landscape after the first"},
        {"time", ColumnType::real, "1", "sum of the steps h"},
        {"energy", ColumnType::real, "H/N", "energy per spin"},
        {"gradient_norm", ColumnType::real, "1", "|tangential gradient|/sqrt N"},
        {"radial", ColumnType::real, "1", "radial derivative per spin, x = s.grad H/N"}};
    return columns;
}

py::tuple dynamics(const py::object& object, const py::object& start, const std::string& method,
                   const py::object& step, const py::object& steps, double temperature, double momentum,
                   double tolerance, const py::object& seed, const py::object& per_decade) {
    const auto landscape = landscape_of(object);
    const auto starts = starts_of(*landscape, start);
    Dynamics motion;
    motion.method = method_of(method);
    if (!step.is_none()) motion.step = py::cast<double>(step);
    motion.steps = whole_number(steps, "steps", 1, 1'000'000'000);
    motion.temperature = temperature;
    motion.momentum = momentum;
    motion.gradient_tolerance = tolerance;
    DynamicsRun run;
    run.seed = seed_of(seed);
    const auto recorded = log_spaced_steps(
        motion.steps, static_cast<int>(whole_number(per_decade, "records_per_decade", 1, 10'000)));
    Table table(dynamics_columns());
    std::vector<double> states;
    interruptible([&] {
        states = run_dynamics(
            *landscape, starts, motion, recorded,
            [&](const Snapshot& now) {
                for (std::size_t m = 0; m < now.energies.size(); ++m)
                    table.add_row({static_cast<std::int64_t>(m), now.step, now.times[m], now.energies[m],
                                   now.gradient_norms[m], now.radials[m]});
            },
            run);
    });
    return py::make_tuple(columns_of(table), rows_of(states, static_cast<std::size_t>(landscape->size())));
}

py::tuple saddle_search(const py::object& object, const py::object& start) {
    const auto landscape = landscape_of(object);
    const auto starts = starts_of(*landscape, start);
    Table table({{"start", ColumnType::integer, "1", "number of the start"},
                 {"converged", ColumnType::boolean, "", "whether a critical point was reached"},
                 {"energy", ColumnType::real, "H/N", "energy per spin where the search ended"},
                 {"radial", ColumnType::real, "1", "radial derivative per spin, x = s.grad H/N"},
                 {"index", ColumnType::integer, "1", "number of negative Hessian eigenvalues"},
                 {"gradient_norm", ColumnType::real, "1", "|tangential gradient|/sqrt N"},
                 {"softest", ColumnType::real, "1", "the tangent-Hessian eigenvalue nearest to 0"},
                 {"overlap", ColumnType::real, "1", "with the start"}});
    std::vector<double> states;
    interruptible([&] {
        const auto n = static_cast<std::size_t>(landscape->size());
        const auto results = search_critical_points(*landscape, starts);
        for (std::size_t m = 0; m < results.size(); ++m) {
            const auto point = describe_point(*landscape, results[m].state);
            auto from = std::vector<double>(starts.begin() + static_cast<std::ptrdiff_t>(m * n),
                                            starts.begin() + static_cast<std::ptrdiff_t>((m + 1) * n));
            rescale_to_sphere(from);
            table.add_row({static_cast<std::int64_t>(m), results[m].status == SearchStatus::converged,
                           point.energy, point.radial, std::int64_t{point.index}, point.gradient_norm,
                           point.softest, overlap(point.state, from)});
            states.insert(states.end(), point.state.begin(), point.state.end());
        }
    });
    return py::make_tuple(columns_of(table), rows_of(states, static_cast<std::size_t>(landscape->size())));
}

Array spectrum(const py::object& object, const py::object& where) {
    const auto landscape = landscape_of(object);
    const auto state = state_of(*landscape, where);
    const auto values = interruptible([&] { return tangent_spectrum(*landscape, state); });
    Array array(static_cast<py::ssize_t>(values.size()));
    std::copy(values.begin(), values.end(), array.mutable_data());
    return array;
}

py::dict lanczos(const py::object& object, const py::object& where, const py::object& steps,
                 const py::object& probes, const py::object& seed) {
    const auto landscape = landscape_of(object);
    const auto state = state_of(*landscape, where);
    LanczosOptions options;
    options.steps = static_cast<int>(whole_number(steps, "steps", 1, 1'000'000));
    options.probes = static_cast<int>(whole_number(probes, "probes", 1, 100'000));
    options.seed = seed_of(seed);
    const auto found = interruptible([&] { return tangent_lanczos(*landscape, state, options); });
    const auto array = [](const std::vector<double>& numbers) {
        return Array(static_cast<py::ssize_t>(numbers.size()), numbers.data());
    };
    py::dict result;
    result["nodes"] = array(found.nodes);
    result["weights"] = array(found.weights);
    result["lowest"] = found.lowest;
    result["highest"] = found.highest;
    result["lowest_residual"] = found.lowest_residual;
    result["highest_residual"] = found.highest_residual;
    result["mean"] = found.mean;
    result["mean_error"] = found.mean_error;
    result["rms"] = found.rms;
    result["rms_error"] = found.rms_error;
    return result;
}

}  // namespace

std::shared_ptr<const Landscape> landscape_of(const py::object& object) {
    if (auto drawn = hamiltonian_of(object)) return drawn;
    if (!py::hasattr(object, "energies_and_gradients") || !py::hasattr(object, "size"))
        throw py::type_error(
            "a landscape is a Hamiltonian, or an object with size (N) and "
            "energies_and_gradients(states of shape (M, N))");
    return std::make_shared<PythonLandscape>(object);
}

void bind_landscape(py::module_& module) {
    module.def("_dynamics", &dynamics, py::arg("landscape"), py::arg("starts"), py::kw_only(),
               py::arg("method"), py::arg("step"), py::arg("steps"), py::arg("temperature"),
               py::arg("momentum"), py::arg("tolerance"), py::arg("seed"), py::arg("records_per_decade"));
    module.def("_saddle_search", &saddle_search, py::arg("landscape"), py::arg("starts"));
    module.def("_tangent_spectrum", &spectrum, py::arg("landscape"), py::arg("state"));
    module.def("_lanczos", &lanczos, py::arg("landscape"), py::arg("state"), py::kw_only(), py::arg("steps"),
               py::arg("probes"), py::arg("seed"));
}

}  // namespace glasscape::python
