// Energy and gradient of one order, packed and generated, against the machine's limits and the best BLAS
// form, on the same sizes in the same run, one thread.
//
// The BLAS rivals store the symmetric tensor as pair products: order 3, pairs x N; order 4, pairs x pairs.
#include <algorithm>
#include <atomic>
#include <cstdint>
#include <thread>
#include <vector>

#include <benchmark/benchmark.h>

#include "glasscape/core/aligned.hpp"
#include "glasscape/core/random.hpp"
#include "glasscape/core/threads.hpp"
#include "glasscape/landscape/hamiltonian.hpp"
#include "glasscape/mixture/spec.hpp"
#include "glasscape/sphere/sphere.hpp"

#include "../timing.hpp"
#include "landscape/tensor/coupling_fill.hpp"
#include "landscape/tensor/staircase.hpp"
#include "machine.hpp"

extern "C" {
void sgemm_(const char* transa, const char* transb, const int* m, const int* n, const int* k,
            const float* alpha, const float* a, const int* lda, const float* b, const int* ldb,
            const float* beta, float* c, const int* ldc);
void sgemv_(const char* trans, const int* m, const int* n, const float* alpha, const float* a, const int* lda,
            const float* x, const int* incx, const float* beta, float* y, const int* incy);
void openblas_set_num_threads(int threads);
}

namespace glasscape {
namespace {

using bench::Clock;
using bench::median;
using bench::seconds_since;

std::vector<double> states_of(int size, int replicas) {
    std::vector<double> states;
    for (int m = 0; m < replicas; ++m) {
        RandomStream stream(1, Stream::start, static_cast<std::uint64_t>(m));
        std::vector<double> s(static_cast<std::size_t>(size));
        draw_uniform_point(stream, s);
        states.insert(states.end(), s.begin(), s.end());
    }
    return states;
}

/// The strongest formulation through BLAS that we know: one product of the coupling matrix with the pair
/// products of all replicas, then O(N^2) work (order 4) per replica.
class BlasRival {
  public:
    BlasRival(int order, int size, int replicas)
        : order_(order),
          size_(size),
          replicas_(replicas),
          pairs_(size * (size + 1) / 2),
          width_(order == 3 ? size : pairs_),
          couplings_(static_cast<std::size_t>(pairs_) * static_cast<std::size_t>(width_), 0.5F),
          products_(static_cast<std::size_t>(pairs_) * static_cast<std::size_t>(replicas)),
          sums_(static_cast<std::size_t>(width_) * static_cast<std::size_t>(replicas)),
          spins_(static_cast<std::size_t>(size)) {}

    void evaluate(const std::vector<double>& states, std::vector<double>& energies,
                  std::vector<double>& gradients) {
        const auto n = static_cast<std::size_t>(size_);
        const auto pairs = static_cast<std::size_t>(pairs_);
        for (std::size_t m = 0; m < static_cast<std::size_t>(replicas_); ++m) {
            load_spins(states.data() + m * n);
            float* out = products_.data() + m * pairs;
            for (std::size_t i = 0; i < n; ++i) {
                const float s = spins_[i];
                for (std::size_t j = i; j < n; ++j)
                    out[j - i] = s * spins_[j];
                out += n - i;
            }
        }
        multiply();
        for (std::size_t m = 0; m < static_cast<std::size_t>(replicas_); ++m) {
            load_spins(states.data() + m * n);
            const float* sums = sums_.data() + m * static_cast<std::size_t>(width_);
            double energy = 0.0;
            for (std::size_t i = 0; i < n; ++i)
                gradients[m * n + i] = 0.0;
            if (order_ == 3) {
                for (std::size_t i = 0; i < n; ++i) {
                    gradients[m * n + i] = 3.0 * static_cast<double>(sums[i]);
                    energy += static_cast<double>(sums[i] * spins_[i]);
                }
            } else {
                std::vector<float> gradient(n, 0.0F);
                for (std::size_t i = 0; i < n; ++i) {
                    float sum = 0.0F;
                    for (std::size_t j = i; j < n; ++j) {
                        gradient[j] += sums[j - i] * spins_[i];
                        sum += sums[j - i] * spins_[j];
                    }
                    gradient[i] += sum;
                    energy += static_cast<double>(sum * spins_[i]);
                    sums += n - i;
                }
                for (std::size_t i = 0; i < n; ++i)
                    gradients[m * n + i] = static_cast<double>(gradient[i]);
            }
            energies[m] = energy;
        }
    }

