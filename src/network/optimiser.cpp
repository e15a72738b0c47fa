#include "glasscape/network/optimiser.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

namespace glasscape {

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
        const auto count =
            static_cast<std::size_t>(parameter.rows) * static_cast<std::size_t>(parameter.stride);
        first_.emplace_back(count);
        if (options.kind == OptimiserKind::adam) second_.emplace_back(count);
    }
}

template <class T>
void Optimiser<T>::step(double rate) {
    ++steps_;
    const T b1 = static_cast<T>(options_.momentum);
    const T b2 = static_cast<T>(options_.second_momentum);
    const auto power = static_cast<double>(steps_);
    const T first_share = static_cast<T>(1.0 / (1.0 - std::pow(options_.momentum, power)));
    const T second_share = static_cast<T>(1.0 / (1.0 - std::pow(options_.second_momentum, power)));
    for (std::size_t p = 0; p < parameters_.size(); ++p) {
        auto& parameter = parameters_[p];
        const T eta = static_cast<T>(rate * parameter.rate);
        T* w = parameter.values;
        T* g = parameter.gradients;
        T* m = first_[p].data();
        const std::size_t count = first_[p].size();
        if (const T decay = static_cast<T>(options_.weight_decay); decay > T{0} && parameter.is_weight)
            for (std::size_t i = 0; i < count; ++i)
                g[i] += decay * w[i];
        if (options_.kind == OptimiserKind::sgd) {
            for (std::size_t i = 0; i < count; ++i) {
                m[i] = b1 * m[i] + g[i];
                w[i] -= eta * m[i];
                g[i] = T{0};
            }
            continue;
        }
        T* s = second_[p].data();
        for (std::size_t i = 0; i < count; ++i) {
            m[i] = b1 * m[i] + (T{1} - b1) * g[i];
            s[i] = b2 * s[i] + (T{1} - b2) * g[i] * g[i];
            w[i] -= eta * (m[i] * first_share) / (std::sqrt(s[i] * second_share) + static_cast<T>(1e-8));
            g[i] = T{0};
        }
    }
}

template <class T>
std::vector<Parameter<T>> Optimiser<T>::state() {
    std::vector<Parameter<T>> list;
    for (std::size_t p = 0; p < parameters_.size(); ++p) {
        Parameter<T> view = parameters_[p];
        view.gradients = nullptr;
        view.name = "momentum of " + parameters_[p].name;
        view.values = first_[p].data();
        list.push_back(view);
        if (second_.empty()) continue;
        view.name = "second moment of " + parameters_[p].name;
        view.values = second_[p].data();
        list.push_back(view);
    }
    return list;
}

template class Optimiser<float>;
template class Optimiser<double>;

}  // namespace glasscape
