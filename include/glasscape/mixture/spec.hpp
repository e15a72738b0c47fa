// Mixture specs, the one grammar of command line, study files and CSV:
//
//     pure:3                              one order
//     terms:2=0.4,3=0.6                   weights eps_r^2, normalised
//     resnet:p=10,beta=0.5                eps_r ~ binom(p-1,r-1) beta^r; field=drop removes r = 1
//     layers:0.4,0.5,0.9                  eps_r = coefficient of t^r in t prod (1 + b_l t); field=drop too
//     paths:p=10,b=0.7                    weights ~ binom(p-1,r-1) b^r; field=drop too
#pragma once

#include <string>
#include <string_view>

#include "glasscape/mixture/mixture.hpp"

namespace glasscape {

struct ParsedMixture {
    Mixture mixture;
    std::string note;  ///< remark for the user (weights that did not sum to 1); empty if none
};

/// Limits: orders and p up to 1,000,000; beta and b in (0, 1e100]; |b_l| up to 1e100, at most 20,000 layers.
/// Throws std::invalid_argument with the offending part and a correct example.
ParsedMixture parse_mixture(std::string_view spec);

}  // namespace glasscape