  private:
    void load_spins(const double* from) {
        for (std::size_t i = 0; i < spins_.size(); ++i)
            spins_[i] = static_cast<float>(from[i]);
    }

    void multiply() {
        const float one = 1.0F;
        const float zero = 0.0F;
        const int stride = 1;
        if (replicas_ == 1)
            sgemv_("T", &pairs_, &width_, &one, couplings_.data(), &pairs_, products_.data(), &stride, &zero,
                   sums_.data(), &stride);
        else
            sgemm_("T", "N", &width_, &replicas_, &pairs_, &one, couplings_.data(), &pairs_, products_.data(),
                   &pairs_, &zero, sums_.data(), &width_);
    }

    int order_;
    int size_;
    int replicas_;
    int pairs_;
    int width_;
    std::vector<float> couplings_;
    std::vector<float> products_;
    std::vector<float> sums_;
    std::vector<float> spins_;
};

std::string pure(int order) {
    return "pure:" + std::to_string(order);
}

// Arguments: order, N, replicas. Counters: microseconds, the share of the limit that binds (reading the
// couplings once for one replica, multiply-adds for many) and the ratio to BLAS.
void packed(benchmark::State& state) {
    const int order = static_cast<int>(state.range(0));
    const int size = static_cast<int>(state.range(1));
    const int replicas = static_cast<int>(state.range(2));
    set_thread_count(1);
    openblas_set_num_threads(1);
    CouplingOptions options;
    options.kind = CouplingKind::packed;
    const Hamiltonian hamiltonian(parse_mixture(pure(order)).mixture, size, {1, 0}, options);
    const auto states = states_of(size, replicas);
    std::vector<double> energies(static_cast<std::size_t>(replicas));
    std::vector<double> gradients(states.size());
    const bool rival_exists = order == 3 || order == 4;
    BlasRival rival(rival_exists ? order : 3, rival_exists ? size : 1, rival_exists ? replicas : 1);
    const auto couplings = static_cast<double>(hamiltonian.plan().orders.front().couplings);

    // Each is run once unmeasured before it is timed, so that none pays for what the other left in the
    // caches.
    const int inner = static_cast<int>(std::clamp(1e8 / (couplings * replicas), 1.0, 1000.0));
    const auto time_of = [&](const auto& evaluate) {
        evaluate();
        const auto start = Clock::now();
        for (int i = 0; i < inner; ++i)
            evaluate();
        return seconds_since(start) / inner;
    };
    std::vector<double> ours;
    std::vector<double> blas;
    std::vector<double> limit;
    for (auto _ : state) {
        ours.push_back(time_of([&] { hamiltonian.energies_and_gradients(states, energies, gradients); }));
        state.SetIterationTime(ours.back());
        if (rival_exists) blas.push_back(time_of([&] { rival.evaluate(states, energies, gradients); }));
        if (ours.size() % 4 == 1)
            limit.push_back(replicas == 1
                                ? bench::read_once_seconds(static_cast<std::size_t>(4.0 * couplings))
                                : 2.0 * couplings * replicas / bench::fma_per_second());
    }
    state.counters["us"] = 1e6 * median(ours);
    state.counters["of_limit"] = median(limit) / median(ours);
    if (rival_exists) state.counters["over_blas"] = median(blas) / median(ours);
    if (replicas == 64) bench::at_least(state, "of_limit", 0.75);
    if (order == 3 && size == 400 && replicas == 1) bench::at_least(state, "over_blas", 2.8);
    set_thread_count(0);
}
BENCHMARK(packed)
    ->UseManualTime()
    ->Iterations(33)
    ->Unit(benchmark::kMicrosecond)
    ->Args({3, 100, 1})
    ->Args({3, 200, 1})
    ->Args({3, 400, 1})
    ->Args({4, 50, 1})
    ->Args({4, 100, 1})
    ->Args({3, 100, 64})
    ->Args({3, 200, 64})
    ->Args({4, 50, 64})
    ->Args({4, 100, 64})
    ->Args({6, 20, 64})
    ->Args({10, 12, 64});

// Arguments: order, N. Couplings drawn in a second by one thread, whole rows a tile at a time.
void drawing(benchmark::State& state) {
    const Staircase shape(static_cast<int>(state.range(0)), static_cast<int>(state.range(1)));
    AlignedVector<float> tile(static_cast<std::size_t>(tile_width));
    double drawn = 0.0;
    std::int64_t row = 0;
    for (auto _ : state) {
        const auto start = shape.start_of_row(row);
        for (auto begin = start / tile_width * tile_width; begin < shape.columns(); begin += tile_width) {
            shape.draw({1, 0}, row, 1, begin, std::min(begin + tile_width, shape.columns()), tile.data());
            benchmark::DoNotOptimize(tile.data());
        }
        drawn += static_cast<double>(shape.columns() - start);
        row = (row + 1) % shape.rows();
    }
    state.counters["normals"] = benchmark::Counter(drawn, benchmark::Counter::kIsRate);
}
BENCHMARK(drawing)->Args({3, 200})->Args({3, 400})->Args({4, 60})->Args({4, 100});

// Arguments: order, N, replicas. One thread against two on the same work, in turn; with a third argument that
// is not 0 a neighbour keeps one core busy meanwhile.
void two_threads(benchmark::State& state) {
    const int size = static_cast<int>(state.range(1));
    const int replicas = static_cast<int>(state.range(2));
    const bool busy = state.range(3) != 0;
    CouplingOptions options;
    options.kind = CouplingKind::packed;
    const Hamiltonian hamiltonian(parse_mixture(pure(static_cast<int>(state.range(0)))).mixture, size, {1, 0},
                                  options);
    const auto states = states_of(size, replicas);
    std::vector<double> energies(static_cast<std::size_t>(replicas));
    std::vector<double> gradients(states.size());
    std::atomic<bool> stop{false};
    std::thread neighbour([&] {
        double x = 1.0;
        while (busy && !stop.load(std::memory_order_relaxed))
            benchmark::DoNotOptimize(x = x * 1.0000001 + 1e-9);
    });
    const auto time_with = [&](int threads) {
        set_thread_count(threads);
        hamiltonian.energies_and_gradients(states, energies, gradients);
        const auto start = Clock::now();
        for (int i = 0; i < 5; ++i)
            hamiltonian.energies_and_gradients(states, energies, gradients);
        return seconds_since(start) / 5.0;
    };
    std::vector<double> one;
    std::vector<double> two;
    for (auto _ : state) {
        one.push_back(time_with(1));
        two.push_back(time_with(2));
        state.SetIterationTime(two.back());
    }
    stop = true;
    neighbour.join();
    state.counters["one_over_two"] = median(one) / median(two);
    set_thread_count(0);
}
BENCHMARK(two_threads)
    ->UseManualTime()
    ->Iterations(15)
    ->Unit(benchmark::kMicrosecond)
    ->Args({3, 200, 1, 0})
    ->Args({3, 400, 1, 0})
    ->Args({3, 200, 64, 0})
    ->Args({4, 100, 64, 0})
    ->Args({3, 200, 1, 1})
    ->Args({3, 200, 64, 1});

// Arguments: order, N, replicas: generated couplings against packed ones, one thread.
void generated(benchmark::State& state) {
    const int size = static_cast<int>(state.range(1));
    const int replicas = static_cast<int>(state.range(2));
    set_thread_count(1);
    const auto states = states_of(size, replicas);
    std::vector<double> energies(static_cast<std::size_t>(replicas));
    std::vector<double> gradients(states.size());
    std::vector<double> times[2];
    const auto mixture = parse_mixture(pure(static_cast<int>(state.range(0)))).mixture;
    CouplingOptions options;
    options.kind = CouplingKind::generated;
    const Hamiltonian drawn(mixture, size, {1, 0}, options);
    options.kind = CouplingKind::packed;
    const Hamiltonian kept(mixture, size, {1, 0}, options);
    for (auto _ : state) {
        for (const auto* hamiltonian : {&drawn, &kept}) {
            hamiltonian->energies_and_gradients(states, energies, gradients);
            const auto start = Clock::now();
            hamiltonian->energies_and_gradients(states, energies, gradients);
            times[hamiltonian == &kept].push_back(seconds_since(start));
        }
        state.SetIterationTime(times[0].back());
    }
    state.counters["over_packed"] = median(times[0]) / median(times[1]);
    set_thread_count(0);
}
BENCHMARK(generated)
    ->UseManualTime()
    ->Iterations(15)
    ->Unit(benchmark::kMicrosecond)
    ->Args({3, 200, 1})
    ->Args({3, 200, 64});

}  // namespace
}  // namespace glasscape
