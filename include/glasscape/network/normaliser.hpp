// Normalisations: maps of a batch whose scale plays the part of the paper's lambda_l/sigma_l.
//
// Notation: x is features x samples (Panel), B samples, mu_j and v_j the mean and the biased variance of
// feature j over the batch, xh = (x - mu)/sqrt(v + eps). The kinds, with their parameters (initial values):
//
//     none                  x
//     paper_scale           (lambda/sigma) x, sigma = mean_j sqrt(v_j + eps) (Littwin, Wolf 2016, eq. 20);
//                           lambda (1)
//     paper_scale_stopgrad  the same, sigma a constant in backward
//     paper_scale_centred   (lambda/sigma) (x - mu)
//     skip_init             alpha x (De, Smith 2020); alpha (0)
//     batch_norm            gamma xh + beta (Ioffe, Szegedy 2015); gamma (1), beta (0)
//     layer_norm            the same with statistics over the features of a sample (Ba et al. 2016)
//     group_norm            over the features of each of `groups` contiguous groups (Wu, He 2018)
//     rms_norm              gamma x/sqrt(mean_j x_j^2 + eps) (Zhang, Sennrich 2019)
//     cond_batch_norm       gamma_c[k] xh + beta_c[k], k the condition of the sample (de Vries et al. 2017);
//                           gamma_c (N(1, 0.02^2))
//     cond_group_norm       the same after group statistics
//     sandwich_bn           gamma_c[k] (gamma xh + beta) + beta_c[k] (Gong et al. 2021)
//     iter_norm             gamma W (x - mu) + beta, W the T-th Newton step towards the inverse root of
//                           the covariance of each group (Huang et al. 2019)
//     swbn_kl, swbn_fro     gamma W xh + beta, W whitening slowly by steps of size alpha (Zhang et al. 2021)
//     aux_bn                as cond_batch_norm with statistics of each condition's own samples (Xie et al. 2020)
//     sandwich_aux_bn       as sandwich_bn, the same (Gong et al. 2021)
//     kalman_norm           gamma (x - m)/sqrt(v + eps) + beta, statistics of a group mixed with what the
//                           layer below lets expect (Wang et al. 2018)
//     weight_norm           g_j v_j.x/|v_j| + b_j, a linear map itself (Salimans, Kingma 2016)
//     weight_norm_strict_trelu  max(u - alpha, 0) + alpha, u_j = v_j.x/sqrt(|v_j|^2 + eps) (Xiang, Li 2017)
//     weight_norm_tprelu    the same below alpha with slope a: u > alpha ? u : alpha + a (u - alpha), a clamped to
//                           [0, 1]; a (0.25), alpha (0)
//     weight_norm_affine    gamma u + beta
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "glasscape/network/annotations.hpp"
#include "glasscape/network/panel.hpp"
#include "glasscape/network/parameter.hpp"

namespace glasscape {

enum class NormKind {
    none,
    paper_scale,
    paper_scale_stopgrad,
    paper_scale_centred,
    skip_init,
    batch_norm,
    layer_norm,
    group_norm,
    rms_norm,
    cond_batch_norm,
    cond_group_norm,
    sandwich_bn,
    aux_bn,
    sandwich_aux_bn,
    iter_norm,
    swbn_kl,
    swbn_fro,
    kalman_norm,
    weight_norm,
    weight_norm_strict_trelu,
    weight_norm_tprelu,
    weight_norm_affine
};

/// Throws std::invalid_argument that lists the names there are.
NormKind norm_kind(std::string_view name);
std::string_view norm_name(NormKind kind);
std::span<const std::string_view> norm_names();

/// The kinds that hold a linear map of their own.
bool replaces_weights(NormKind kind);

/// The kinds whose output for a sample depends on the other samples of its batch.
bool uses_batch_statistics(NormKind kind);

/// The kinds whose scale depends on a condition of each sample.
bool is_conditional(NormKind kind);

/// How running statistics follow the groups of a ghost batch: one update by the mean over groups (an unbiased
/// estimate), by the first group alone, or one update a group in order.
enum class GhostAverage { mean, first_group, sequential };
/// When kalman_norm drops its prior: pv/v of 100 or more in the mean over all groups and units, for the whole
/// layer (release); sum_s pv >= 100 sum_s (v + eps) over the groups of a unit, for that unit; never.
enum class PriorGuard { release, per_unit, none };
/// What a layer of kalman_norm tells the next: moments of the signal it puts out, (beta, gamma^2), or those
/// that it normalises by, as the authors' release does.
enum class KalmanSignal { normalised, raw };
/// What a layer of kalman_norm expects: what the layers between make of the moments below, or the statistics that the
/// normaliser below took, unchanged.
enum class KalmanTransition { layer, identity };

struct NormOptions {
    NormKind kind = NormKind::paper_scale;
    double epsilon = 1e-5;
    double momentum = 0.1;  ///< of running statistics: s <- (1 - momentum) s + momentum s_batch
    int groups = 1;         ///< group_norm, cond_group_norm, iter_norm
    int steps = 5;          ///< T of iter_norm
    double rate = 1e-2;     ///< alpha of swbn
    /// Samples of a group whose statistics are taken together in training, of batch_norm, cond_batch_norm,
    /// sandwich_bn and kalman_norm; must divide the batch. 0: the whole batch.
    int ghost = 0;
    GhostAverage ghost_average = GhostAverage::mean;
    std::optional<double> mixing{};  ///< q of kalman_norm, in [0, 1); default_mixing if not given
    PriorGuard guard = PriorGuard::per_unit;
    KalmanSignal signal = KalmanSignal::normalised;
    bool prior_gradient = true;  ///< of kalman_norm: the prior is no constant in backward
    KalmanTransition transition = KalmanTransition::layer;
};

/// q of kalman_norm: 0.9 in groups of up to 8 samples, 0.05 in larger ones (ghost 0).
double default_mixing(int ghost);

/// A mixing for another size of ghost batches: none given where it stood at the default of ghost batches of `before`.
std::optional<double> mixing_without_ghost(std::optional<double> mixing, int before);

/// What a kind starts from; others keep the values above.
NormOptions default_options(NormKind kind);
/// The same options for another kind; what stood at the default of the old one stands at that of the new.
NormOptions with_kind(NormOptions options, NormKind kind);

/// The same options with ghost batches of this size; a mixing that stood at its default stands there again.
NormOptions with_ghost(NormOptions options, int ghost);

/// What the scale that stands for lambda_l starts from: 0 for skip_init, else 1.
double starting_scale(NormKind kind);

enum class NormMode {
    train,    ///< statistics of the batch, followed by the running ones
    batch,    ///< statistics of the batch, nothing is updated
    evaluate  ///< running statistics
};

/// Means and variances of units by group of samples, units x groups.
template <class T>
struct GroupMoments {
    Panel<T> mean;
    Panel<T> variance;
};

/// W of a layer with its gradients: entry (i, j) at i stride + j output_stride, inputs x outputs.
template <class T>
struct LinearMap {
    const T* weights = nullptr;
    T* gradients = nullptr;
    int stride = 0;
    int inputs = 0;
    int outputs = 0;
    int output_stride = 1;

