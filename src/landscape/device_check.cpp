#include "glasscape/landscape/device_check.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>

#include <fmt/format.h>

#include "glasscape/core/devices.hpp"
#include "glasscape/core/random.hpp"
#include "glasscape/core/stopwatch.hpp"
#include "glasscape/core/threads.hpp"
#include "glasscape/landscape/hamiltonian.hpp"
#include "glasscape/mixture/mixture.hpp"
#include "glasscape/sphere/sphere.hpp"

#include "core/log_gamma.hpp"

namespace glasscape {
namespace {

struct Evaluation {
    std::vector<double> states;
    std::vector<double> energies;
    std::vector<double> gradients;

    Evaluation(int size, int replicas)
        : states(static_cast<std::size_t>(size) * static_cast<std::size_t>(replicas)),
          energies(static_cast<std::size_t>(replicas)),
          gradients(states.size()) {
        const auto n = static_cast<std::size_t>(size);
        for (std::size_t m = 0; m < energies.size(); ++m) {
            RandomStream stream(1, Stream::start, m);
            draw_uniform_point(stream, std::span(states).subspan(m * n, n));
        }
    }
    void run(const Landscape& landscape) { landscape.energies_and_gradients(states, energies, gradients); }
};

CouplingOptions options_of(CouplingKind kind, Precision precision, Backend backend) {
    CouplingOptions options;
    options.kind = kind;
    options.precision = precision;
    options.backend = backend;
    return options;
}

double difference(int order, int size, int replicas, CouplingKind kind, Precision precision) {
    Evaluation here(size, replicas);
    Evaluation there(size, replicas);
    // half precision is rounded alike on both, single and double differ in the order of sums only
    here.run(Hamiltonian(pure_mixture(order), size, {3, 1}, options_of(kind, precision, Backend::cpu)));
    there.run(Hamiltonian(pure_mixture(order), size, {3, 1}, options_of(kind, precision, Backend::cuda)));
    double largest = 0.0;
    double scale = std::sqrt(static_cast<double>(size));
    for (std::size_t m = 0; m < here.energies.size(); ++m)
        largest = std::max(largest, std::abs(here.energies[m] - there.energies[m]));
    for (std::size_t i = 0; i < here.gradients.size(); ++i) {
        largest = std::max(largest, std::abs(here.gradients[i] - there.gradients[i]));
        scale = std::max(scale, std::abs(here.gradients[i]));
    }
    return largest / scale;
}

template <class Body>
double median_seconds(const Body& body) {
    body();
    std::vector<double> times;
    for (double total = 0.0; times.size() < 3 || (total < 0.2 && times.size() < 200); total += times.back()) {
        const Stopwatch watch;
        body();
        times.push_back(watch.seconds());
    }
    std::nth_element(times.begin(), times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2),
                     times.end());
    return times[times.size() / 2];
}

struct RateCase {
    int order;
    int size;
    int replicas;
    CouplingKind kind;
};

DeviceRate rate_of(const RateCase& test, const DeviceLimits& limits) {
    const Hamiltonian there(pure_mixture(test.order), test.size, {1, 0},
                            options_of(test.kind, Precision::single, Backend::cuda));
    Evaluation evaluation(test.size, test.replicas);
    const bool keeps = test.kind == CouplingKind::packed;
    const auto couplings = static_cast<double>(there.plan().orders.front().couplings);
    DeviceRate rate{fmt::format("{} p = {}, N = {}, {} replicas", keeps ? "packed" : "generated", test.order,
                                test.size, test.replicas),
                    median_seconds([&] { evaluation.run(there); }), 0.0, 0.0, 0.0};
    rate.share_of_bandwidth =
        keeps ? 4.0 * couplings / rate.device_seconds / limits.copy_bytes_per_second : 0.0;
    rate.share_of_peak =
        4.0 * couplings * test.replicas / rate.device_seconds / limits.float_operations_second;
    constexpr double worth_comparing = 5e10;  // operations
    if (couplings * test.replicas * (keeps ? 4.0 : 250.0) < worth_comparing) {
        const Hamiltonian here(pure_mixture(test.order), test.size, {1, 0},
                               options_of(test.kind, Precision::single, Backend::cpu));
        const int threads = thread_count();
        set_thread_count(std::min(threads, cpu_threads_of_rates));
        rate.cpu_seconds = median_seconds([&] { evaluation.run(here); });
        set_thread_count(threads);
    }
    return rate;
}

}  // namespace

std::vector<DeviceComparison> compare_device_with_cpu() {
    struct Form {
        const char* name;
        CouplingKind kind;
        Precision precision;
        double tolerance;
    };
    constexpr Form forms[] = {{"packed single", CouplingKind::packed, Precision::single, 5e-6},
                              {"packed half", CouplingKind::packed, Precision::half, 5e-6},
                              {"packed double", CouplingKind::packed, Precision::double_float, 1e-13},
                              {"generated single", CouplingKind::generated, Precision::single, 5e-6},
                              {"generated double", CouplingKind::generated, Precision::double_float, 1e-13}};
    constexpr int shapes[][2] = {{1, 33},  {2, 97}, {3, 1},  {3, 2},  {3, 33},
                                 {3, 200}, {4, 31}, {4, 60}, {6, 20}, {10, 8}};
    std::vector<DeviceComparison> list;
    for (const auto& form : forms)
        for (const auto& [order, size] : shapes)
            for (const int replicas : {1, 3, 65})
                list.push_back(
                    {fmt::format("{}, p = {}, N = {}, {} replicas", form.name, order, size, replicas),
                     difference(order, size, replicas, form.kind, form.precision), form.tolerance});
    return list;
}

void measure_device_rates(const std::function<void(const DeviceRate&)>& report) {
    const auto limits = measure_device();
    using enum CouplingKind;
    constexpr RateCase cases[] = {{3, 100, 1, packed},      {3, 400, 1, packed},     {3, 1000, 1, packed},
                                  {3, 2000, 1, packed},     {3, 4000, 1, packed},    {4, 100, 1, packed},
                                  {4, 400, 1, packed},      {3, 400, 64, packed},    {3, 1000, 64, packed},
                                  {3, 2000, 64, packed},    {4, 100, 64, packed},    {4, 400, 64, packed},
                                  {6, 40, 64, packed},      {10, 12, 64, packed},    {3, 400, 1, generated},
                                  {3, 1000, 64, generated}, {3, 4000, 1, generated}, {3, 8000, 1, generated}};
    for (const auto& test : cases) {
        const double bytes = 4.0 * std::exp(log_gamma(test.size + test.order) - log_gamma(test.size) -
                                            log_gamma(test.order + 1.0));
        if (test.kind == packed && bytes > 0.45 * static_cast<double>(limits.free)) continue;
        report(rate_of(test, limits));
    }
}

}  // namespace glasscape
