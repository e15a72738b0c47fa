#include <cmath>
#include <stdexcept>
#include <vector>

#include <fmt/format.h>

#include "glasscape/complexity/complexity.hpp"
#include "glasscape/complexity/finite_size.hpp"
#include "glasscape/complexity/ground_state.hpp"
#include "glasscape/core/devices.hpp"
#include "glasscape/core/threads.hpp"
#include "glasscape/core/version.hpp"
#include "glasscape/mixture/spec.hpp"

#include "cli.hpp"

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

struct SelfCheck {
    std::string name;
    double value;
    double expected;
    double tolerance;
};

// Identities that hold exactly, each through another part of the program.
std::vector<SelfCheck> self_checks() {
    const auto spin2 = parse_mixture("pure:2").mixture;
    const auto spin3 = parse_mixture("pure:3").mixture;
    const std::vector<EnergyFilter> everything{EnergyFilter::all()};
    const std::vector<int> indices{0, 1, 2, 3, 4, 5};
    double euler = 0.0;
    const auto counts = log_mean_by_index(spin3, 6, indices, everything).log_mean.front();
    for (std::size_t k = 0; k < counts.size(); ++k)
        euler += (k % 2 == 0 ? 1.0 : -1.0) * std::exp(counts[k]);
    return {{"pure p = 2, N = 37: 2N critical points", std::exp(log_mean_total(spin2, 37)), 74.0, 1e-10},
            {"pure p = 3, N = 2: 2 sqrt 7 critical points", std::exp(log_mean_total(spin3, 2)),
             2.0 * std::sqrt(7.0), 1e-12},
            {"pure p = 3, N = 6: Euler characteristic 0", euler, 0.0, 1e-10},
            {"pure p = 3: total complexity log(2)/2", complexity_all(spin3, IndexClass::total()),
             0.5 * std::log(2.0), 1e-15},
            {"pure p = 2: ground state -sqrt 2", ground_state(spin2).energy, -std::sqrt(2.0), 1e-12}};
}

void run_self_test() {
    bool all_hold = true;
    for (const auto& check : self_checks()) {
        const bool holds = std::abs(check.value - check.expected) <= check.tolerance;
        all_hold = all_hold && holds;
        print_output(fmt::format("{:<6} {}: {} (expected {})\n", holds ? "passed" : "FAILED", check.name,
                                 check.value, check.expected));
    }
    if (!all_hold)
        throw std::runtime_error("the self-test failed: this build computes wrong numbers on this machine");
}

}  // namespace

void add_info(CLI::App& app) {
    auto self_test = std::make_shared<bool>(false);
    auto* sub = app.add_subcommand("info", "Version, build, processor, CUDA devices");
    sub->add_flag("--selftest", *self_test,
                  "check exact identities on this machine; exit status 1 if one fails");
    sub->footer("Example:\n  glasscape info --selftest");
    sub->callback([self_test] {
        const auto build = build_info();
        print_output(fmt::format(
            "glasscape {} (revision {})\nbuild      {}, {}\nprocessor  {} ({}), {} threads\nCUDA       {}\n",
            build.version, build.revision, build.compiler, build.build_type, processor_name(),
            processor_features(), thread_count(), device_text()));
        if (*self_test) run_self_test();
    });
}

}  // namespace glasscape::cli
