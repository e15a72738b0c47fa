#include <limits>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "glasscape/complexity/pairs/second_moment.hpp"
#include "glasscape/complexity/pairs/two_point.hpp"

#include "bindings.hpp"

namespace glasscape::python {
namespace {

namespace py = pybind11;

constexpr std::int64_t most_samples = 1'000'000'000;

double number_of(const py::object& value, const char* name) {
    const auto array = finite_array(value, name);
    if (array.ndim() != 0) throw std::invalid_argument(std::string(name) + ": give one number");
    return array.data()[0];
}

double within_sphere(double overlap) {
    if (!(overlap > -1.0 && overlap < 1.0))
        throw std::invalid_argument("overlap: two points lie at one between -1 and 1");
    return overlap;
}

double or_nan(const std::optional<double>& value) {
    return value.value_or(std::numeric_limits<double>::quiet_NaN());
}

py::dict second_moment_of(const Mixture& mixture, const py::object& size, const py::object& samples,
                          const py::object& seed, const py::object& spread) {
    SecondMomentRequest request{size_of(size)};
    request.samples = whole_number(samples, "samples", 2, most_samples);
    request.seed = seed_of(seed);
    request.spread = number_of(spread, "spread");
    const auto moment = interruptible([&] {
        const std::vector<EnergyFilter> all{EnergyFilter::all()};
        return second_moment(mixture, request, all);
    });
    const auto& counts = moment.counts.front();
    const py::ssize_t n = request.size;
    py::array_t<double> by_index({n, n});
    py::array_t<double> by_index_error({n, n});
    for (std::size_t i = 0; i < counts.by_index.size(); ++i) {
        by_index.mutable_data()[i] = counts.by_index[i].value;
        by_index_error.mutable_data()[i] = counts.by_index[i].std_error;
    }
    py::dict result;
    result["mean"] = counts.mean;
    result["second_moment"] = counts.second_moment.value;
    result["std_error"] = counts.second_moment.std_error;
    result["ratio"] = counts.ratio().value;
    result["ratio_error"] = counts.ratio().std_error;
    result["effective_share"] = counts.second_moment.effective_share;
    result["by_index"] = by_index;
    result["by_index_error"] = by_index_error;
    result["signed_sum"] = moment.signed_sum.value;
    result["signed_error"] = moment.signed_sum.std_error;
    result["signed_exact"] = moment.signed_exact;
    return result;
}

py::object two_point_complexity(const Mixture& mixture, const py::object& reference,
                                const py::object& overlap, const py::object& energy, bool typical) {
    const auto seen_from = reference_minimum(mixture, number_of(reference, "reference"));
    const TwoPointComplexity points(mixture, seen_from, within_sphere(number_of(overlap, "overlap")));
    return for_each(finite_array(energy, "energy"), [&](double u) {
        const auto count = points.at(u);
        if (!typical) return count.complexity;
        const auto found = typical_complexity(mixture, seen_from, points.overlap(), u, count.radial);
        return found ? found->complexity : std::numeric_limits<double>::quiet_NaN();
    });
}

py::object lowest_energy_at(const Mixture& mixture, const py::object& reference, const py::object& overlap) {
    const auto seen_from = reference_minimum(mixture, number_of(reference, "reference"));
    return for_each(finite_array(overlap, "overlap"), [&](double q) {
        const auto lowest = TwoPointComplexity(mixture, seen_from, within_sphere(q)).lowest();
        return lowest ? lowest->energy : std::numeric_limits<double>::quiet_NaN();
    });
}

py::dict barrier(const Mixture& mixture, const py::object& reference) {
    const auto found = barrier_of(mixture, reference_minimum(mixture, number_of(reference, "reference")));
    py::dict result;
    result["farthest_overlap"] = or_nan(found.farthest);
    result["overlap"] = or_nan(found.overlap);
    result["energy"] = or_nan(found.energy);
    result["height"] = or_nan(found.height);
    return result;
}

}  // namespace

void bind_pairs(py::class_<Mixture>& mixture) {
    mixture.def(
        "second_moment", &second_moment_of, py::arg("size"), py::kw_only(), py::arg("samples") = 20000,
        py::arg("seed") = 1, py::arg("spread") = 1.3,
        "Second moment of the number of critical points at `size` spins, by Kac-Rice for pairs with\n"
        "`samples` pairs of random matrices: a dictionary of mean (exact), second_moment and std_error,\n"
        "ratio to the squared mean and ratio_error, effective_share of the samples, by_index and\n"
        "by_index_error (arrays, size x size), and the run's own check: signed_sum, signed_error,\n"
        "signed_exact. spread: 1.3 suits totals, 1.6 pairs of minima.");
    mixture.def("two_point_complexity", &two_point_complexity, py::arg("reference"), py::arg("overlap"),
                py::arg("energy"), py::kw_only(), py::arg("typical") = false,
                "(1/N) log of the number of critical points at an overlap with a typical minimum.\n\n"
                "reference: its energy per spin. overlap: between -1 and 1. energy: of the second points, a\n"
                "number or an array. typical: the logarithm averaged (replica symmetric, field dropped; NaN\n"
                "far below 0), else that of the mean.");
    mixture.def("lowest_energy_at", &lowest_energy_at, py::arg("reference"), py::arg("overlap"),
                "Lowest energy per spin with critical points at an overlap (a number or an array) with a\n"
                "typical minimum of energy `reference`; NaN where there are none.");
    mixture.def(
        "barrier", &barrier, py::arg("reference"),
        "What a minimum of energy `reference` sees: farthest_overlap with any point, and overlap,\n"
        "energy and height (per spin) of the deepest saddles that face it; NaN where there are none.\n"
        "A statement on saddles, not on paths.");
}

}  // namespace glasscape::python
