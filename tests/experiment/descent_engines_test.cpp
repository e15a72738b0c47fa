// Descent without tensors, as `glasscape descend` runs it.
#include <array>
#include <cmath>
#include <cstddef>

#include <doctest/doctest.h>

#include "glasscape/core/threads.hpp"
#include "glasscape/experiment/descent.hpp"
#include "glasscape/mixture/spec.hpp"

#include "tolerances.hpp"

namespace glasscape {
namespace {

DescentRequest request_of(const char* spec, DescentEngine engine, int size, std::int64_t steps, double step) {
    DescentRequest request{parse_mixture(spec).mixture, size, 1, 1, 3};
    request.engine = engine;
    request.dynamics.steps = steps;
    request.dynamics.step = step;
    return request;
}

TEST_SUITE_BEGIN("experiment");

TEST_CASE("at infinity there is a row a step, with the energies of an independent program") {
    const auto request = request_of("resnet:p=100,beta=1,field=drop", DescentEngine::infinite, 2, 39, 0.002);
    plan_descent(request);
    const auto records = descend(request, 0);
    REQUIRE(records.size() == 40);
    CHECK(records[39].energy == doctest::Approx(-1.38144236).epsilon(1e-8));  // printed to 8 decimals
    CHECK(records[39].radial == doctest::Approx(-70.00735991).epsilon(1e-9));
    CHECK(records[39].marginality ==
          doctest::Approx(70.00735991 / (2.0 * std::sqrt(request.mixture.nu2()))).epsilon(1e-9));
    CHECK(records[0].overlap_with_start == 1.0);
    CHECK(records[39].anchors == -1);
}

TEST_CASE("gradient flow: a row a step with its error") {
    auto request = request_of("pure:3", DescentEngine::infinite, 2, 40, 0.05);
    const auto descent = descend(request, 0);
    request.gradient_flow = true;
    const auto flow = descend(request, 0);
    REQUIRE(flow.size() == 41);
    CHECK(flow[0].energy == 0.0);
    CHECK(flow[0].overlap_with_start == 1.0);
    for (std::size_t step = 1; step < flow.size(); ++step) {
        CHECK(flow[step].time == descent[step].time);
        CHECK(flow[step].flow_error > 0.0);
        CHECK(flow[step].flow_error < 0.1 * std::abs(flow[step].energy - descent[step].energy));
    }
    CHECK(std::isnan(descent[1].flow_error));
    CHECK(steps_of_one_disorder(request) == 280);  // 40 (1 + 2 + 4)
}

TEST_CASE("energies and overlaps that the page on dynamics tells" * doctest::test_suite("slow")) {
    struct Told {
        const char* spec;
        double energy;
        double overlap;
    };
    for (const auto& told : {Told{"resnet:p=3,beta=1,field=drop", -1.473, 0.02},
                             Told{"resnet:p=10,beta=1,field=drop", -1.794, 0.25},
                             Told{"resnet:p=30,beta=1,field=drop", -1.917, 0.62},
                             Told{"resnet:p=100,beta=1,field=drop", -1.962, 0.86},
                             Told{"resnet:p=300,beta=1,field=drop", -1.975, 0.95}}) {
        CAPTURE(told.spec);
        auto request = request_of(told.spec, DescentEngine::infinite, 2, 2500, 0.1);
        request.dynamics.step.reset();
        const auto last = descend(request, 0).back();
        CHECK(std::abs(last.energy - told.energy) < 5e-4);  // as many digits as the page has
        CHECK(std::abs(last.overlap_with_start - told.overlap) < 5e-3);
    }
}

TEST_CASE(
    "on conditional couplings: the same rows for any number of threads, near infinity at a million spins") {
    const auto request =
        request_of("resnet:p=100,beta=1,field=drop", DescentEngine::conditional, 1'000'000, 39, 0.002);
    plan_descent(request);
    std::vector<DescentRecord> runs[2];
    for (const int threads : {1, 2}) {
        set_thread_count(threads);
        runs[threads - 1] = descend(request, 5);
    }
    set_thread_count(0);
    REQUIRE(runs[0].size() == runs[1].size());
    for (std::size_t i = 0; i < runs[0].size(); ++i) {
        CHECK(runs[0][i].energy == runs[1][i].energy);
        CHECK(runs[0][i].gradient_norm == runs[1][i].gradient_norm);
    }
    const auto& last = runs[0].back();
    CHECK(std::abs(last.energy + 1.38144236) < 5e-3);  // five standard deviations of one sample, 1/sqrt(N)
    CHECK(last.anchors > 5);
    CHECK(last.anchors < 30);  // most gradients follow from earlier ones
    CHECK(last.discarded_variance <= 1e-8);
}

TEST_CASE("a deep mixture in a small system ends above its ground state, marginal") {
    const auto request = request_of("resnet:p=10,beta=0.5", DescentEngine::conditional, 200, 150, 0.1);
    const auto records = descend(request, 1);
    double before = records.front().energy;
    for (const auto& record : records) {
        CHECK(record.energy <= before + 1e-3);  // fixed steps, and gradients to a part in a thousand
        before = record.energy;
    }
    CHECK(records.back().energy > -1.784 - 5.0 / std::sqrt(200.0));
    CHECK(records.back().energy < -1.3);
    CHECK(records.back().marginality == doctest::Approx(1.0).epsilon(0.1));
}

TEST_CASE("four batches that are met again lead away from what endless data would reach") {
    auto request = request_of("pure:3", DescentEngine::infinite, 2, 100, 0.05);
    request.dynamics.method = DynamicsMethod::stochastic;
    request.noise = 1.0;
    const double endless = descend(request, 0).back().energy;
    request.dynamics.batches = 4;
    const double limit = descend(request, 0).back().energy;
    CHECK(std::abs(endless + 1.456) < 5e-4);  // as the page on dynamics tells
    CHECK(std::abs(limit + 1.343) < 5e-4);
    request.engine = DescentEngine::tensors;
    request.size = 100;
    request.disorders = 32;
    double mean = 0.0;
    for (std::int64_t d = 0; d < request.disorders; ++d)
        mean += descend(request, d).back().energy / static_cast<double>(request.disorders);
    CHECK(std::abs(mean - limit) < 0.06);  // N^(-1/2) over sqrt 32 disorders, three times, and 1/N
}

TEST_CASE("critical points that searches reach: tensors and conditional couplings have one law" *
          doctest::test_suite("slow")) {
    constexpr std::int64_t disorders = 200;
    // Sums over disorders: searches that ended, energies, their squares, indices.
    const auto sums_of = [&](DescentEngine engine) {
        auto request = request_of("terms:2=0.3,3=0.7", engine, 8, 12, 0.12);
        request.disorders = disorders;
        request.couplings.precision = Precision::double_float;
        request.critical_point = true;
        plan_descent(request);
        std::array<double, 4> sums{};
        for (std::int64_t d = 0; d < disorders; ++d) {
            const auto end = descend(request, d).back().critical;
            if (std::isnan(end.energy)) continue;
            CHECK(end.gradient_norm < 1e-6);
            const std::array<double, 4> terms{1.0, end.energy, end.energy * end.energy, end.index};
            for (std::size_t k = 0; k < terms.size(); ++k)
                sums[k] += terms[k];
        }
        return sums;
    };
    const auto tensors = sums_of(DescentEngine::tensors);
    const auto conditional = sums_of(DescentEngine::conditional);
    const double share = (tensors[0] + conditional[0]) / (2.0 * disorders);
    CHECK(share > 0.5);
    CHECK(std::abs(tensors[0] - conditional[0]) <
          testing::tolerance::standard_errors_of_few * std::sqrt(2.0 * disorders * share * (1.0 - share)) +
              1.0);
    const auto mean = [](const std::array<double, 4>& sums, std::size_t k) { return sums[k] / sums[0]; };
    const double variance = mean(tensors, 2) - mean(tensors, 1) * mean(tensors, 1);
    CHECK(std::abs(mean(tensors, 1) - mean(conditional, 1)) <
          testing::tolerance::standard_errors_of_few * std::sqrt(2.0 * variance / disorders));
    // Indices are few and small: their variance is about their mean.
    CHECK(std::abs(mean(tensors, 3) - mean(conditional, 3)) <
          testing::tolerance::standard_errors_of_few *
              std::sqrt((mean(tensors, 3) + mean(conditional, 3) + 2.0 / disorders) / disorders));
}

TEST_CASE("rows read back to the same records") {
    const auto request = request_of("pure:3", DescentEngine::conditional, 50, 5, 0.1);
    const auto records = descend(request, 0);
    Table table = descent_table(request);
    add_records(table, records, request);
    const auto again = records_of(texts_of(table));
    REQUIRE(again.size() == records.size());
    CHECK(again.back().energy == records.back().energy);
    CHECK(again.back().anchors == records.back().anchors);
    CHECK(again.back().discarded_variance == records.back().discarded_variance);
}

TEST_CASE("annealed and quenched averages part at the static transition") {
    // p = 3: T = .586 sqrt 2 in units of a covariance N q^3 (Crisanti, Sommers 1992, of N q^3/2).
    const auto pure = parse_mixture("pure:3").mixture;
    CHECK(annealed_is_quenched(pure, 0.84));
    CHECK_FALSE(annealed_is_quenched(pure, 0.82));
    CHECK_FALSE(annealed_is_quenched(parse_mixture("terms:1=0.1,3=0.9").mixture, 10.0));
}

TEST_CASE("the Hessian where a replica ended: tensors, conditional couplings and infinity agree on its bulk" *
          doctest::test_suite("slow")) {
    constexpr double edges = 0.05;  // of the radius: far more than N^(-2/3), and the radial's 1/sqrt N
    for (const auto engine : {DescentEngine::tensors, DescentEngine::conditional, DescentEngine::infinite}) {
        auto request =
            request_of("pure:3", engine, engine == DescentEngine::tensors ? 120 : 100'000, 60, 0.1);
        request.hessian = true;
        plan_descent(request);
        const auto records = descend(request, 0);
        const auto& last = records.back();
        const double radius = 2.0 * std::sqrt(request.mixture.nu2());
        const double tolerance = (engine == DescentEngine::tensors ? 3.0 : 1.0) * edges * radius;
        CHECK(std::isnan(records.front().end.lowest));
        CHECK(std::abs(last.end.lowest + last.radial + radius) < tolerance);
        CHECK(std::abs(last.end.highest + last.radial - radius) < tolerance);
        CHECK(last.end.second >= last.end.lowest);
        Table table = descent_table(request);
        add_records(table, records, request);
        const auto again = records_of(texts_of(table)).back();
        CHECK(again.end.lowest == last.end.lowest);
        if (engine == DescentEngine::infinite) {
            CHECK(last.end.lowest == doctest::Approx(-last.radial - radius).epsilon(1e-4));
            CHECK(std::isnan(last.end.negative));  // a share of infinitely many
        } else {
            CHECK(last.end.negative > 0.0);  // not yet marginal
            CHECK(last.end.negative_error == 0.0);
            CHECK(again.end.negative == last.end.negative);
        }
    }
}

TEST_CASE("Hessians beyond reach are refused") {
    auto many = request_of("pure:2", DescentEngine::tensors, 5000, 5, 0.1);
    many.hessian = true;
    CHECK_THROWS_AS(plan_descent(many), std::invalid_argument);
    auto thermal = request_of("pure:3", DescentEngine::infinite, 2, 5, 0.1);
    thermal.hessian = true;
    thermal.start_temperature = 1.5;
    CHECK_THROWS_AS(plan_descent(thermal), std::invalid_argument);
}

TEST_SUITE_END();

}  // namespace
}  // namespace glasscape
