// The semicircle law on [-2, 2] and the large-deviation rate of the extreme eigenvalue of a GOE matrix.
#pragma once

namespace glasscape {

/// Mass of the semicircle law below t: 1/2 + t sqrt(4 - t^2)/(4 pi) + asin(t/2)/pi; 0 and 1 outside.
double semicircle_mass(double t);

/// t in [-2, 2] with semicircle_mass(t) = mass, to rounding. Throws std::invalid_argument unless mass lies in
/// [0, 1].
double semicircle_quantile(double mass);

/// w >= 0 with |t| = 2 cosh w, the natural coordinate outside the bulk; 0 inside. Accurate at the edge.
double bulk_distance(double t);

/// (sinh 2w - 2w)/2, the rate I of the largest eigenvalue at t = 2 cosh w: P ~ exp(-N I). Small w keep their
/// digits.
double edge_rate_at(double w);

/// I(|t|), 0 inside the bulk (Ben Arous, Dembo, Guionnet 2001).
double edge_rate(double t);

/// Omega(t) = int log|t - l| semicircle(dl) = t^2/4 - 1/2 - I(|t|), evaluated without cancellation at large
/// |t|.
double log_potential(double t);

}  // namespace glasscape
