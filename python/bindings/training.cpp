#include <filesystem>
#include <stdexcept>
#include <string>

#include <pybind11/stl.h>

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
    tables["history"] = columns_of(history_table(request.config.name, results));
    tables["layers"] = columns_of(layers_table(request.config.name, results));
    tables["depth"] = columns_of(depth_table(request.config.name, results));
    return tables;
}

py::dict depth_spectrum(const std::string& checkpoint, const py::object& points,
                        const py::object& gradient_points) {
    const auto output_points = static_cast<int>(whole_number(points, "points", 2, 1'000'000));
    const auto gradients = static_cast<int>(whole_number(gradient_points, "gradient_points", 2, 100'000));
    const auto spectrum =
        interruptible([&] { return spectrum_of_checkpoint(checkpoint, output_points, gradients); });
    py::dict tables;
    tables["shares"] = columns_of(spectrum_table(spectrum));
    tables["summary"] = columns_of(spectrum_summary(spectrum));
    tables["spec"] = spectrum_spec(spectrum);
    return tables;
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
}

}  // namespace glasscape::python
