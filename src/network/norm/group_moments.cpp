#include "network/norm/group_moments.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "network/panel/panel_sums.hpp"
#include "network/panel/rows.hpp"

namespace glasscape {
namespace {

/// The standard normal density and distribution on both sides of a.
struct NormalAt {
    explicit NormalAt(double a)
        : density(std::exp(-0.5 * a * a) * std::numbers::inv_sqrtpi / std::numbers::sqrt2),
          below(0.5 * std::erfc(-a / std::numbers::sqrt2)),
          above(0.5 * std::erfc(a / std::numbers::sqrt2)) {}
    double density;
    double below;
    double above;
};

struct OneMoment {
    double mean;
    double variance;
};

OneMoment rectified_one(double mean, double variance) {
    if (variance <= 0.0) return {std::max(mean, 0.0), 0.0};
    const double deviation = std::sqrt(variance);
    const double a = mean / deviation;
    const NormalAt at(a);
    const double share =
        a > 0.0 ? at.below + a * a * at.above - a * at.density - std::pow(at.density - a * at.above, 2)
                : (1.0 + a * a) * at.below + a * at.density - std::pow(a * at.below + at.density, 2);
    return {mean * at.below + deviation * at.density, variance * std::max(share, 0.0)};
}

OneMoment rectified_one_back(double mean, double variance, OneMoment grad) {
    if (variance <= 0.0) return {mean > 0.0 ? grad.mean : 0.0, mean > 0.0 ? grad.variance : 0.0};
    const double deviation = std::sqrt(variance);
    const NormalAt at(mean / deviation);
    const double image = mean * at.below + deviation * at.density;
    return {at.below * grad.mean + 2.0 * image * at.above * grad.variance,
            at.density / (2.0 * deviation) * grad.mean +
                (at.below - image * at.density / deviation) * grad.variance};
}

template <class T>
GroupMoments<T> zeros_like(const GroupMoments<T>& moments, int units) {
    const int groups = moments.mean.samples();
    return {Panel<T>(units, groups), Panel<T>(units, groups)};
}

/// The only group, once for each of so many.
template <class T>
Panel<T> repeated(const Panel<T>& one, int groups) {
    Panel<T> all(one.features(), groups);
    for (int j = 0; j < all.features(); ++j)
        std::fill_n(all.row(j), groups, one(j, 0));
    return all;
}

template <class T>
Panel<T> summed(const Panel<T>& all) {
    Panel<T> sums(all.features(), 1);
    for (int j = 0; j < all.features(); ++j)
        sums(j, 0) = row_sum(all.row(j), all.samples());
    return sums;
}

}  // namespace

template <class T>
GroupMoments<T> rectified(const GroupMoments<T>& moments) {
    auto image = zeros_like(moments, moments.mean.features());
    for (int j = 0; j < image.mean.features(); ++j)
        for (int s = 0; s < image.mean.samples(); ++s) {
            const auto one = rectified_one(static_cast<double>(moments.mean(j, s)),
                                           static_cast<double>(moments.variance(j, s)));
            image.mean(j, s) = static_cast<T>(one.mean);
            image.variance(j, s) = static_cast<T>(one.variance);
        }
    return image;
}

template <class T>
GroupMoments<T> rectified_back(const GroupMoments<T>& moments, const GroupMoments<T>& grad) {
    auto by_moments = zeros_like(moments, moments.mean.features());
    for (int j = 0; j < by_moments.mean.features(); ++j)
        for (int s = 0; s < by_moments.mean.samples(); ++s) {
            const auto one = rectified_one_back(
                static_cast<double>(moments.mean(j, s)), static_cast<double>(moments.variance(j, s)),
                {static_cast<double>(grad.mean(j, s)), static_cast<double>(grad.variance(j, s))});
            by_moments.mean(j, s) = static_cast<T>(one.mean);
            by_moments.variance(j, s) = static_cast<T>(one.variance);
        }
    return by_moments;
}

template <class T>
GroupMoments<T> mapped(const LinearMap<T>& map, const GroupMoments<T>& moments) {
    auto image = zeros_like(moments, map.outputs);
    for (int i = 0; i < map.inputs; ++i)
        for (int j = 0; j < map.outputs; ++j) {
            const T w = map.weights[map.place(i, j)];
            for (int s = 0; s < image.mean.samples(); ++s) {
                image.mean(j, s) += w * moments.mean(i, s);
                image.variance(j, s) += w * w * moments.variance(i, s);
            }
        }
    return image;
}

template <class T>
GroupMoments<T> mapped_back(const LinearMap<T>& map, const GroupMoments<T>& moments,
                            const GroupMoments<T>& grad) {
    auto by_moments = zeros_like(moments, map.inputs);
    for (int i = 0; i < map.inputs; ++i)
        for (int j = 0; j < map.outputs; ++j) {
            const auto at = map.place(i, j);
            const T w = map.weights[at];
            T by_weight = 0;
            for (int s = 0; s < grad.mean.samples(); ++s) {
                by_moments.mean(i, s) += w * grad.mean(j, s);
                by_moments.variance(i, s) += w * w * grad.variance(j, s);
                by_weight += moments.mean(i, s) * grad.mean(j, s) +
                             T{2} * w * moments.variance(i, s) * grad.variance(j, s);
            }
            map.gradients[at] += by_weight;
        }
    return by_moments;
}

template <class T>
void add_moments(const GroupMoments<T>& part, GroupMoments<T>& sum) {
    add_panel(part.mean, sum.mean);
    add_panel(part.variance, sum.variance);
}

template <class T>
void gather_moments(const GroupMoments<T>& part, GroupMoments<T>& sum) {
    if (is_empty(part)) return;
    if (is_empty(sum)) {
        sum = part;
        return;
    }
    const int groups = std::max(part.mean.samples(), sum.mean.samples());
    const auto fitted = [groups](const GroupMoments<T>& moments) {
        if (moments.mean.samples() == groups) return moments;
        return GroupMoments<T>{repeated(moments.mean, groups), repeated(moments.variance, groups)};
    };
    sum = fitted(sum);
    add_moments(fitted(part), sum);
}

template <class T>
GroupMoments<T> gathered_back(const GroupMoments<T>& grad, int groups) {
    if (is_empty(grad) || grad.mean.samples() == groups) return grad;
    return {summed(grad.mean), summed(grad.variance)};
}

template GroupMoments<float> rectified<float>(const GroupMoments<float>&);
template GroupMoments<double> rectified<double>(const GroupMoments<double>&);
template GroupMoments<float> rectified_back<float>(const GroupMoments<float>&, const GroupMoments<float>&);
template GroupMoments<double> rectified_back<double>(const GroupMoments<double>&,
                                                     const GroupMoments<double>&);
template GroupMoments<float> mapped<float>(const LinearMap<float>&, const GroupMoments<float>&);
template GroupMoments<double> mapped<double>(const LinearMap<double>&, const GroupMoments<double>&);
template GroupMoments<float> mapped_back<float>(const LinearMap<float>&, const GroupMoments<float>&,
                                                const GroupMoments<float>&);
template GroupMoments<double> mapped_back<double>(const LinearMap<double>&, const GroupMoments<double>&,
                                                  const GroupMoments<double>&);
template void add_moments<float>(const GroupMoments<float>&, GroupMoments<float>&);
template void add_moments<double>(const GroupMoments<double>&, GroupMoments<double>&);
template void gather_moments<float>(const GroupMoments<float>&, GroupMoments<float>&);
template void gather_moments<double>(const GroupMoments<double>&, GroupMoments<double>&);
template GroupMoments<float> gathered_back<float>(const GroupMoments<float>&, int);
template GroupMoments<double> gathered_back<double>(const GroupMoments<double>&, int);

}  // namespace glasscape
