#include "network/losses.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include <Eigen/Core>

namespace glasscape {
namespace {

template <class T>
using Row = Eigen::Map<Eigen::Array<T, 1, Eigen::Dynamic>>;
template <class T>
using ConstRow = Eigen::Map<const Eigen::Array<T, 1, Eigen::Dynamic>>;

template <class T>
double cross_entropy(const Panel<T>& outputs, std::span<const int> labels, Panel<T>& gradient) {
    const int samples = outputs.samples();
    const T share = T{1} / static_cast<T>(samples);
    Eigen::Array<T, 1, Eigen::Dynamic> largest = ConstRow<T>(outputs.row(0), samples);
    for (int k = 1; k < outputs.features(); ++k)
        largest = largest.max(ConstRow<T>(outputs.row(k), samples));
    Eigen::Array<T, 1, Eigen::Dynamic> sums = Eigen::Array<T, 1, Eigen::Dynamic>::Zero(samples);
    for (int k = 0; k < outputs.features(); ++k) {
        Row<T> row(gradient.row(k), samples);
        row = (ConstRow<T>(outputs.row(k), samples) - largest).exp();
        sums += row;
    }
    const Eigen::Array<T, 1, Eigen::Dynamic> factors = share / sums;
    for (int k = 0; k < outputs.features(); ++k)
        Row<T>(gradient.row(k), samples) *= factors;
    double loss = 0.0;
    for (int b = 0; b < samples; ++b) {
        const int label = labels[static_cast<std::size_t>(b)];
        loss += std::log(static_cast<double>(sums[b])) + static_cast<double>(largest[b] - outputs(label, b));
        gradient(label, b) -= share;
    }
    return loss / samples;
}

}  // namespace

template <class T>
double loss_and_gradient(Loss loss, const Panel<T>& outputs, std::span<const int> labels,
                         Panel<T>& gradient) {
    const int samples = outputs.samples();
    gradient.resize(outputs.features(), samples);
    if (loss == Loss::cross_entropy) return cross_entropy(outputs, labels, gradient);
    double sum = 0.0;
    for (int b = 0; b < samples; ++b) {
        const double sign = labels[static_cast<std::size_t>(b)] == 0 ? -1.0 : 1.0;
        const double gap = 1.0 - sign * static_cast<double>(outputs(0, b));
        const double other_side = loss == Loss::hinge ? 0.0 : 1.0;
        sum += gap > 0.0 ? gap : -other_side * gap;
        gradient(0, b) = static_cast<T>(sign * (gap > 0.0 ? -1.0 : other_side) / samples);
    }
    return sum / samples;
}

template <class T>
double accuracy(Loss loss, const Panel<T>& outputs, std::span<const int> labels) {
    const auto samples = static_cast<std::size_t>(outputs.samples());
    std::vector<T> largest(outputs.row(0), outputs.row(0) + samples);
    std::vector<int> best(samples, 0);
    if (loss != Loss::cross_entropy)
        for (std::size_t b = 0; b < samples; ++b)
            best[b] = largest[b] > T{0} ? 1 : 0;
    for (int k = 1; k < outputs.features(); ++k) {
        const T* row = outputs.row(k);
        for (std::size_t b = 0; b < samples; ++b)
            if (row[b] > largest[b]) {
                largest[b] = row[b];
                best[b] = k;
            }
    }
    int right = 0;
    for (std::size_t b = 0; b < samples; ++b)
        right += best[b] == labels[b] ? 1 : 0;
    return static_cast<double>(right) / outputs.samples();
}

template double accuracy<float>(Loss, const Panel<float>&, std::span<const int>);
template double accuracy<double>(Loss, const Panel<double>&, std::span<const int>);
template double loss_and_gradient<float>(Loss, const Panel<float>&, std::span<const int>, Panel<float>&);
template double loss_and_gradient<double>(Loss, const Panel<double>&, std::span<const int>, Panel<double>&);

}  // namespace glasscape
