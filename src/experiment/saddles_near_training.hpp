// Critical points of the training loss near the path of training, in small smooth networks, against the curve
// of index and energy that a mixture has.
#pragma once

#include <cstdint>
#include <vector>

#include "glasscape/mixture/mixture.hpp"
#include "glasscape/table/table.hpp"

#include "shared_weights/smooth_loss.hpp"

namespace glasscape {

struct TrainedPointsRequest {
    /// 16 unique weights, depth 3, width 5, 8 inputs, 40 points with their labels.
    SharedNetworkOptions network{16, 3, 5, 8, 0.5, EdgeSharing::signed_edges, Gates::softplus, 40, 1.0};
    Labels labels = Labels::separable;
    std::int64_t samples = 24;                                         ///< networks with data
    std::vector<std::int64_t> checkpoints{0, 1, 3, 10, 30, 100, 300};  ///< steps of gradient descent
    std::int64_t measured_on = 400;                                    ///< samples for the measured mixture
    std::uint64_t seed = 1;
};

/// One critical point, searched for from a checkpoint of gradient descent on the sphere. Energies are losses
/// less their mean over the sphere, over their standard deviation there times sqrt N: H/N of a mixture.
struct TrainedPoint {
    std::int64_t sample;
    std::int64_t step;
    double start_energy;    ///< of the checkpoint
    bool found;             ///< the search converged
    double energy;          ///< of the critical point
    double index_fraction;  ///< index/(N - 1)
    double gradient_norm;   ///< |P grad H|/sqrt N
    double overlap;         ///< with the checkpoint
    double predicted[3];    ///< index fraction by the mixtures: measured, paper, paths
};

std::vector<TrainedPoint> points_along_training(const TrainedPointsRequest& request);

/// The most likely fraction of negative Hessian eigenvalues at energy u, N -> infinity: what the radial
/// derivative that maximises the annealed complexity leaves of the semicircle.
double typical_index_fraction(const Mixture& mixture, double u);

/// One row a point found.
Table trained_points_table(std::vector<TrainedPoint> points);

/// One row a checkpoint and mixture: index fraction found against predicted at the same energies.
Table index_energy_table(const std::vector<TrainedPoint>& points);

}  // namespace glasscape
