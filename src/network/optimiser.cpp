#include "glasscape/network/optimiser.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

namespace glasscape {
namespace {

template <class T>
std::size_t numbers_in(const Parameter<T>& parameter) {
    return static_cast<std::size_t>(parameter.rows) * static_cast<std::size_t>(parameter.stride);
}

}  // namespace

double learning_rate(const OptimiserOptions& options, std::int64_t step, std::int64_t steps) {
    double rate = options.learning_rate;
    if (step < options.warmup) rate *= static_cast<double>(step + 1) / static_cast<double>(options.warmup);
    const double done = static_cast<double>(step) / static_cast<double>(std::max<std::int64_t>(1, steps));
    switch (options.schedule) {
        case Schedule::constant:
            break;
        case Schedule::cosine:
            return rate * 0.5 * (1.0 + std::cos(std::numbers::pi * done));
        case Schedule::steps:
            return rate * (done >= 0.75 ? 0.01 : done >= 0.5 ? 0.1 : 1.0);
    }
    return rate;
}

template <class T>
Optimiser<T>::Optimiser(const OptimiserOptions& options, std::vector<Parameter<T>> parameters)
    : options_(options), parameters_(std::move(parameters)) {
    for (const auto& parameter : parameters_) {
        const auto count = numbers_in(parameter);
        if (options.kind != OptimiserKind::rmsprop) first_.emplace_back(count);
        if (options.kind != OptimiserKind::sgd) second_.emplace_back(count);
    }
}

template <class T>
void Optimiser<T>::step(double rate) {
    ++steps_;
    for (std::size_t p = 0; p < parameters_.size(); ++p) {
        const auto& parameter = parameters_[p];
        if (const T decay = static_cast<T>(options_.weight_decay); decay > T{0} && parameter.is_weight)
            for (std::size_t i = 0; i < numbers_in(parameter); ++i)
                parameter.gradients[i] += decay * parameter.values[i];
        descend(p, rate * parameter.rate);
        std::fill_n(parameter.gradients, numbers_in(parameter), T{0});
    }
}

template <class T>
void Optimiser<T>::descend(std::size_t p, double rate) {
    const T b1 = static_cast<T>(options_.momentum);
    const T b2 = static_cast<T>(options_.second_momentum);
    const T eta = static_cast<T>(rate);
    constexpr T small = static_cast<T>(1e-8);
    const std::size_t count = numbers_in(parameters_[p]);
    T* w = parameters_[p].values;
    const T* g = parameters_[p].gradients;
    switch (options_.kind) {
        case OptimiserKind::sgd: {
            T* m = first_[p].data();
            for (std::size_t i = 0; i < count; ++i) {
                m[i] = b1 * m[i] + g[i];
                w[i] -= eta * m[i];
            }
            return;
        }
        case OptimiserKind::rmsprop: {
            T* s = second_[p].data();
            for (std::size_t i = 0; i < count; ++i) {
                s[i] = b2 * s[i] + (T{1} - b2) * g[i] * g[i];
                w[i] -= eta * g[i] / (std::sqrt(s[i]) + small);
            }
            return;
        }
        case OptimiserKind::adam:
            break;
    }
    T* m = first_[p].data();
    T* s = second_[p].data();
    const auto power = static_cast<double>(steps_);
    const T first_share = static_cast<T>(1.0 / (1.0 - std::pow(options_.momentum, power)));
    const T second_share = static_cast<T>(1.0 / (1.0 - std::pow(options_.second_momentum, power)));
    for (std::size_t i = 0; i < count; ++i) {
        m[i] = b1 * m[i] + (T{1} - b1) * g[i];
        s[i] = b2 * s[i] + (T{1} - b2) * g[i] * g[i];
        w[i] -= eta * (m[i] * first_share) / (std::sqrt(s[i] * second_share) + small);
    }
}

template <class T>
std::vector<Parameter<T>> Optimiser<T>::state() {
    std::vector<Parameter<T>> list;
    const auto add = [&](const Parameter<T>& parameter, const std::string& what, AlignedVector<T>& values) {
        Parameter<T> view = parameter;
        view.gradients = nullptr;
        view.name = what + parameter.name;
        view.values = values.data();
        list.push_back(view);
    };
    for (std::size_t p = 0; p < parameters_.size(); ++p) {
        if (!first_.empty()) add(parameters_[p], "momentum of ", first_[p]);
        if (!second_.empty()) add(parameters_[p], "second moment of ", second_[p]);
    }
    return list;
}

template class Optimiser<float>;
template class Optimiser<double>;

}  // namespace glasscape
