// How the couplings of a Hamiltonian are kept, and the plan that chooses it order by order.
//
// packed: one stored number per sorted multi-index. generated: the same numbers drawn by Philox at each
// evaluation, nothing stored. sketched: M random rank-one features,
//
//     H_r = N^(-(r-1)/2) M^(-1/2) sum_m prod_{k=1..r} <a_mk, s>,   a iid uniform on S^(N-1)(sqrt N),
//
// which has the covariance of H_r at any M but not its Gaussian law. Its excess kurtosis at a point is below
// 3^r/M. Low energies are another matter: aligned with the r directions of one feature, a state reaches about
//
//     |H_r|/N = N^((r-1)/2) r^(-r/2) M^(-1/2)
//
// from that feature alone, a minimum that a Gaussian landscape does not have. Where this `feature_energy` is
// not small against the ground state, dynamics that go low end in such minima, below what the mixture allows.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "glasscape/core/random.hpp"
#include "glasscape/mixture/mixture.hpp"

namespace glasscape {

enum class CouplingKind { automatic, packed, generated, sketched };

enum class Precision {
    half,         ///< bfloat16 storage, float arithmetic
    single,       ///< float
    double_float  ///< double storage and arithmetic of couplings that have single precision
};

enum class Backend { reference, cpu, cuda };
const char* backend_name(Backend backend);

/// Which draw of the couplings: disorders of one seed differ by `sample`; the noise of stochastic descent has
/// a stream of its own.
struct Disorder {
    std::uint64_t seed = 1;
    std::uint32_t sample = 0;
    Stream stream = Stream::disorder;
};

struct CouplingOptions {
    CouplingKind kind = CouplingKind::automatic;
    Precision precision = Precision::single;
    Backend backend = Backend::cpu;
    std::int64_t replicas = 1;      ///< states per evaluation, for the estimate of its cost
    std::int64_t memory_limit = 0;  ///< bytes; 0: half of what is free
    std::int64_t features = 0;      ///< of each sketched order; 0: chosen from the weights
    double max_excess_kurtosis = 0.01;
    double safe_feature_energy = 0.03;  ///< H/N; features enough for it are taken where they are affordable
};

/// What was chosen for one order.
struct OrderPlan {
    int order;
    double weight;  ///< eps_r^2
    CouplingKind kind;
    std::int64_t couplings;       ///< C(N + r - 1, r), saturated at 2^62
    std::int64_t features;        ///< M_r of a sketch, 0 otherwise
    std::int64_t bytes;           ///< held between evaluations
    double operations;            ///< floating-point operations of one evaluation for all replicas
    double feature_energy = 0.0;  ///< |eps_r H_r|/N that one feature reaches alone
};

struct CouplingPlan {
    std::vector<OrderPlan> orders;
    std::int64_t bytes = 0;
    double operations = 0.0;
    /// sum over sketched orders of eps_r^4 3^r / M_r: bounds the excess kurtosis of H(s).
    double excess_kurtosis = 0.0;
    double feature_energy = 0.0;  ///< the largest of the orders
};

/// Chooses, order by order. Each order may cost 4e10 operations an evaluation times its weight. Automatic
/// takes the first that fits memory and cost: packed; sketched with a safe feature_energy; generated; and if
/// none does, sketched with the features that keep the excess kurtosis of the whole at its limit for the
/// least work. A field (order 1) is always packed. Throws std::invalid_argument with the bytes needed and the
/// bytes free if what was asked for does not fit, and if `features` are too few for the limit of the excess
/// kurtosis.
CouplingPlan plan_couplings(const Mixture& mixture, int size, const CouplingOptions& options);

/// Whether every order can be packed, or generated at its cost: the exact law of explicit tensors.
bool tensors_fit(const Mixture& mixture, int size, const CouplingOptions& options);

/// One line per order, for people.
std::vector<std::string> describe(const CouplingPlan& plan);

/// Bytes of memory that the machine has free now.
std::int64_t free_memory();

}  // namespace glasscape
