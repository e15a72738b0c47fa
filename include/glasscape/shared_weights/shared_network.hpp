// Small networks with shared weights as landscapes: the paper's assumption A2 made literal.
//
// Lambda unique weights w on the sphere |w|^2 = Lambda; edge e of the network carries s_e w_i(e), i(e) a
// balanced random assignment. With gates replaced by their mean rho (or drawn, Bernoulli(rho) for each unit
// and input),
//
//     h_1 = rho W_1^T x,   h_l = h_(l-1) + rho W_l^T h_(l-1),   Y = 1^T h_p = sum_i x_i A_i(w)
//
// is linear in the input and a polynomial of degree p in w. H = m^(-1/2) sum over m inputs of Y (m = 1 with
// mean gates), x ~ N(0, I): given the assignment, exactly a Gaussian field with the features A_i. Smooth
// networks put softplus(kappa u)/kappa in place of rho u and H = m^(-1/2) sum_i xi_i Y(x_i; w) with fixed
// inputs and Gaussian xi: Gaussian again, with features Y(x_i; .).
//
// Energies are those of the whole system (H, not H/Lambda), as everywhere in Landscape.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "glasscape/landscape/landscape.hpp"

namespace glasscape {

enum class EdgeSharing {
    signed_edges,  ///< s_e = +-1, independent
    plain          ///< s_e = 1, the paper's
};
enum class Gates { mean, bernoulli, softplus };

struct SharedNetworkOptions {
    int unique = 6;         ///< Lambda, the N of the landscape
    int depth = 3;          ///< p
    int width = 4;          ///< n
    int inputs = 12;        ///< d, of the input layer
    double openness = 0.5;  ///< rho
    EdgeSharing sharing = EdgeSharing::signed_edges;
    Gates gates = Gates::mean;
    int averaged_inputs = 1;  ///< m, inputs that H averages over; 1 with mean gates
    double sharpness = 1.0;   ///< kappa of softplus
};

/// Throws std::invalid_argument for sizes below 1 (unique below 2), an openness outside (0, 1], or more
/// monomials than 1e6.
void require_sensible(const SharedNetworkOptions& options);

/// Weight and sign of every edge, W_1 first ([input][unit]), then W_2 .. W_p ([from][to]).
struct EdgeAssignment {
    std::vector<int> weight;
    std::vector<int> sign;
};

/// Indices e mod Lambda, shuffled, and signs; of (seed, disorder stream, sample).
EdgeAssignment draw_assignment(const SharedNetworkOptions& options, std::uint64_t seed, std::uint64_t sample);

/// Features of H given an assignment, each a landscape of its own: H = sum_i x_i feature_i with standard
/// normal x. Mean gates: d of them; Bernoulli: m d; softplus: m (gates and inputs from the same sample's
/// stream).
std::vector<std::unique_ptr<Landscape>> draw_features(const SharedNetworkOptions& options,
                                                      const EdgeAssignment& assignment, std::uint64_t seed,
                                                      std::uint64_t sample);

/// sum_i x_i feature_i for polynomial features (mean or Bernoulli gates) or any others.
std::unique_ptr<Landscape> combine_features(std::vector<std::unique_ptr<Landscape>> features,
                                            std::span<const double> x);

/// The whole thing: assignment, features and x of one sample.
std::unique_ptr<Landscape> draw_shared_network(const SharedNetworkOptions& options, std::uint64_t seed,
                                               std::uint64_t sample);

}  // namespace glasscape
