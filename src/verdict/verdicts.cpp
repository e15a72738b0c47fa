#include "glasscape/verdict/verdicts.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>

namespace glasscape {
namespace {

constexpr double family_error = 0.01;
constexpr double telling_difference = 0.1;

bool same(double a, double b) {
    return std::abs(a - b) <= 1e-9 * (1.0 + std::abs(b));
}

/// Two-sided p-value of a score; one sample alone has no error to judge by.
double p_value(double score, double freedom) {
    if (!(freedom > 0.0)) return 1.0;
    if (std::isinf(freedom))
        return 2.0 * boost::math::cdf(boost::math::complement(boost::math::normal(), std::abs(score)));
    return 2.0 * boost::math::cdf(boost::math::complement(boost::math::students_t(freedom), std::abs(score)));
}

double critical_score(double level, double freedom) {
    if (!(freedom > 0.0)) return std::numeric_limits<double>::infinity();
    if (std::isinf(freedom))
        return boost::math::quantile(boost::math::complement(boost::math::normal(), level / 2.0));
    return boost::math::quantile(boost::math::complement(boost::math::students_t(freedom), level / 2.0));
}

double score_of(const ClaimTest& claim) {
    if (claim.std_error > 0.0) return (claim.measured - claim.predicted) / claim.std_error;
    return same(claim.measured, claim.predicted) ? 0.0 : std::numeric_limits<double>::quiet_NaN();
}

/// Which claims of no difference Holm's procedure rejects.
std::vector<bool> significant(const std::vector<ClaimTest>& claims, const std::vector<double>& p_values) {
    std::vector<std::size_t> order(claims.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return p_values[a] < p_values[b]; });
    std::vector<bool> rejected(claims.size(), false);
    for (std::size_t i = 0; i < order.size(); ++i) {
        if (p_values[order[i]] > family_error / static_cast<double>(order.size() - i)) break;
        rejected[order[i]] = true;
    }
    return rejected;
}

// `telling`: the smallest difference that the claim's error can tell.
std::string word_of(const ClaimTest& claim, bool differs, double telling) {
    const bool sign = claim.kind == ClaimTest::Kind::positive;
    const bool blurred = !sign && telling > telling_difference * std::abs(claim.predicted);
    if (!(claim.freedom > 0.0) || (!differs && (sign || blurred))) return "undecided";
    if (!sign) return differs ? "rejected" : "agrees";
    return claim.measured > claim.predicted ? "agrees" : "rejected";
}

}  // namespace

std::vector<Verdict> judge(const std::vector<ClaimTest>& claims) {
    std::vector<double> scores;
    std::vector<double> p_values;
    for (const auto& claim : claims) {
        scores.push_back(score_of(claim));
        const bool certain = std::isnan(scores.back()) && claim.freedom > 0.0;  // a difference without error
        p_values.push_back(certain ? 0.0 : p_value(scores.back(), claim.freedom));
    }
    const auto differs = significant(claims, p_values);
    std::vector<Verdict> verdicts;
    for (std::size_t i = 0; i < claims.size(); ++i) {
        const auto& claim = claims[i];
        const double level = family_error / static_cast<double>(claims.size());
        const double telling =
            claim.std_error > 0.0 ? critical_score(level, claim.freedom) * claim.std_error : 0.0;
        verdicts.push_back({scores[i], word_of(claim, differs[i], telling)});
    }
    return verdicts;
}

Table verdict_table(const std::vector<ClaimTest>& claims) {
    Table table({{"claim", ColumnType::text, "", "what is claimed"},
                 {"predicted", ColumnType::real, "1", "the number the claim predicts; 0 for a claim of sign"},
                 {"measured", ColumnType::real, "1", "what was found"},
                 {"std_error", ColumnType::real, "1", "standard error of the difference"},
                 {"z_score", ColumnType::real, "1", "difference over its error"},
                 {"verdict", ColumnType::text, "",
                  "agrees, rejected or undecided; no rows where a claim speaks of none"}});
    const auto verdicts = judge(claims);
    for (std::size_t i = 0; i < claims.size(); ++i)
        table.add_row({claims[i].claim, cell_or_empty(claims[i].predicted), cell_or_empty(claims[i].measured),
                       cell_or_empty(claims[i].std_error), cell_or_empty(verdicts[i].z_score),
                       verdicts[i].verdict});
    return table;
}

}  // namespace glasscape
