#include "glasscape/trajectory/anchored_path.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <vector>

#include <fmt/format.h>

#include "trajectory/anchor_data.hpp"
#include "trajectory/covariance_series.hpp"
#include "trajectory/variates.hpp"

namespace glasscape {

PathTolerances tolerances_for(const Mixture& mixture, double size) {
    constexpr double large = 1e4;
    if (size >= large) return {1e-8, 1e-4};
    PathTolerances tolerances{1e-6, 1e-4};
    // Discarded in-span noise of a typical basis against what is resolved outside it.
    constexpr double typical_dimension = 100.0;
    constexpr double harmless = 100.0;
    const double ratio = tolerances.in_span * (mixture.nu1() + mixture.nu2()) * typical_dimension /
                         (tolerances.transverse * mixture.nu1() * size);
    if (ratio > harmless) tolerances.in_span = 1e-6;
    return tolerances;
}

class AnchoredPath::Sampler {
  public:
    Sampler(const Mixture& mixture, double size, std::uint64_t seed, std::uint64_t sample,
            const PathTolerances& tolerances, double batch_noise)
        : mixture_(mixture),
          data_(mixture, tolerances.transverse / 100.0, BatchCovariance(batch_noise)),
          nu1_(mixture.nu1()),
          size_(size),
          tolerances_(tolerances),
          in_span_variance_(tolerances.in_span * (mixture.nu1() + mixture.nu2())),
          variates_(seed, Stream::disorder, sample) {
        if (!(size >= 2.0))
            throw std::invalid_argument(fmt::format("size {}: at least 2 spins are needed", size));
        for (const double tolerance : {tolerances.transverse, tolerances.in_span})
            if (!(tolerance > 0.0 && tolerance < 1.0))
                throw std::invalid_argument(
                    fmt::format("tolerance {}: it must lie between 0 and 1", tolerance));
    }

    double size() const { return size_; }
    int dimension() const { return data_.dimension(); }
    int anchors() const { return data_.anchors(); }
    double discarded() const { return discarded_; }

    SeenPoint look(std::span<const double> point, int batch) {
        const auto view = data_.view(point, batch);
        require_sound(view);
        const bool bounded = data_.dimension() < size_;
        if (bounded && view.variance <= tolerances_.transverse * nu1_) {
            discarded_ = std::max(discarded_, view.variance / nu1_);
            return seen(data_.predict(view));
        }
        auto values = data_.draw_in_span(view, in_span_variance_, variates_);
        if (bounded) values.gradient.push_back(data_.draw_transverse(view, size_, variates_));
        data_.finish_anchor();
        return seen(values);
    }

    BorderedGoe hessian(std::span<const double> point, std::uint64_t seed) const {
        constexpr int jointly = 60;
        const auto view = data_.view(point);
        Variates variates(seed, Stream::disorder, 0);
        const auto gradient = data_.predict(view).gradient;
        const double radial =
            view.point.dot(Eigen::Map<const Eigen::VectorXd>(gradient.data(), view.point.size())) /
            std::sqrt(size_);
        return glasscape::tangent_hessian(data_.draw_hessian(view, jointly, tolerances_.in_span, variates),
                                          mixture_, size_, radial);
    }

    bool add_direction() {
        if (data_.dimension() >= size_) return false;
        data_.append_direction(0.0);
        return true;
    }

  private:
    SeenPoint seen(AnchorValues values) const {
        return {values.energy / std::sqrt(size_), std::move(values.gradient)};
    }

    void require_sound(const PathView& view) const {
        constexpr double rounding = 10.0;
        if (view.variance < -rounding * data_.nugget())
            throw std::runtime_error(fmt::format(
                "anchor {}: the conditional variance is {:.2g} of a gradient's, which rounding cannot "
                "explain: "
                "the tolerances {:.2g} and {:.2g} are too small for this path",
                data_.anchors() + 1, view.variance / nu1_, tolerances_.transverse, tolerances_.in_span));
    }

    Mixture mixture_;
    AnchorData data_;
    double nu1_;
    double size_;
    PathTolerances tolerances_;
    double in_span_variance_;
    Variates variates_;
    double discarded_ = 0.0;
};

AnchoredPath::AnchoredPath(const Mixture& mixture, double size, std::uint64_t seed, std::uint64_t sample,
                           const PathTolerances& tolerances, double batch_noise)
    : sampler_(std::make_unique<Sampler>(mixture, size, seed, sample, tolerances, batch_noise)) {}
AnchoredPath::~AnchoredPath() = default;

double AnchoredPath::size() const {
    return sampler_->size();
}
int AnchoredPath::dimension() const {
    return sampler_->dimension();
}
SeenPoint AnchoredPath::look(std::span<const double> point, int batch) {
    return sampler_->look(point, batch);
}
BorderedGoe AnchoredPath::tangent_hessian(std::span<const double> point, std::uint64_t seed) const {
    return sampler_->hessian(point, seed);
}
bool AnchoredPath::add_direction() {
    return sampler_->add_direction();
}
double AnchoredPath::discarded_variance() const {
    return sampler_->discarded();
}
int AnchoredPath::anchors() const {
    return sampler_->anchors();
}

}  // namespace glasscape
