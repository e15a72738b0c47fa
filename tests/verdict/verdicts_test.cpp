// The rule of verdicts, and the comparisons of networks with theory that use it.
#include "glasscape/verdict/verdicts.hpp"

#include <cmath>
#include <limits>
#include <string>

#include <doctest/doctest.h>

#include "glasscape/experiment/mixture_along_training.hpp"
#include "glasscape/experiment/shared_network_counts.hpp"

namespace glasscape {
namespace {

ClaimTest equality(double predicted, double measured, double error) {
    return {"x", ClaimTest::Kind::equal, predicted, measured, error};
}

TEST_SUITE_BEGIN("verdict");

TEST_CASE("verdicts: equality, errors that cannot tell, signs") {
    const auto one = [](const ClaimTest& claim) { return judge({claim}).front().verdict; };
    CHECK(one(equality(10.0, 10.1, 0.1)) == "agrees");
    CHECK(one(equality(10.0, 10.3, 0.1)) == "rejected");   // 3 errors, critical 2.58
    CHECK(one(equality(10.0, 10.25, 0.1)) == "agrees");    // 2.5 errors
    CHECK(one(equality(10.0, 10.5, 0.5)) == "undecided");  // could not tell a difference of 1
    CHECK(one(equality(1.0, 1.0, 0.0)) == "agrees");
    CHECK(one(equality(1.0, 0.99, 0.0)) == "rejected");
    CHECK(judge({equality(1.0, 1.0, 0.0)}).front().z_score == 0.0);
    CHECK(std::isnan(judge({equality(1.0, 0.9, 0.0)}).front().z_score));
    ClaimTest sign{"x", ClaimTest::Kind::positive, 0.0, 3.0, 1.0};
    CHECK(one(sign) == "agrees");
    sign.measured = -3.0;
    CHECK(one(sign) == "rejected");
    sign.freedom = 2.0;  // Student's t of two degrees: 3 errors are not enough
    CHECK(one(sign) == "undecided");
}

TEST_CASE("verdicts share the error of their table: what is significant alone need not be among many") {
    std::vector<ClaimTest> claims(20, equality(10.0, 10.0, 0.1));
    claims[7] = equality(10.0, 10.3, 0.1);
    CHECK(judge(claims)[7].verdict == "agrees");
    claims[7] = equality(10.0, 10.4, 0.1);
    CHECK(judge(claims)[7].verdict == "rejected");
    // Holm: once the smallest p-values are out of the way, the bar falls.
    std::vector<ClaimTest> pair{equality(10.0, 10.5, 0.1), equality(10.0, 10.27, 0.1)};
    CHECK(judge(pair)[1].verdict == "rejected");
    pair[0] = equality(10.0, 10.0, 0.1);
    CHECK(judge(pair)[1].verdict == "agrees");
}

TEST_CASE("verdicts: among many claims each must tell more; the difference is one of the predicted value") {
    // Alone 2.58 errors tell a difference of 0.85; among twenty 3.48 errors tell one of 1.15.
    CHECK(judge({equality(10.0, 10.0, 0.33)}).front().verdict == "agrees");
    for (const auto& verdict : judge(std::vector<ClaimTest>(20, equality(10.0, 10.0, 0.33))))
        CHECK(verdict.verdict == "undecided");
    // 0.953 is below a tenth of 10 and above one of 9.2; 1.03 the other way round for 10.8.
    CHECK(judge({equality(10.0, 9.2, 0.37)}).front().verdict == "agrees");
    CHECK(judge({equality(10.0, 10.8, 0.40)}).front().verdict == "undecided");
}

TEST_CASE("verdicts: one sample has no error to judge by") {
    for (const auto kind : {ClaimTest::Kind::equal, ClaimTest::Kind::positive})
        for (const double error : {0.0, 0.1}) {
            ClaimTest claim{"x", kind, 0.0, 5.0, error};
            claim.freedom = 0.0;
            CHECK(judge({claim}).front().verdict == "undecided");
        }
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
