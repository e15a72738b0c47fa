#include "network/loss_hessian.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "glasscape/sphere/sphere.hpp"

namespace glasscape {
namespace {

/// visit(place in the array, number of the parameter) over what is no padding.
template <class Visit>
std::size_t for_each_entry(const Parameter<double>& parameter, std::size_t first, const Visit& visit) {
    for (int i = 0; i < parameter.rows; ++i)
        for (int j = 0; j < parameter.columns; ++j)
            visit(static_cast<std::size_t>(i) * static_cast<std::size_t>(parameter.stride) +
                      static_cast<std::size_t>(j),
                  first++);
    return first;
}

}  // namespace

LossHessian::LossHessian(ResidualNetwork<double>& network, const Panel<double>& x, const Annotations& known,
                         double distance)
    : network_(network), x_(x), known_(known), distance_(distance), parameters_(network.parameters()) {
    for (const auto& parameter : parameters_) {
        size_ += std::int64_t{parameter.rows} * parameter.columns;
        const auto count = static_cast<std::ptrdiff_t>(parameter.rows) * parameter.stride;
        start_.emplace_back(parameter.values, parameter.values + count);
    }
    network_.forward(x_, known_, NormMode::batch, state_);
    gates_ = state_.rectified;
    state_.frozen = &gates_;
}

void LossHessian::add_to_parameters(std::span<const double> v, double factor) {
    std::size_t first = 0;
    for (std::size_t p = 0; p < parameters_.size(); ++p)
        first = for_each_entry(parameters_[p], first, [&](std::size_t at, std::size_t number) {
            parameters_[p].values[at] = start_[p][at] + factor * v[number];
        });
}

void LossHessian::gradient(std::span<double> result) {
    network_.forward(x_, known_, NormMode::batch, state_);
    network_.zero_gradients();
    network_.backward(x_, state_);
    std::size_t first = 0;
    for (const auto& parameter : parameters_)
        first = for_each_entry(parameter, first, [&](std::size_t at, std::size_t number) {
            result[number] = parameter.gradients[at];
        });
}

void LossHessian::multiply(std::span<const double> v, std::span<double> result) {
    const double length = std::sqrt(dot(v, v));
    if (length == 0.0) {
        std::fill(result.begin(), result.end(), 0.0);
        return;
    }
    const double h = distance_ / length;
    std::vector<double> behind(result.size());
    add_to_parameters(v, -h);
    gradient(behind);
    add_to_parameters(v, h);
    gradient(result);
    add_to_parameters(v, 0.0);
    network_.zero_gradients();
    for (std::size_t i = 0; i < result.size(); ++i)
        result[i] = (result[i] - behind[i]) / (2.0 * h);
}

}  // namespace glasscape
