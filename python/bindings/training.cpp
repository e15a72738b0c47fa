#include <cmath>
#include <filesystem>
#include <span>
#include <stdexcept>
#include <string>

#include <pybind11/stl.h>

#include "glasscape/network/depth_spectrum.hpp"
#include "glasscape/training/checkpoint_depth.hpp"
#include "glasscape/training/train_seeds.hpp"

#include "bindings.hpp"

namespace glasscape::python {
namespace {

namespace py = pybind11;

TrainingConfig config_of(const std::string& config) {
    return config.find('\n') == std::string::npos ? load_training_config(config)
                                                  : parse_training_config(config, "config");
}

py::dict train(const std::string& config, const py::object& seeds, const py::object& first_seed,
               const std::string& folder, bool resume, bool overwrite) {
    constexpr std::int64_t most_seeds = 1'000'000;
    TrainRequest request{config_of(config),
                         seed_of(first_seed, "first_seed"),
                         static_cast<int>(whole_number(seeds, "seeds", 1, most_seeds)),
                         folder,
                         resume,
                         overwrite};
    open_data(request.config, request.first_seed);
    if (!folder.empty()) std::filesystem::create_directories(folder);
    const auto results = interruptible([&] { return train_seeds(request); });
    py::dict tables;
    tables["history"] = columns_of(history_table(request.config, results));
    tables["layers"] = columns_of(layers_table(request.config.name, results));
    tables["depth"] = columns_of(depth_table(request.config, results));
    return tables;
}

py::dict depth_spectrum(const std::string& checkpoint, const py::object& points,
                        const py::object& gradient_points) {
    const auto output_points = static_cast<int>(whole_number(points, "points", 2, 1'000'000));
    const auto gradients = static_cast<int>(whole_number(gradient_points, "gradient_points", 2, 100'000));
    const auto spectrum =
        interruptible([&] { return spectrum_of_checkpoint({checkpoint}, output_points, gradients); });
    py::dict tables;
    tables["shares"] = columns_of(spectrum_table(spectrum));
    tables["summary"] = columns_of(spectrum_summary(spectrum));
    tables["spec"] = measured_spec(*spectrum.record.output);
    return tables;
}

DepthLaw law_of(const std::string& law) {
    if (law == "coherent") return DepthLaw::coherent;
    if (law == "incoherent") return DepthLaw::incoherent;
    throw std::invalid_argument("law: '" + law + "' is neither coherent nor incoherent");
}

// A list of numbers that a law takes.
std::span<const double> row_of(const Array& values, const char* name) {
    if (values.ndim() != 1)
        throw std::invalid_argument(std::string(name) + ": a list of numbers is needed, of one dimension");
    return {values.data(), static_cast<std::size_t>(values.size())};
}

Array law_shares_of(const std::string& law, const py::object& b) {
    const auto scales = finite_array(b, "b");
    const auto shares = law_shares(law_of(law), row_of(scales, "b"));
    if (!std::isfinite(shares.front()))
        throw std::invalid_argument("b: the scales are so large that the shares overflow");
    return Array(static_cast<py::ssize_t>(shares.size()), shares.data());
}

double fitted_beta_of(const std::string& law, const py::object& p, double depth) {
    return fitted_beta(law_of(law), static_cast<int>(whole_number(p, "p", 1, 100'000)), depth);
}

double mean_depth_of(const py::object& shares) {
    const auto values = finite_array(shares, "shares");
    return mean_depth(row_of(values, "shares"));
}

}  // namespace

void bind_training(py::module_& module) {
    module.def("training_configs", &training_config_names, "Names of the configurations that come along.");
    module.def(
        "training_config", [](const std::string& config) { return to_toml(config_of(config)); },
        py::arg("config"), "A configuration as TOML text with every key, to change and to train.");
    module.def(
        "train", &train, py::arg("config") = "paper_bn", py::kw_only(), py::arg("seeds") = 1,
        py::arg("first_seed") = 1, py::arg("folder") = "", py::arg("resume") = false,
        py::arg("overwrite") = false,
        "Trains residual networks, one per seed.\n\n"
        "config: a name of training_configs(), a .toml file, or TOML text.\n"
        "folder: for checkpoints seedK.ckpt; '' writes none. Checkpoints that are there are continued "
        "(resume) or\n"
        "dropped (overwrite), else refused.\n"
        "Returns the tables 'history', 'layers' and 'depth' as dicts of columns, one row per seed and\n"
        "logged step (and layer, or path length): what pandas.DataFrame takes.");
    module.def("depth_spectrum", &depth_spectrum, py::arg("checkpoint"), py::kw_only(),
               py::arg("points") = 2000, py::arg("gradient_points") = 512,
               "Exact spectrum of path lengths of a checkpoint: 'shares' by length, 'summary', and 'spec', "
               "the measured mixture.");
    module.def(
        "law_shares", &law_shares_of, py::arg("law"), py::arg("b"),
        "Shares of path lengths 1..len(b) + 1 where the skippable layers have scales b (Littwin, Wolf "
        "2016, eq. 20):\n\n"
        "law 'coherent': squared coefficients of t prod (1 + b_l t), paths add in amplitude;\n"
        "law 'incoherent': coefficients of t prod (1 + b_l^2 t), they add in power. Sum 1. O(len(b)^2).");
    module.def("fitted_beta", &fitted_beta_of, py::arg("law"), py::arg("p"), py::arg("depth"),
               "The scale, the same in all p - 1 skippable layers, at which a law has this mean depth.\n\n"
               "0 for depth 1, infinite for depth p.");
    module.def("mean_depth", &mean_depth_of, py::arg("shares"),
               "Mean path length, the sum of r shares[r - 1].");
}

}  // namespace glasscape::python
