#include "glasscape/sweep/sweep.hpp"

#include <string>
#include <vector>

#include <pybind11/stl.h>

#include "glasscape/commands/row_commands.hpp"
#include "glasscape/report/study_page.hpp"
#include "glasscape/sweep/run_store.hpp"
#include "glasscape/sweep/sweep_state.hpp"

#include "bindings.hpp"

namespace glasscape::python {
namespace {

namespace py = pybind11;

Study study_of(const std::string& path, bool quick) {
    auto study = parse_study_document(study_text(path), path, quick, row_commands()).study;
    check_values(study, path);
    return study;
}

std::string store_of(const Study& study, const std::string& store) {
    return store.empty() ? default_store(study, {}) : store;
}

py::dict described(const Study& study, const std::string& store, const SweepSummary& summary) {
    py::dict result;
    result["study"] = study.name;
    result["store"] = store;
    result["points"] = summary.points;
    result["done_before"] = summary.done_before;
    result["failed_before"] = summary.failed_before;
    result["done"] = summary.done;
    result["failed"] = summary.failed;
    result["first_error"] = summary.first_error;
    return result;
}

py::dict run(const std::string& path, bool quick, const std::string& store, const py::object& threads,
             double memory_gib, bool retry, const std::string& backend) {
    const auto study = study_of(path, quick);
    SweepOptions options;
    options.store = store_of(study, store);
    options.threads = static_cast<int>(whole_number(threads, "threads", 0, 1024));
    options.memory_gib = memory_gib;
    options.retry_failed = retry;
    const auto summary =
        interruptible([&] { return run_sweep(study, options, command_runner(study, backend)); });
    return described(study, options.store, summary);
}

py::dict status(const std::string& path, bool quick, const std::string& store) {
    const auto study = study_of(path, quick);
    const auto place = store_of(study, store);
    std::vector<std::string> stores{place};
    if (store.empty())
        for (const auto& shard : shard_stores(study))
            stores.push_back(shard);
    const auto state = interruptible([&] { return state_of(study, stores, {}); });
    auto result = described(study, place, state.summary);
    result["missing"] = state.missing;
    py::list errors;
    for (const auto& point : state.failures)
        errors.append(point.error);
    result["errors"] = errors;
    return result;
}

py::object export_rows(const std::string& path, bool quick, const std::string& store) {
    const auto study = study_of(path, quick);
    const RunStore open(store_of(study, store), study.name, RunStore::Mode::read);
    return columns_of(interruptible([&] { return export_sweep(study, open); }).table);
}

}  // namespace

void bind_sweep(py::module_& module) {
    module.def("_sweep_run", &run, py::arg("study"), py::kw_only(), py::arg("quick"), py::arg("store"),
               py::arg("threads"), py::arg("memory_gib"), py::arg("retry"), py::arg("backend"));
    module.def("_sweep_status", &status, py::arg("study"), py::kw_only(), py::arg("quick"), py::arg("store"));
    module.def("_sweep_export", &export_rows, py::arg("study"), py::kw_only(), py::arg("quick"),
               py::arg("store"));
    module.def("_studies", &ready_studies);
    module.def("_study_text", &study_text, py::arg("study"));
}

}  // namespace glasscape::python