    std::ptrdiff_t place(int input, int output) const {
        return std::ptrdiff_t{input} * stride + std::ptrdiff_t{output} * output_stride;
    }
};

template <class T>
class Normaliser {
  public:
    virtual ~Normaliser() = default;

    /// out = N(x). `conditions`, one a sample, serve conditional kinds, which throw std::invalid_argument
    /// without them; others do not look at them.
    virtual void forward(const Panel<T>& x, std::span<const Condition> conditions, NormMode mode,
                         Panel<T>& out) = 0;

    /// The data-dependent start of weight_norm and weight_norm_affine; others have none.
    virtual void start_from(const Panel<T>& /*x*/) {}

    /// Gradient by x from the gradient by out of the last forward on batch statistics, of the same x; adds to
    /// the gradients of the parameters.
    virtual void backward(const Panel<T>& x, const Panel<T>& grad_out, Panel<T>& grad_x) = 0;

    /// The map of the last forward with its statistics and gates frozen: N(x) = linear(x) + a constant. Means
    /// over the batch belong to the linear part, running means to the constant.
    virtual void linear(const Panel<T>& x, Panel<T>& out) const = 0;
    /// Its transpose.
    virtual void linear_transposed(const Panel<T>& grad_out, Panel<T>& grad_x) const = 0;
    /// The factors of `linear` where it does no more than multiply each unit by one.
    virtual std::optional<std::vector<T>> unit_factors() const { return std::nullopt; }
    /// Whether the constant can differ from 0.
    virtual bool has_constant() const { return false; }

    /// The factor that stands for lambda_l/sigma_l, of each unit (averaged over samples where it depends on
    /// them).
    virtual std::vector<double> factors() const = 0;

    /// The parameter that stands for lambda_l, if there is one: what initial_scale starts (a matrix of conditions
    /// is multiplied by it) and logs show the mean of.
    virtual std::optional<Parameter<T>> scale() { return std::nullopt; }
    /// Whether its output has been through a rectifier of its own, in the place of the layer's.
    virtual bool rectifies_itself() const { return false; }

    virtual std::vector<Parameter<T>> parameters() { return {}; }
    /// Running statistics and state.
    virtual std::vector<Parameter<T>> buffers() { return {}; }

    /// The layer below and the map between, which stays where it is until lead_back: kalman_norm makes its
    /// prior from them, others ignore it.
    virtual void follow(const Normaliser& /*below*/, const LinearMap<T>& /*map*/) {}
    /// After backward: gradients through the prior, into the map and the layer below.
    virtual void lead_back(Normaliser& /*below*/) {}
};

/// Throws std::invalid_argument for options that make no sense: groups that do not divide the units, one unit
/// a group of group_norm, mixing outside [0, 1), ghost batches of a kind that has none.
void require_sensible(const NormOptions& options, int units);

/// Shape and start of one normaliser. gamma_c is drawn from (seed, start stream, index).
struct NormShape {
    int inputs;  ///< differs from units for kinds with weights only
    int units;
    int conditions;  ///< of conditional kinds
    std::uint64_t seed = 1;
    std::uint64_t index = 0;
    bool after_gate = false;  ///< the kind acts on rectified pre-activations
};

/// Throws as require_sensible.
template <class T>
std::unique_ptr<Normaliser<T>> make_normaliser(const NormOptions& options, const NormShape& shape);

extern template std::unique_ptr<Normaliser<float>> make_normaliser<float>(const NormOptions&,
                                                                          const NormShape&);
extern template std::unique_ptr<Normaliser<double>> make_normaliser<double>(const NormOptions&,
                                                                            const NormShape&);

}  // namespace glasscape
