#include "experiment/mixture_along_training.hpp"

#include <map>
#include <tuple>

#include <doctest/doctest.h>

#include "glasscape/complexity/complexity.hpp"

#include "reference.hpp"
#include "tolerances.hpp"

namespace glasscape {
namespace {

using Key = std::tuple<std::string, std::string, std::string>;
namespace tolerance = testing::tolerance;

Key key_of(const CsvText& table, std::size_t row) {
    return {table.at(row, "config"), table.at(row, "seed"), table.at(row, "step")};
}

/// beta_l = rho_l f_l C_l sqrt(n), l = 2..p; C_l sqrt(n) is the norm of the columns.
std::vector<double> betas_of(const CsvText& curves, std::size_t row) {
    const int depth = curves.at(row, "config") == "paper_bn_p20" ? 20 : 10;
    std::vector<double> betas;
    for (int l = 2; l <= depth; ++l) {
        const auto layer = std::to_string(l);
        betas.push_back(curves.number(row, "rho_" + layer) * curves.number(row, "factor_" + layer) *
                        curves.number(row, "wcolnorm_" + layer));
    }
    return betas;
}

TEST_SUITE("reference") {
    TEST_CASE("complexity of the mixture of every logged step of the reference training") {
        const auto curves = read_csv(testing::reference_folder() + "/net/curves.csv");
        std::map<Key, std::size_t> rows;
        for (std::size_t row = 0; row < curves.rows.size(); ++row)
            rows[key_of(curves, row)] = row;
        testing::check_every_row("net/training_complexity.csv", [&](const CsvText& table, std::size_t row) {
            const auto law = table.at(row, "law") == "layers" ? DepthLaw::coherent : DepthLaw::incoherent;
            const auto field = table.at(row, "field") == "keep" ? Field::keep : Field::drop;
            const auto betas = betas_of(curves, rows.at(key_of(table, row)));
            const auto mixture = mixture_of_layers(law, betas, field);
            const double ratio = table.number(row, "curvature_ratio");
            if (!mixture) {
                CHECK(!(ratio > 0.0));  // no paths of two layers: the row says so
                return;
            }
            CHECK(testing::close_relative(mixture->curvature_ratio(), ratio, tolerance::mixture_weights));
            const std::pair<const char*, IndexClass> complexities[] = {{"theta_total_R", IndexClass::total()},
                                                                       {"theta_0_R", IndexClass::fixed(0)},
                                                                       {"theta_1_R", IndexClass::fixed(1)}};
            for (const auto& [column, index] : complexities)
                CHECK(testing::close(complexity_all(*mixture, index), table.number(row, column),
                                     tolerance::theory_formula));
        });
    }
}

}  // namespace
}  // namespace glasscape
