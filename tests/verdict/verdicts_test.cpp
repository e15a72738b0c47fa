// The rule of verdicts, and the comparisons of networks with theory that use it.
#include "glasscape/verdict/verdicts.hpp"

#include <cmath>
#include <limits>
#include <string>

#include <doctest/doctest.h>

#include "glasscape/experiment/shared_network_counts.hpp"

#include "experiment/mixture_along_training.hpp"

namespace glasscape {
namespace {

Claim equality(double predicted, double measured, double error) {
    return {"x", Claim::Kind::difference, predicted, measured, error};
}

TEST_SUITE_BEGIN("verdict");

TEST_CASE("verdicts: equality, errors that cannot tell, signs") {
    const auto one = [](const Claim& claim) { return judge(std::vector{claim}).front().verdict; };
    CHECK(one(equality(10.0, 10.1, 0.1)) == "agrees");
    CHECK(one(equality(10.0, 10.3, 0.1)) == "rejected");   // 3 errors, critical 2.58
    CHECK(one(equality(10.0, 10.25, 0.1)) == "agrees");    // 2.5 errors
    CHECK(one(equality(10.0, 10.5, 0.5)) == "undecided");  // could not tell a difference of 1
    CHECK(one(equality(1.0, 1.0, 0.0)) == "agrees");
    CHECK(one(equality(1.0, 0.99, 0.0)) == "rejected");
    CHECK(judge(std::vector{equality(1.0, 1.0, 0.0)}).front().z_score == 0.0);
    CHECK(std::isnan(judge(std::vector{equality(1.0, 0.9, 0.0)}).front().z_score));
    Claim sign{"x", Claim::Kind::above, 0.0, 3.0, 1.0};
    CHECK(one(sign) == "agrees");
    sign.measured = -3.0;
    CHECK(one(sign) == "rejected");
    sign.freedom = 2.0;  // Student's t of two degrees: 3 errors are not enough
    CHECK(one(sign) == "undecided");
}

TEST_CASE("verdicts state their power: the smallest difference that the error would have told") {
    const auto alone = judge(std::vector{equality(0.0, 0.1, 0.1)}).front();
    CHECK(alone.telling == doctest::Approx(0.2576).epsilon(1e-3));  // 2.576 errors at 1%
    Claim beyond{"x", Claim::Kind::above, 0.0, 1.01 * alone.telling, 0.1};
    CHECK(judge(std::vector{beyond}).front().verdict == "agrees");
    beyond.measured = 0.99 * alone.telling;
    CHECK(judge(std::vector{beyond}).front().verdict == "undecided");
    beyond.freedom = 4.0;
    CHECK(judge(std::vector{beyond, beyond}).front().telling == doctest::Approx(0.5598).epsilon(1e-3));
    Claim exact = beyond;
    exact.std_error.reset();
    CHECK(std::isnan(judge(std::vector{exact}).front().telling));
}

TEST_CASE("verdicts share the error of their table: what is significant alone need not be among many") {
    std::vector<Claim> claims(20, equality(10.0, 10.0, 0.1));
    claims[7] = equality(10.0, 10.3, 0.1);
    CHECK(judge(claims)[7].verdict == "agrees");
    claims[7] = equality(10.0, 10.4, 0.1);
    CHECK(judge(claims)[7].verdict == "rejected");
    // Holm: once the smallest p-values are out of the way, the bar falls.
    std::vector<Claim> pair{equality(10.0, 10.5, 0.1), equality(10.0, 10.27, 0.1)};
    CHECK(judge(pair)[1].verdict == "rejected");
    pair[0] = equality(10.0, 10.0, 0.1);
    CHECK(judge(pair)[1].verdict == "agrees");
}

TEST_CASE("verdicts: among many claims each must tell more; the difference is one of the predicted value") {
    // Alone 2.58 errors tell a difference of 0.85; among twenty 3.48 errors tell one of 1.15.
    CHECK(judge(std::vector{equality(10.0, 10.0, 0.33)}).front().verdict == "agrees");
    for (const auto& verdict : judge(std::vector<Claim>(20, equality(10.0, 10.0, 0.33))))
        CHECK(verdict.verdict == "undecided");
    // 0.953 is below a tenth of 10 and above one of 9.2; 1.03 the other way round for 10.8.
    CHECK(judge(std::vector{equality(10.0, 9.2, 0.37)}).front().verdict == "agrees");
    CHECK(judge(std::vector{equality(10.0, 10.8, 0.40)}).front().verdict == "undecided");
}

TEST_CASE("verdicts: one sample has no error to judge by") {
    for (const auto kind : {Claim::Kind::difference, Claim::Kind::above})
        for (const double error : {0.0, 0.1}) {
            Claim claim{"x", kind, 0.0, 5.0, error};
            claim.freedom = 0.0;
            CHECK(judge(std::vector{claim}).front().verdict == "undecided");
        }
}

TEST_CASE("verdicts: what is exact agrees or is rejected, and costs the others nothing") {
    Claim identity{"x", Claim::Kind::identity, 1.5, 1.6};
    CHECK(judge(std::vector{identity}).front().verdict == "rejected");
    identity.tolerance = 0.2;
    CHECK(judge(std::vector{identity}).front().verdict == "agrees");
    CHECK(std::isnan(judge(std::vector{identity}).front().z_score));
    const Claim below{"x", Claim::Kind::below, 1.0, 1.0};
    CHECK(judge(std::vector{below}).front().verdict == "rejected");  // not below
    const Claim above{"x", Claim::Kind::above, 1.0, 1.1};
    CHECK(judge(std::vector{above}).front().verdict == "agrees");
    // z = 3: significant alone (p = .0027), not among ten; exact claims are no tests.
    std::vector<Claim> claims{equality(10.0, 10.3, 0.1)};
    claims.insert(claims.end(), 50, above);
    CHECK(judge(claims).front().verdict == "rejected");
    claims.insert(claims.end(), 9, equality(10.0, 10.0, 0.1));
    CHECK(judge(claims).front().verdict == "agrees");
}

TEST_CASE("verdicts: samples that are all the same, and not as predicted, decide nothing") {
    Claim none{"points in a window that no sample met", Claim::Kind::difference, 1e-5, 0.0, 0.0};
    none.freedom = 299.0;
    CHECK(judge(std::vector{none}).front().verdict == "undecided");
    none.freedom = std::numeric_limits<double>::infinity();
    CHECK(judge(std::vector{none}).front().verdict == "rejected");  // no samples: a number that differs
}

TEST_CASE("verdicts: several rows together tell what their best row tells") {
    const auto together = [](const std::vector<Claim>& rows) { return judge_together(rows, judge(rows)); };
    CHECK(together({}) == "no rows");
    // A difference of 10% common to both would show in the first.
    CHECK(together({equality(10.0, 10.0, 0.05), equality(10.0, 10.0, 2.0)}) == "agrees");
    CHECK(together({equality(10.0, 10.0, 0.5), equality(10.0, 10.0, 0.5)}) == "undecided");
    CHECK(together({equality(10.0, 10.0, 0.05), equality(10.0, 11.0, 0.05)}) == "rejected");
    Claim sign{"x", Claim::Kind::above, 0.0, 1.0, 1.0};
    CHECK(together({equality(10.0, 10.0, 0.05), sign}) == "undecided");
    Claim silent{"x", Claim::Kind::difference, 1e-5, 0.0, 0.0, 99.0};
    CHECK(together({equality(10.0, 10.0, 0.05), silent}) == "agrees");
    CHECK(together({silent}) == "undecided");
}

TEST_CASE("networks that cannot be counted are refused with the reason") {
    NetworkCountRequest request;
    request.network.inputs = 5;
    CHECK_THROWS_WITH_AS(require_countable(request), doctest::Contains("take more inputs"),
                         std::invalid_argument);
    request.network.inputs = 12;
    request.network.width = 2;
    CHECK_THROWS_WITH_AS(require_countable(request), doctest::Contains("manifolds"), std::invalid_argument);
    request.network.width = 4;
    request.samples = 1;
    CHECK_THROWS_AS(require_countable(request), std::invalid_argument);
}

TEST_SUITE_END();

}  // namespace
}  // namespace glasscape
