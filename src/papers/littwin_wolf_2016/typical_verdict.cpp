// Are the mean counts of residual networks' mixtures typical?
#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "glasscape/complexity/typical.hpp"
#include "glasscape/complexity/typical_energies.hpp"
#include "glasscape/core/interrupt.hpp"
#include "glasscape/mixture/resnet.hpp"

#include "papers/littwin_wolf_2016/mixture_statements.hpp"
#include "papers/littwin_wolf_2016/typical_curve.hpp"

namespace glasscape {
namespace {

constexpr int curve_points = 60;
constexpr double equal = 1e-12;  // complexities

Cell finite_or_empty(double value) {
    return std::isfinite(value) ? Cell{value} : Cell{std::monostate{}};
}

}  // namespace

TypicalCurve typical_curve(const Mixture& mixture) {
    TypicalCurve curve;
    const auto energies = typical_energies(mixture);
    if (mixture.is_trivial()) return curve;
    if (std::isnan(energies.zero)) {
        curve.verdict = "not found";
        return curve;
    }
    curve.zero = energies.zero;
    curve.gap = 0.0;
    curve.least_test = std::numeric_limits<double>::infinity();
    bool clusters = false;
    const TypicalComplexity typical(mixture);
    for (int i = 1; i <= curve_points; ++i) {
        const double u = energies.zero * (1.0 - (i - 0.5) / curve_points);
        const auto point = typical.density(IndexClass::total(), u);
        if (point.phase == TypicalPhase::empty) {
            curve.empty_share += 1.0 / curve_points;
            continue;
        }
        clusters = clusters || point.phase != TypicalPhase::rs;
        if (std::isfinite(point.test)) curve.least_test = std::min(curve.least_test, point.test);
        if (const double gap = point.annealed - point.value; gap > curve.gap) {
            curve.gap = gap;
            curve.gap_energy = u;
        }
    }
    const bool lowered = curve.gap > equal;
    curve.verdict = curve.empty_share > 0.0 ? "rare samples"
                    : clusters              ? "clusters"
                    : lowered               ? "lowered by the field"
                                            : "mean is typical";
    return curve;
}

Table typical_verdict_table() {
    Table table(
        {{"p", ColumnType::integer, "1", "number of layers"},
         {"field", ColumnType::text, "", "drop: r = 1 removed, as in the paper; keep: as the network has it"},
         {"beta", ColumnType::real, "1", "scale"},
         {"verdict", ColumnType::text, "",
          "of the points that dominate at their energy: mean is typical (to 1e-12); lowered by the field; "
          "clusters; "
          "rare samples: the mean is carried by them where typical samples have no points; trivial: no "
          "exponential number of points; not found: next to trivial"},
         {"gap", ColumnType::real, "1",
          "largest difference of annealed and typical complexity on that curve"},
         {"gap_energy", ColumnType::real, "H/N", "energy per spin of that difference; empty: there is none"},
         {"least_test", ColumnType::real, "1",
          "least relative slope of the count in clusters along the curve; positive: they never lower it"},
         {"empty_share", ColumnType::real, "1",
          "share of the energies between typical_zero and 0 without typical points"},
         {"typical_zero", ColumnType::real, "H/N", "energy per spin where typical points end"},
         {"band_low", ColumnType::real, "H/N",
          "lower end of the energies of a band of other saddles, along Theta = 0, that do cluster; empty: "
          "none"},
         {"band_high", ColumnType::real, "H/N", "its upper end"}});
    for (const int p : {3, 4, 5, 6, 7, 8, 10, 14, 20, 30, 50, 100})
        for (const Field field : {Field::drop, Field::keep})
            for (int i = 0; i <= 10; ++i) {
                throw_if_interrupted();
                const double beta = std::pow(10.0, -1.5 + 0.25 * i);
                const auto mixture = resnet_mixture("", p, beta, field);
                const auto curve = typical_curve(mixture);
                const auto ends = clustered_band_ends(mixture);
                const bool has_band = ends.size() >= 2;
                table.add_row(
                    {static_cast<std::int64_t>(p), std::string(field == Field::drop ? "drop" : "keep"), beta,
                     curve.verdict, finite_or_empty(curve.gap), finite_or_empty(curve.gap_energy),
                     finite_or_empty(curve.least_test), curve.empty_share, finite_or_empty(curve.zero),
                     has_band ? Cell{ends[0].u} : Cell{std::monostate{}},
                     has_band ? Cell{ends[1].u} : Cell{std::monostate{}}});
            }
    return table;
}

}  // namespace glasscape
