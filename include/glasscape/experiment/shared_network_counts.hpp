// Critical points counted in small networks of shared weights against what mixtures and exact Kac-Rice say.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "glasscape/shared_weights/anisotropic_kac_rice.hpp"
#include "glasscape/shared_weights/measured_mixture.hpp"
#include "glasscape/shared_weights/shared_network.hpp"
#include "glasscape/table/table.hpp"
#include "glasscape/verdict/verdicts.hpp"

namespace glasscape {

struct NetworkCountRequest {
    SharedNetworkOptions network{};  ///< sharing is set to each in turn
    std::vector<EdgeSharing> sharings{EdgeSharing::signed_edges, EdgeSharing::plain};
    std::int64_t samples = 300;
    std::int64_t kac_rice_disorders = 30'000;
    std::int64_t covariance_disorders = 4000;
    bool control = true;  ///< also count isotropic samples of the path-count mixture
    std::uint64_t seed = 1;
};

/// Throws std::invalid_argument for sizes that make no sense, and for networks that depend on so few
/// combinations of the weights that their critical points are manifolds.
void require_countable(const NetworkCountRequest& request);

/// Mean counts, by index at [k], the total last.
struct MeanCounts {
    std::vector<double> mean;
    std::vector<double> std_error;
};

/// What one kind of sharing gave.
struct NetworkCounts {
    EdgeSharing sharing;
    MeanCounts counted;           ///< over samples that are not degenerate
    std::vector<double> totals;   ///< number of critical points of each of them
    std::int64_t samples = 0;     ///< of them
    std::int64_t degenerate = 0;  ///< samples with an eigenvalue of the Hessian that vanishes to rounding
    std::int64_t euler_ok = 0;    ///< samples whose Euler characteristic is right
    std::int64_t incomplete = 0;  ///< samples that did not meet the stopping rules; they are counted
    AnisotropicEstimate exact;    ///< of the very network, no isotropy assumed
    MeasuredMixture measured;     ///< nu-hat
    MeanCounts from_measured;     ///< isotropic counts of nu-hat
};

struct NetworkCountResult {
    std::vector<NetworkCounts> networks;
    MeanCounts paper;       ///< isotropic counts of eps_r ~ binom(p-1,r-1) beta^r, beta = rho n/sqrt(Lambda)
    MeanCounts path_count;  ///< of weights ~ binom(p-1,r-1) (n rho^2)^r (n rho for Bernoulli gates)
    std::string paper_spec;
    std::string path_count_spec;
    std::optional<MeanCounts> control;  ///< counted in isotropic samples of the path-count mixture
    std::vector<double> control_totals{};
};

NetworkCountResult count_network_points(const NetworkCountRequest& request);

/// One claim per sharing and prediction, the Euler identities and the control.
std::vector<Claim> count_claims(const NetworkCountResult& result);

/// One row per sharing and index: counted, exact, and every mixture's prediction.
Table count_profile_table(const NetworkCountResult& result);

}  // namespace glasscape
