// How the couplings of a Hamiltonian are kept, and the plan that chooses it order by order.
//
// packed: one stored number per sorted multi-index. generated: the same numbers drawn by Philox at each
// evaluation, nothing stored.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "glasscape/core/random.hpp"
#include "glasscape/mixture/mixture.hpp"

namespace glasscape {

enum class CouplingKind { automatic, packed, generated };

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
};

/// What was chosen for one order.
struct OrderPlan {
    int order;
    double weight;  ///< eps_r^2
    CouplingKind kind;
    std::int64_t couplings;  ///< C(N + r - 1, r), saturated at 2^62
    std::int64_t bytes;      ///< held between evaluations
    double operations;       ///< floating-point operations of one evaluation for all replicas
};

struct CouplingPlan {
    std::vector<OrderPlan> orders;
    std::int64_t bytes = 0;
    double operations = 0.0;
};

/// Chooses, order by order. Automatic packs what fits memory and costs at most 4e10 operations an evaluation
/// times its weight, and generates what costs no more than that; what does neither is packed whatever it
/// costs. A field (order 1) is always packed. Throws std::invalid_argument with the bytes needed and the bytes
/// free if that does not fit.
CouplingPlan plan_couplings(const Mixture& mixture, int size, const CouplingOptions& options);

/// Floating-point operations of one evaluation for all replicas with every order packed.
double packed_operations(const Mixture& mixture, int size, std::int64_t replicas);

/// Whether every order can be packed at that cost, if there were the memory.
bool tensors_are_affordable(const Mixture& mixture, int size, const CouplingOptions& options);

/// One line per order, for people.
std::vector<std::string> describe(const CouplingPlan& plan);

/// Bytes of memory that the machine has free now.
std::int64_t free_memory();

}  // namespace glasscape
