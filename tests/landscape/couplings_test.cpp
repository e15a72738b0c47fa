// How couplings are kept: what is chosen, and what is refused with which sentence.
#include "glasscape/landscape/couplings.hpp"

#include <stdexcept>
#include <string>

#include <doctest/doctest.h>

#include "glasscape/landscape/hamiltonian.hpp"
#include "glasscape/mixture/spec.hpp"

#include "landscape/tensor/staircase.hpp"

namespace glasscape {
namespace {

std::string refusal(const std::string& spec, int size, const CouplingOptions& options) {
    try {
        plan_couplings(parse_mixture(spec).mixture, size, options);
    } catch (const std::invalid_argument& error) {
        return error.what();
    }
    return "";
}

TEST_SUITE("landscape") {
    TEST_CASE("every sorted multi-index has one place in the staircase") {
        for (const int order : {1, 2, 3, 4, 7})
            for (const int size : {1, 2, 5, 40}) {
                if (order == 7 && size == 40) continue;
                const Staircase shape(order, size);
                std::int64_t entries = 0;
                for (std::int64_t row = 0; row < shape.rows(); ++row)
                    entries += shape.columns() - shape.start_of_row(row);
                CHECK(entries == shape.couplings());
                CHECK(shape.stored() >= shape.couplings());
                CHECK(packed_entries_estimate(order, size) >= shape.stored());
            }
        // padding is small where memory matters
        const Staircase large(3, 300);
        CHECK(static_cast<double>(large.stored()) < 1.05 * static_cast<double>(large.couplings()));
        CHECK(static_cast<double>(packed_entries_estimate(3, 300)) >= static_cast<double>(large.stored()));
    }

    TEST_CASE("a deep mixture fits in a small system only") {
        CouplingOptions options;
        options.replicas = 32;
        options.memory_limit = std::int64_t{8} << 30;
        const auto deep = parse_mixture("resnet:p=10,beta=0.5").mixture;
        CHECK_FALSE(tensors_are_affordable(deep, 200, options));
        CHECK(refusal("resnet:p=10,beta=0.5", 200, options).find("conditional") != std::string::npos);
        CHECK(tensors_are_affordable(deep, 12, options));
        const auto plan = plan_couplings(deep, 12, options);
        REQUIRE(plan.orders.size() == 10);
        for (const auto& order : plan.orders)
            CHECK(order.kind == CouplingKind::packed);
        CHECK(describe(plan).size() == 11);
        CHECK_FALSE(tensors_are_affordable(parse_mixture("resnet:p=100,beta=1").mixture, 1000, options));
    }

    TEST_CASE("where memory lacks but time does not, couplings are generated") {
        CouplingOptions options;
        options.memory_limit = std::int64_t{1} << 20;
        const auto plan = plan_couplings(parse_mixture("pure:3").mixture, 200, options);
        CHECK(plan.orders.front().kind == CouplingKind::generated);
        CHECK(plan.bytes == 0);
    }

    TEST_CASE("r = 10 at N = 20 and r = 4 at N = 300 fit when packed") {
        CouplingOptions options;
        options.kind = CouplingKind::packed;
        options.memory_limit = std::int64_t{12} << 30;
        CHECK(plan_couplings(parse_mixture("pure:10").mixture, 20, options).bytes < 1'000'000'000);
        CHECK(plan_couplings(parse_mixture("pure:4").mixture, 300, options).bytes < 1'800'000'000);
    }

    TEST_CASE("what does not fit is refused with the bytes needed and the bytes there") {
        CouplingOptions options;
        options.kind = CouplingKind::packed;
        options.memory_limit = 1'000'000;
        const auto sentence = refusal("pure:4", 100, options);
        CHECK(sentence.find("pure:4 at N = 100") != std::string::npos);
        CHECK(sentence.find("order 4") != std::string::npos);
        CHECK(sentence.find("MB") != std::string::npos);
        CHECK(sentence.find("1 MB is the limit") != std::string::npos);
        CHECK(refusal("pure:12", 100000, options).find("order 12") != std::string::npos);
        CHECK(refusal("pure:3", 0, {}).find("at least one spin") != std::string::npos);
    }
}

}  // namespace
}  // namespace glasscape
