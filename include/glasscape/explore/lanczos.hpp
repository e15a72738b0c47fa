// Spectrum of a symmetric operator that is known by its products with vectors (Lanczos 1950; stochastic
// quadrature: Golub, Meurant 2010, ch. 11).
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace glasscape {

/// result = A v.
using SymmetricOperator = std::function<void(std::span<const double> v, std::span<double> result)>;

struct LanczosOptions {
    int steps = 60;  ///< products per probe; at most the dimension
    int probes = 4;  ///< random starting vectors
    std::uint64_t seed = 1;
};

struct LanczosSpectrum {
    /// Nodes and weights of the quadrature averaged over probes: (1/n) tr f(A) is about sum w f(node).
    std::vector<double> nodes;
    std::vector<double> weights;
    double lowest = 0.0;
    double highest = 0.0;
    /// |A v - value v| of these two: a distance within which an eigenvalue lies (for symmetric A).
    double lowest_residual = 0.0;
    double highest_residual = 0.0;
    /// Mean eigenvalue and rms eigenvalue, with standard errors over probes (0 for one probe).
    double mean = 0.0;
    double mean_error = 0.0;
    double rms = 0.0;
    double rms_error = 0.0;
};

/// Full reorthogonalisation: O(probes (steps products + steps^2 dimension)). Throws std::invalid_argument for
/// a dimension, steps or probes below 1.
LanczosSpectrum lanczos_spectrum(std::int64_t dimension, const SymmetricOperator& apply,
                                 const LanczosOptions& options);

/// Weight of the nodes below `value`, each node counted half at itself.
double mass_below(const LanczosSpectrum& spectrum, double value);

/// The quadrature as a density at `value`: every node a Gaussian of this width.
double smoothed_density(const LanczosSpectrum& spectrum, double value, double width);

}  // namespace glasscape
