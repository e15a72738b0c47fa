#include "papers/littwin_wolf_2016/mixture_statements.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include <fmt/format.h>

#include "glasscape/complexity/complexity.hpp"
#include "glasscape/core/random.hpp"
#include "glasscape/mixture/resnet.hpp"

#include "mixture/depth_law.hpp"

namespace glasscape {
namespace {

constexpr double band = 0.1;

std::int64_t integer(int value) {
    return value;
}

double uniform(RandomStream& stream) {
    return static_cast<double>(stream() >> 11) * 0x1p-53;
}

}  // namespace

Table lemma4_table(int p) {
    Table table(
        {{"p", ColumnType::integer, "1", "number of layers"},
         {"order", ColumnType::integer, "1", "order k"},
         {"beta_low", ColumnType::real, "1", "lower end of the scales at which k dominates"},
         {"beta_high", ColumnType::real, "1", "upper end; empty: unbounded"},
         {"mode_inside", ColumnType::integer, "1", "dominant order at a scale inside"},
         {"mode_at_low", ColumnType::integer, "1", "dominant order at the lower end, where k - 1 and k tie"},
         {"as_stated", ColumnType::boolean, "", "whether both are as Lemma 4 says"}});
    for (int k = 1; k <= p; ++k) {
        const auto interval = mode_interval(p, k);
        const double low = k == 1 ? 0.5 * interval.high : interval.low;
        const double inside = k == p   ? 2.0 * interval.low
                              : k == 1 ? low
                                       : std::sqrt(interval.low * interval.high);
        const int mode_inside = resnet_mixture("", p, inside, Field::keep).depth_mode();
        const int mode_low = k == 1 ? 1 : resnet_mixture("", p, interval.low, Field::keep).depth_mode();
        table.add_row({integer(p), integer(k), interval.low,
                       std::isinf(interval.high) ? Cell{std::monostate{}} : Cell{interval.high},
                       integer(mode_inside), integer(mode_low),
                       mode_inside == k && mode_low == std::max(1, k - 1)});
    }
    return table;
}

Table theorem1_table() {
    Table table({{"p", ColumnType::integer, "1", "number of layers"},
                 {"beta", ColumnType::real, "1", "scale"},
                 {"depth_mode", ColumnType::integer, "1", "argmax_r eps_r"},
                 {"mode_ratio", ColumnType::real, "1", "argmax/p"},
                 {"limit", ColumnType::real, "1", "beta/(1+beta)"},
                 {"error", ColumnType::real, "1", "distance of the two"},
                 {"bound", ColumnType::real, "1", "1/p"},
                 {"error_over_bound", ColumnType::real, "1", "below 1 by the sharp form of Theorem 1"}});
    for (const double beta : {0.1, 0.5, 1.0, 2.0})
        for (const int p : {10, 30, 100, 300, 1000, 3000, 10000}) {
            const int mode = resnet_mixture("", p, beta, Field::keep).depth_mode();
            const double ratio = static_cast<double>(mode) / p;
            const double error = std::abs(ratio - limiting_depth(beta));
            table.add_row(
                {integer(p), beta, integer(mode), ratio, limiting_depth(beta), error, 1.0 / p, error * p});
        }
    return table;
}

Table theorem1_layers_table(int draws, std::uint64_t seed) {
    Table table({{"draw", ColumnType::integer, "1", "number of the random network"},
                 {"p", ColumnType::integer, "1", "number of layers"},
                 {"depth_mode", ColumnType::integer, "1", "argmax_r eps_r"},
                 {"estimate", ColumnType::real, "1", "1 + sum b_l/(1+b_l)"},
                 {"distance", ColumnType::real, "1", "below 1 by Darroch 1964"}});
    for (int draw = 0; draw < draws; ++draw) {
        RandomStream stream(seed, Stream::data, static_cast<std::uint64_t>(draw));
        const int layers = 2 + static_cast<int>(60.0 * uniform(stream));
        std::vector<double> scales;
        for (int l = 0; l < layers; ++l)
            scales.push_back(std::exp(std::log(100.0) * (2.0 * uniform(stream) - 1.0)));
        const int mode = layers_mixture("", scales, Field::keep).depth_mode();
        const double estimate = layers_mode_estimate(scales);
        table.add_row(
            {integer(draw), integer(layers + 1), integer(mode), estimate, std::abs(mode - estimate)});
    }
    return table;
}

Table theorem2_table() {
    Table table({{"p", ColumnType::integer, "1", "number of layers"},
                 {"beta", ColumnType::real, "1", "scale"},
                 {"delta", ColumnType::real, "1", "half width of the band in r/p"},
                 {"depth_mean", ColumnType::real, "1", "mean of r under eps_r^2"},
                 {"depth_std", ColumnType::real, "1", "standard deviation of r under eps_r^2"},
                 {"outside_weight", ColumnType::real, "1", "sum of eps_r^2 outside the band"}});
    for (const double beta : {0.1, 0.5, 1.0, 2.0})
        for (const int p : {10, 20, 50, 100, 200, 400, 600, 800, 1000}) {
            const auto mixture = resnet_mixture("", p, beta, Field::keep);
            table.add_row({integer(p), beta, band, mixture.depth_mean(), mixture.depth_std(),
                           weight_outside_band(mixture, p, limiting_depth(beta), band)});
        }
    return table;
}

Table beta_scan_table() {
    Table table(
        {{"p", ColumnType::integer, "1", "number of layers"},
         {"field", ColumnType::text, "", "drop: r = 1 removed, as in the paper; keep: as the network has it"},
         {"beta", ColumnType::real, "1", "scale"},
         {"curvature_ratio", ColumnType::real, "1", "rho = nu2/nu1"},
         {"theta_total", ColumnType::real, "1", "complexity of all critical points over all energies"},
         {"theta_k", ColumnType::real, "1",
          "complexity of index 0 over all energies (any k where nu2 >= nu1)"},
         {"theta_1", ColumnType::real, "1", "complexity of index 1 over all energies"},
         {"beta_trivial", ColumnType::real, "1",
          "scale below which the kept field is trivial; empty: dropped"},
         {"grows", ColumnType::boolean, "", "whether theta_1 lies above its value at the beta before"}});
    constexpr int points = 81;
    for (const int p : {10, 20, 100})
        for (const Field field : {Field::drop, Field::keep}) {
            double before = -std::numeric_limits<double>::infinity();
            for (int i = 0; i < points; ++i) {
                const double beta = std::pow(10.0, -3.0 + 0.05 * i);
                const auto mixture = resnet_mixture("", p, beta, field);
                const double theta_1 = complexity_all(mixture, IndexClass::fixed(1));
                table.add_row({integer(p), std::string(field == Field::drop ? "drop" : "keep"), beta,
                               mixture.curvature_ratio(), complexity_all(mixture, IndexClass::total()),
                               complexity_all(mixture, IndexClass::fixed(0)), theta_1,
                               field == Field::drop ? Cell{std::monostate{}} : Cell{trivial_below(p)},
                               theta_1 > before});
                before = theta_1;
            }
        }
    return table;
}

}  // namespace glasscape
