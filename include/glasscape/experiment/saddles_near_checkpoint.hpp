// Critical points of a trained network's loss near its weights, beside the index that its mixture has at their
// energy.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "glasscape/table/table.hpp"
#include "glasscape/training/trained_network.hpp"

namespace glasscape {

struct CheckpointSaddlesRequest {
    NetworkSource source;
    int points = 256;     ///< held out, of the loss
    int starts = 4;       ///< the checkpoint, and others an angle of `spread` from it
    double spread = 0.1;  ///< rad
    int subspace = 100;   ///< of the Krylov search
    int steps = 100;      ///< of the search
    int probes = 8;       ///< of Lanczos, for the index where N is large
    std::uint64_t seed = 1;
};

/// Where one search ended. Energies are losses less their mean over the sphere of the weights (everything that
/// the optimiser moved, at the length it has), over their standard deviation there times sqrt N: H/N of a
/// mixture.
struct CheckpointSaddle {
    int start;  ///< 0: the checkpoint
    bool converged;
    int steps;
    double start_loss;
    double loss;
    double start_energy;
    double energy;
    double start_gradient_norm;  ///< |P grad H|/sqrt N
    double gradient_norm;
    double index;        ///< eigenvalues of the tangent Hessian below minus a thousandth of the highest
    double index_error;  ///< 0: counted, else the standard error over probes
    double index_fraction;
    double overlap;    ///< with the checkpoint
    double predicted;  ///< index fraction of the mixture at this energy; NaN where it has no points
};

struct CheckpointSaddles {
    std::string spec;  ///< the mixture of the checkpoint's measured scales
    int size = 0;      ///< N
    std::vector<CheckpointSaddle> points;
};

/// Searches by Hessian-vector products, one start after the other. Throws std::invalid_argument as
/// load_trained_network does.
CheckpointSaddles saddles_near_checkpoint(const CheckpointSaddlesRequest& request);

Table checkpoint_saddles_table(const CheckpointSaddles& saddles);

}  // namespace glasscape
