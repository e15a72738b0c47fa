#include "glasscape/core/progress.hpp"
#include "glasscape/core/threads.hpp"
#include "glasscape/core/version.hpp"

#include "bindings.hpp"

PYBIND11_MODULE(_core, module) {
    namespace py = pybind11;
    using namespace glasscape::python;
    module.doc() =
        "Spin-glass loss surfaces: Kac-Rice theory, random-tensor Hamiltonians, residual networks.";
    glasscape::set_progress_mode(glasscape::ProgressMode::off);
    module.attr("__version__") = glasscape::build_info().version;
    module.def(
        "set_threads",
        [](const py::object& threads) {
            glasscape::set_thread_count(static_cast<int>(whole_number(threads, "threads", 0, 1024)));
        },
        py::arg("threads"),
        "Number of threads that glasscape uses when this thread calls it; 0: one per core.");
    bind_mixture(module);
    bind_hamiltonian(module);
    bind_training(module);
    bind_commands(module);
    bind_landscape(module);
    bind_descent(module);
    bind_sweep(module);
}
