// Which engine a descent takes.
#include "glasscape/experiment/engine_choice.hpp"

#include <cstdint>
#include <stdexcept>
#include <string>

#include <doctest/doctest.h>

#include "glasscape/mixture/spec.hpp"

namespace glasscape {
namespace {

DescentRequest request_of(const char* spec, int size, std::int64_t steps, std::int64_t replicas = 1,
                          DynamicsMethod method = DynamicsMethod::gradient) {
    DescentRequest request{parse_mixture(spec).mixture, size, replicas, 1, 1};
    request.dynamics.steps = steps;
    request.dynamics.method = method;
    return request;
}

TEST_SUITE_BEGIN("experiment");

TEST_CASE("far from the break-even the cheaper engine is taken, and it is much cheaper") {
    constexpr double far = 5.0;
    for (const auto& request :
         {request_of("pure:3", 60, 300), request_of("pure:3", 100, 5000), request_of("pure:2", 1000, 1000),
          request_of("resnet:p=10,beta=0.5", 12, 300), request_of("pure:3", 4, 30)}) {
        CAPTURE(request.size);
        CHECK(cheaper_engine(request).engine == DescentEngine::tensors);
        const auto costs = engine_costs(request);
        CHECK(far * costs.tensors < costs.conditional);
    }
    for (const auto& request :
         {request_of("pure:3", 1500, 300), request_of("pure:4", 300, 300),
          request_of("resnet:p=10,beta=0.5", 60, 300), request_of("resnet:p=100,beta=1", 1000, 1000),
          request_of("pure:3", 1500, 50, 1, DynamicsMethod::langevin)}) {
        CAPTURE(request.size);
        CHECK(cheaper_engine(request).engine == DescentEngine::conditional);
        const auto costs = engine_costs(request);
        CHECK(far * costs.conditional < costs.tensors);
    }
}

TEST_CASE("what conditional couplings cannot reach runs on tensors where those are affordable") {
    CHECK(cheaper_engine(request_of("pure:3", 300, 300, 16)).engine == DescentEngine::tensors);
    CHECK(cheaper_engine(request_of("pure:3", 300, 5000, 1, DynamicsMethod::langevin)).engine ==
          DescentEngine::tensors);
    const auto neither = request_of("resnet:p=100,beta=1", 1000, 5000, 1, DynamicsMethod::langevin);
    CHECK(cheaper_engine(neither).engine == DescentEngine::conditional);
    CHECK(beyond_conditional_reach(neither).find("--size inf") != std::string::npos);
}

TEST_CASE("the choice does not depend on the memory that is there") {
    auto request = request_of("pure:3", 60, 300);
    const auto reason = cheaper_engine(request).reason;
    request.couplings.memory_limit = 1000;
    CHECK(cheaper_engine(request).reason == reason);
    CHECK(reason.find("tensors") != std::string::npos);
    request.couplings.kind = CouplingKind::packed;
    CHECK_THROWS_AS(plan_descent(request), std::invalid_argument);  // memory may refuse
}

TEST_SUITE_END();

}  // namespace
}  // namespace glasscape
