// Tensors or conditional couplings: which of them a descent takes less time with, by costs measured in benchmarks/
// (one thread of an AMD EPYC). The choice depends on the request alone, never on the machine or its memory.
//
// Tensors take 4 C(N + r - 1, r) operations an evaluation and replica for each order r. Conditional couplings take
// what their anchors cost, whose number follows the dimensionless time tau = h steps sqrt(nu''(1)) of a smooth path:
// seconds ~ tau^2.7 nu''(1)/nu'(1) to within a factor of three for orders 3 to 100 and N from 200 to 10^6, an upper bound where
// a small system comes to rest. On a rough path every point is an anchor: seconds ~ steps^5.3.
#pragma once

#include <string>

#include "glasscape/experiment/descent.hpp"

namespace glasscape {

/// Seconds of one disorder with all its replicas.
struct EngineCosts {
    double tensors = 0.0;
    double conditional = 0.0;
};

EngineCosts engine_costs(const DescentRequest& request);

/// Why conditional couplings cannot run the request, in a sentence; empty: they can.
std::string beyond_conditional_reach(const DescentRequest& request);

struct EngineChoice {
    DescentEngine engine = DescentEngine::tensors;
    std::string reason{};  ///< a line for who watches
};

/// The cheaper of both; tensors where conditional couplings cannot and an evaluation of tensors is affordable.
EngineChoice cheaper_engine(const DescentRequest& request);

}  // namespace glasscape
