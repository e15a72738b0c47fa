#include "glasscape/verdict/verdicts.hpp"

#include <algorithm>
#include <cmath>

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
    if (!(freedom > 0.0) || std::isnan(score)) return 1.0;
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

bool is_sign(const Claim& claim) {
    return claim.kind == Claim::Kind::above || claim.kind == Claim::Kind::below;
}

bool holds_exactly(const Claim& claim) {
    switch (claim.kind) {
        case Claim::Kind::above:
            return claim.measured > claim.predicted;
        case Claim::Kind::below:
            return claim.measured < claim.predicted;
        case Claim::Kind::identity:
        case Claim::Kind::difference:
            break;
    }
    return std::abs(claim.measured - claim.predicted) <= claim.tolerance;
}

/// Which claims of no difference Holm's procedure rejects.
std::vector<bool> significant(std::span<const Claim> claims, const std::vector<double>& p_values) {
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < claims.size(); ++i)
        if (claims[i].std_error) order.push_back(i);
    std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return p_values[a] < p_values[b]; });
    std::vector<bool> rejected(claims.size(), false);
    for (std::size_t i = 0; i < order.size(); ++i) {
        if (p_values[order[i]] > family_error / static_cast<double>(order.size() - i)) break;
        rejected[order[i]] = true;
    }
    return rejected;
}

// Whether the claim's error says nothing: of one sample, or of samples that are all the same and not as
// predicted.
bool tells_nothing(const Claim& claim) {
    const bool alike = *claim.std_error == 0.0 && !same(claim.measured, claim.predicted);
    return !(claim.freedom > 0.0) || (alike && !std::isinf(claim.freedom));
}

// `telling`: the smallest difference that the claim's error can tell.
std::string word_of(const Claim& claim, bool differs, double telling) {
    const bool sign = is_sign(claim);
    const bool blurred = !sign && telling > telling_difference * std::abs(claim.predicted);
    if (tells_nothing(claim) || (!differs && (sign || blurred))) return "undecided";
    if (!sign) return differs ? "rejected" : "agrees";
    return (claim.measured > claim.predicted) == (claim.kind == Claim::Kind::above) ? "agrees" : "rejected";
}

}  // namespace

double z_score(double measured, double predicted, double std_error) {
    if (std_error > 0.0 || std::isnan(std_error)) return (measured - predicted) / std_error;
    return same(measured, predicted) ? 0.0 : std::numeric_limits<double>::quiet_NaN();
}

std::vector<Verdict> judge(std::span<const Claim> claims) {
    constexpr double nan = std::numeric_limits<double>::quiet_NaN();
    std::vector<double> scores;
    std::vector<double> p_values;
    std::size_t family = 0;
    for (const auto& claim : claims) {
        scores.push_back(claim.std_error ? z_score(claim.measured, claim.predicted, *claim.std_error) : nan);
        // A difference without error is certain; but samples that are all the same tell no error.
        const bool certain = std::isnan(scores.back()) && std::isinf(claim.freedom);
        p_values.push_back(certain ? 0.0 : p_value(scores.back(), claim.freedom));
        family += claim.std_error ? 1 : 0;
    }
    const auto differs = significant(claims, p_values);
    std::vector<Verdict> verdicts;
    for (std::size_t i = 0; i < claims.size(); ++i) {
        const auto& claim = claims[i];
        if (!claim.std_error) {
            verdicts.push_back({scores[i], holds_exactly(claim) ? "agrees" : "rejected", nan});
            continue;
        }
        const double level = family_error / static_cast<double>(family);
        const double telling =
            *claim.std_error > 0.0 ? critical_score(level, claim.freedom) * *claim.std_error : 0.0;
        verdicts.push_back({scores[i], word_of(claim, differs[i], telling), telling});
    }
    return verdicts;
}

std::string judge_together(std::span<const Claim> rows, std::span<const Verdict> verdicts) {
    if (rows.empty()) return no_rows;
    const auto has = [&](const char* word) {
        return std::any_of(verdicts.begin(), verdicts.end(),
                           [&](const Verdict& verdict) { return verdict.verdict == word; });
    };
    if (has("rejected")) return "rejected";
    for (std::size_t i = 0; i < rows.size(); ++i)
        if (is_sign(rows[i]) && verdicts[i].verdict == "undecided") return "undecided";
    return has("agrees") ? "agrees" : "undecided";
}

Table verdict_table(std::span<const Claim> claims) {
    Table table({{"claim", ColumnType::text, "", "what is claimed"},
                 {"predicted", ColumnType::real, "1", "the number the claim predicts; 0 for a claim of sign"},
                 {"measured", ColumnType::real, "1", "what was found"},
                 {"std_error", ColumnType::real, "1", "standard error of the difference"},
                 {"z_score", ColumnType::real, "1", "difference over its error"},
                 {"verdict", ColumnType::text, "",
                  "agrees, rejected or undecided; no rows where a claim speaks of none"}});
    const auto verdicts = judge(claims);
    for (std::size_t i = 0; i < claims.size(); ++i)
        table.add_row({claims[i].says, cell_or_empty(claims[i].predicted), cell_or_empty(claims[i].measured),
                       claims[i].std_error ? cell_or_empty(*claims[i].std_error) : Cell{std::monostate{}},
                       cell_or_empty(verdicts[i].z_score), verdicts[i].verdict});
    return table;
}

}  // namespace glasscape
