// Batched tridiagonal eigenvalues against LAPACK's dsterf on the same matrices in the same run, one thread.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <vector>

#include <benchmark/benchmark.h>

#include "glasscape/random_matrix/goe_spectra.hpp"

extern "C" void dsterf_(const int* n, double* d, double* e, int* info);

namespace glasscape {
namespace {

using Clock = std::chrono::steady_clock;

double seconds(Clock::duration d) {
    return std::chrono::duration<double>(d).count();
}

// Spectra per iteration: one batch. Counters: microseconds per spectrum of each, and their ratio.
void spectra_against_lapack(benchmark::State& state) {
    const int n = static_cast<int>(state.range(0));
    const auto size = static_cast<std::size_t>(n);
    double ours = 0.0;
    double lapack = 0.0;
    double drawing = 0.0;
    double difference = 0.0;
    std::uint64_t sample = 0;
    for (auto _ : state) {
        auto start = Clock::now();
        TridiagonalBatch batch;
        draw_goe_batch(n, 1, sample, batch);
        drawing += seconds(Clock::now() - start);
        sample += tridiagonal_lanes;

        std::vector<std::vector<double>> diagonals(tridiagonal_lanes, std::vector<double>(size));
        std::vector<std::vector<double>> off_diagonals = diagonals;
        for (std::size_t lane = 0; lane < tridiagonal_lanes; ++lane)
            for (std::size_t i = 0; i < size; ++i) {
                diagonals[lane][i] = batch.diagonal[i][lane];
                off_diagonals[lane][i] = std::sqrt(batch.off_diagonal_squares[i][lane]);
            }
        start = Clock::now();
        tridiagonal_eigenvalues(batch);
        ours += seconds(Clock::now() - start);
        start = Clock::now();
        for (std::size_t lane = 0; lane < tridiagonal_lanes; ++lane) {
            int info = 0;
            dsterf_(&n, diagonals[lane].data(), off_diagonals[lane].data(), &info);
        }
        lapack += seconds(Clock::now() - start);
        for (std::size_t i = 0; i < size; ++i)
            difference = std::max(difference, std::abs(diagonals[3][i] - batch.diagonal[i][3]));
    }
    const double spectra = static_cast<double>(state.iterations()) * tridiagonal_lanes;
    state.counters["ours_us"] = 1e6 * ours / spectra;
    state.counters["lapack_us"] = 1e6 * lapack / spectra;
    state.counters["drawing_us"] = 1e6 * drawing / spectra;
    state.counters["lapack_over_ours"] = lapack / ours;
    state.counters["largest_difference"] = difference;
}
BENCHMARK(spectra_against_lapack)
    ->Arg(20)
    ->Arg(50)
    ->Arg(100)
    ->Arg(200)
    ->Iterations(1000)
    ->Unit(benchmark::kMillisecond);
// 100,000 spectra at N = 100.
BENCHMARK(spectra_against_lapack)
    ->Arg(100)
    ->Iterations(100000 / tridiagonal_lanes)
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace glasscape
