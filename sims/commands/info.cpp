#include <stdexcept>
#include <vector>

#include <fmt/format.h>

#include "glasscape/complexity/identities.hpp"
#include "glasscape/core/devices.hpp"
#include "glasscape/core/threads.hpp"
#include "glasscape/core/version.hpp"
#include "glasscape/landscape/device_check.hpp"
#include "glasscape/trajectory/device_path_check.hpp"

#include "run/cli.hpp"

namespace glasscape::cli {
namespace {

std::string processor_features() {
    std::string list;
    const auto add = [&](bool present, const char* name) {
        if (present) list += (list.empty() ? "" : " ") + std::string(name);
    };
    add(__builtin_cpu_supports("avx2") != 0, "avx2");
    add(__builtin_cpu_supports("fma") != 0, "fma");
    add(__builtin_cpu_supports("avx512f") != 0, "avx512f");
    return list.empty() ? "none of avx2, fma, avx512f" : list;
}

std::string device_text() {
    const auto devices = cuda_devices();
    if (devices.names.empty())
        return fmt::format("none ({}{})", devices.compiled ? "kernels are built; " : "", devices.problem);
    return fmt::format("{}", fmt::join(devices.names, ", "));
}

void run_self_test() {
    bool all_hold = true;
    for (const auto& identity : exact_identities()) {
        all_hold = all_hold && identity.holds();
        print_output(fmt::format("{:<6} {}: {} (expected {})\n", identity.holds() ? "passed" : "FAILED",
                                 identity.name, identity.value, identity.expected));
    }
    if (!all_hold)
        throw std::runtime_error("the self-test failed: this build computes wrong numbers on this machine");
}

void run_cuda_self_test() {
    const auto limits = measure_device();
    print_output(
        fmt::format("device     {}, compute capability {}, {:.1f} GB ({:.1f} GB free)\ncopy       {:.0f} "
                    "GB/s, peak {:.1f} "
                    "TFLOP/s in single precision\n\n",
                    limits.name, limits.capability, 1e-9 * static_cast<double>(limits.memory),
                    1e-9 * static_cast<double>(limits.free), 1e-9 * limits.copy_bytes_per_second,
                    1e-12 * limits.float_operations_second));
    int failures = 0;
    const auto comparisons = compare_device_with_cpu();
    for (const auto& comparison : comparisons) {
        const bool holds = comparison.difference <= comparison.tolerance;
        failures += holds ? 0 : 1;
        if (!holds)
            print_output(fmt::format("FAILED {}: differs by {:.2g} from the CPU, allowed {:.1g}\n",
                                     comparison.what, comparison.difference, comparison.tolerance));
    }
    print_output(fmt::format("{} of {} comparisons with the CPU passed\n\n",
                             comparisons.size() - static_cast<std::size_t>(failures), comparisons.size()));
    const auto path = compare_device_path();
    failures += path.difference <= path.tolerance ? 0 : 1;
    print_output(
        fmt::format("{:<6} {} steps at N = infinity: energies differ by {:.2g} (allowed {:.1g}); device "
                    "{:.3g} s, CPU {:.3g} s on {} threads\n\n",
                    path.difference <= path.tolerance ? "passed" : "FAILED", compared_path_steps,
                    path.difference, path.tolerance, path.device_seconds, path.cpu_seconds, thread_count()));
    print_output(fmt::format("{:<40} {:>12} {:>12} {:>10} {:>10} {:>10}\n",
                             fmt::format("one evaluation (CPU: {} threads)", cpu_threads_of_rates),
                             "device ms", "CPU ms", "CPU/device", "bandwidth", "peak"));
    measure_device_rates([](const DeviceRate& rate) {
        const auto share = [](double value) {
            return value > 0.0 ? fmt::format("{:.0f}%", 100.0 * value) : "";
        };
        print_output(fmt::format(
            "{:<40} {:>12.3f} {:>12} {:>10} {:>10} {:>10}\n", rate.what, 1e3 * rate.device_seconds,
            rate.cpu_seconds > 0.0 ? fmt::format("{:.3f}", 1e3 * rate.cpu_seconds) : "",
            rate.cpu_seconds > 0.0 ? fmt::format("{:.1f}", rate.cpu_seconds / rate.device_seconds) : "",
            share(rate.share_of_bandwidth), share(rate.share_of_peak)));
    });
    if (failures > 0)
        throw std::runtime_error("the self-test failed: the CUDA backend computes wrong numbers here");
}

}  // namespace

void add_info(const Parser& app) {
    struct Options {
        std::string self_test = "cpu";
        CommandParameters parameters;
    };
    const auto options = std::make_shared<Options>();
    auto& asked = options->parameters.add(
        "selftest", options->self_test,
        "check this machine, exit status 1 if a check fails: cpu (exact identities, the "
        "default) or cuda (against the CPU, then a table of rates)");
    asked.one_of({"cpu", "cuda"}).value_optional = true;
    const auto sub = app.add_subcommand("info", "Version, build, processor, CUDA devices");
    sub.take(options->parameters);
    sub.footer("Examples:\n  glasscape info --selftest\n  glasscape info --selftest cuda");
    sub.callback([options] {
        const auto build = build_info();
        print_output(fmt::format(
            "glasscape {} (revision {})\nbuild      {}, {}\nprocessor  {} ({}), {} threads\nCUDA       {}\n",
            build.version, build.revision, build.compiler, build.build_type, processor_name(),
            processor_features(), thread_count(), device_text()));
        const auto& self_test = options->parameters.list().front();
        if (!self_test.given) return;
        if (options->self_test == "cuda")
            run_cuda_self_test();
        else
            run_self_test();
    });
}

}  // namespace glasscape::cli
