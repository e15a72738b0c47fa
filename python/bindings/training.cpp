#include <cmath>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>

#include <pybind11/stl.h>

#include "glasscape/network/depth_spectrum.hpp"
#include "glasscape/training/checkpoint_depth.hpp"
#include "glasscape/training/train_seeds.hpp"
#include "glasscape/training/training_changes.hpp"

#include "bindings.hpp"

namespace glasscape::python {
namespace {

namespace py = pybind11;

TrainingConfig config_of(const std::string& config) {
    return config.find('\n') == std::string::npos ? load_training_config(config)
                                                  : parse_training_config(config, "config");
}

// A whole number that may be None.
std::optional<std::int64_t> number_or_none(const py::object& value, const char* name, std::int64_t highest) {
    if (value.is_none()) return {};
    return whole_number(value, name, 1, highest);
}

TrainingConfig changed(TrainingConfig config, const std::string& data, const py::object& steps,
                       const py::object& epochs, const py::object& batch, std::optional<double> rate) {
    if (!steps.is_none() && !epochs.is_none())
        throw std::invalid_argument("steps and epochs exclude each other: give one of them");
    TrainingChanges changes;
    changes.data = data;
    changes.steps = number_or_none(steps, "steps", 1'000'000'000'000);
    changes.epochs = number_or_none(epochs, "epochs", 1'000'000'000);
    changes.learning_rate = rate;
    if (const auto samples = number_or_none(batch, "batch", 10'000'000))
        changes.batch = static_cast<int>(*samples);
    apply(changes, config);
    return config;
}

// A training as Python asks for it: `check` alone, or done.
py::object train(const std::string& config, const std::string& data, const py::object& steps,
                 const py::object& epochs, const py::object& batch, std::optional<double> lr,
                 const py::object& seeds, const py::object& first_seed, const std::string& folder,
                 bool resume, bool overwrite, bool check) {
    constexpr std::int64_t most_seeds = 1'000'000;
    TrainRequest request{changed(config_of(config), data, steps, epochs, batch, lr),
                         seed_of(first_seed, "first_seed"),
                         static_cast<int>(whole_number(seeds, "seeds", 1, most_seeds)),
                         folder,
                         resume,
                         overwrite};
    request.config = trainable_config(request);
    if (check) return py::none();
    if (!folder.empty()) std::filesystem::create_directories(folder);
    const auto results = interruptible([&] { return train_seeds(request); });
    py::dict tables;
    tables["history"] = columns_of(history_table(request.config, results));
    tables["layers"] = columns_of(layers_table(request.config.name, results));
    tables["depth"] = columns_of(depth_table(request.config, results));
    return tables;
}

py::dict depth_spectrum(const std::string& checkpoint, const py::object& points,
                        const py::object& gradient_points, const std::string& statistics,
                        const std::string& count, const std::string& cotangent, const py::object& paths,
                        const py::object& lesion, const py::object& seed) {
    const NetworkSource source{checkpoint};
    const auto output_points = static_cast<int>(whole_number(points, "points", 2, 1'000'000));
    const auto gradients = static_cast<int>(whole_number(gradient_points, "gradient_points", 2, 100'000));
    const auto sampled = whole_number(paths, "paths", 0, 1'000'000);
    const auto draws = whole_number(lesion, "lesion", 0, 1'000'000);
    const auto drawn_by = seed_of(seed);
    auto image = image_depth_options(statistics, count, cotangent);
    image.spectrum.seed = drawn_by;
    const auto spectrum =
        interruptible([&] { return spectrum_of_checkpoint(source, output_points, gradients, image); });
    py::dict tables;
    tables["shares"] = columns_of(spectrum_table(spectrum));
    tables["summary"] = columns_of(spectrum_summary(spectrum));
    tables["spec"] = measured_spec(*spectrum.record.output);
    if (sampled > 0)
        tables["paths"] = columns_of(path_norms_table(interruptible([&] {
            return path_norms_of_checkpoint(source, gradients, sampled, drawn_by, image.cotangent);
        })));
    if (draws > 0)
        tables["lesion"] = columns_of(lesion_table(
            interruptible([&] { return lesions_of_checkpoint(source, output_points, draws, drawn_by); })));
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
    module.def("_train", &train, py::arg("config"), py::kw_only(), py::arg("data"), py::arg("steps"),
               py::arg("epochs"), py::arg("batch"), py::arg("lr"), py::arg("seeds"), py::arg("first_seed"),
               py::arg("folder"), py::arg("resume"), py::arg("overwrite"), py::arg("check"));
    module.def(
        "depth_spectrum", &depth_spectrum, py::arg("checkpoint"), py::kw_only(), py::arg("points") = 2000,
        py::arg("gradient_points") = 512, py::arg("statistics") = "batch", py::arg("count") = "blocks",
        py::arg("cotangent") = "loss", py::arg("paths") = 0, py::arg("lesion") = 0, py::arg("seed") = 1,
        "Exact spectrum of path lengths of a checkpoint: 'shares' by length, 'summary', and 'spec', "
        "the measured mixture.\n\n"
        "paths: so many single paths of each length, drawn by the seed, in the table 'paths'.\n"
        "lesion: so many choices of the layers that are taken out of a dense network, in the table "
        "'lesion'.\n"
        "statistics: of the batch normalisation of a convolutional network: 'batch', those of the test "
        "points; "
        "'running',\n"
        "means being constants, for the gradient of the network in use; 'centred', with the means of the "
        "test "
        "points, for its\n"
        "outputs.\n"
        "count: lengths of a convolutional network in 'blocks', or in 'layers', two a branch and one a "
        "projection.\n"
        "cotangent: where its gradients start, at the gradient of the 'loss' or at 'random' logits, N(0, "
        "1).");
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
