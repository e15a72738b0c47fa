// The exact spectrum of path lengths of a residual network, by the path polynomial.
//
// With the gates and the factors of the normalisers frozen at their values for a batch, every layer is a
// linear branch Br_l beside its skip, and the output is a sum over paths; a polynomial in t sorts them by the
// number r of branches they take:
//
//     H_1(t) = t Br_1(x),   H_l(t) = H_(l-1)(t) + t Br_l(H_(l-1)(t)),   y_r = readout of the t^r part
//
// so that sum_r y_r is the output, exactly. Backward, delta_(l-1)(t) = delta_l(t) + t W_l U_l(t) with U_l =
// D_l N_l^T delta_l sorts the gradient in the same way. A constant of a normaliser (a shift, a running mean)
// is a path that starts in its branch, r = 1.
//
//     S_r = E|y_r|^2/sum E|y_r|^2,   Q_r = E<y_r, y>/E|y|^2,   cross = E|y|^2/sum_r E|y_r|^2
//     G^w_r: share of sum_l |dL/dW_l through paths of length r|^2;   G^x_r: the same of dL/dx
//     (Veit et al. 2016)
//
// Centred shares are those of y_r less its mean over the samples: constants drop out.
#pragma once

#include <limits>
#include <span>
#include <vector>

#include "glasscape/network/residual_network.hpp"

namespace glasscape {

/// Branch scale of one layer on a batch.
struct LayerScale {
    double factor;      ///< f_l, mean over units
    double openness;    ///< rho_l, share of open gates
    double rms_weight;  ///< C_l
    double gain;        ///< sqrt(E|Br_l(h)|^2/E|h|^2)
    double beta;        ///< rho_l C_l sqrt(fan in) f_l, the paper's beta of this layer, with its sign
};

/// Of the parts by length of some whole, at [r - 1]; NaN where all parts vanish or the whole does.
struct LengthShares {
    std::vector<double> shares;         ///< S_r
    std::vector<double> signed_shares;  ///< Q_r
    double cross = std::numeric_limits<double>::quiet_NaN();
};

struct OutputSpectrum {
    std::vector<double> shares;         ///< S_r at [r - 1]
    std::vector<double> signed_shares;  ///< Q_r
    double cross = 0.0;
    double residual = 0.0;  ///< max |sum_r y_r - output| over max |output|: rounding
    std::vector<LayerScale> layers;
    LengthShares centred{};
};

struct GradientSpectrum {
    std::vector<double> weight_shares;  ///< G^w_r; empty where a normaliser holds the weights
    LengthShares input;                 ///< G^x_r
};

/// On the statistics of this batch (x: inputs x samples). p (p-1)/2 branch products.
template <class T>
OutputSpectrum output_spectrum(ResidualNetwork<T>& network, const Panel<T>& x, const Annotations& known);

/// About p^3/6 products of a panel with a panel besides; keeps p^2/2 panels.
template <class T>
GradientSpectrum gradient_spectrum(ResidualNetwork<T>& network, const Panel<T>& x, const Annotations& known);

/// Frozen parts y_r at [r - 1] and, if asked for, the gradients of W_1 by length (inputs x width, row-major):
/// what tests compare.
template <class T>
std::vector<Panel<T>> outputs_by_length(ResidualNetwork<T>& network, const Panel<T>& x,
                                        const Annotations& known);
template <class T>
std::vector<std::vector<T>> first_weight_gradients_by_length(ResidualNetwork<T>& network, const Panel<T>& x,
                                                             const Annotations& known);

/// The paper's beta of the skippable layers, l = 2..p.
std::vector<double> branch_betas(const OutputSpectrum& spectrum);

/// sum_r r shares[r - 1].
double mean_depth(std::span<const double> shares);

/// How paths of equal length add up: in amplitude (coherent, the paper's law: shares ~ squared coefficients
/// of t prod (1 + b_l t)), or in power (incoherent: coefficients of t prod (1 + b_l^2 t)).
enum class DepthLaw { coherent, incoherent };

/// Shares of lengths 1..b.size() + 1 under a law, one b_l per skippable layer. O(p^2).
std::vector<double> law_shares(DepthLaw law, std::span<const double> b);

/// The beta (same in all p - 1 skippable layers) for which the law has this mean depth: the
/// maximum-likelihood fit. 0 for depth 1, infinite for depth p.
double fitted_beta(DepthLaw law, int p, double depth);

/// A law fitted to shares of lengths 1..p by their mean.
struct LawFit {
    double beta;             ///< one in all skippable layers
    double total_variation;  ///< half the sum of |shares - law|: 0 if they agree, 1 if they share no length
};
/// NaN for shares that do not exist.
LawFit fit_law(DepthLaw law, std::span<const double> shares);

}  // namespace glasscape
