#include "glasscape/network/normalised_addition.hpp"

#include <cmath>
#include <stdexcept>

#include <fmt/format.h>

#include "network/panel/rows.hpp"

namespace glasscape {
namespace {

constexpr double addition_epsilon = 1e-8;

}  // namespace

template <class T>
NormalisedAddition<T>::NormalisedAddition(int units)
    : branch_weight_(static_cast<std::size_t>(units), T{0}),
      skip_weight_(static_cast<std::size_t>(units), T{1}),
      branch_gradient_(branch_weight_.size()),
      skip_gradient_(branch_weight_.size()) {}

template <class T>
std::vector<Parameter<T>> NormalisedAddition<T>::parameters() {
    const int units = static_cast<int>(branch_weight_.size());
    return {{"w1", 1, units, units, branch_weight_.data(), branch_gradient_.data()},
            {"w2", 1, units, units, skip_weight_.data(), skip_gradient_.data()}};
}

template <class T>
T NormalisedAddition<T>::length(std::size_t j) const {
    const T length = std::hypot(branch_weight_[j], skip_weight_[j]);
    if (!(length > T{0}))
        throw std::invalid_argument(fmt::format(
            "normalised addition: both weights of unit {} are 0 or no numbers, they have no direction", j));
    return length;
}

template <class T>
std::vector<T> NormalisedAddition<T>::branch_factors() const {
    std::vector<T> factors;
    for (std::size_t j = 0; j < branch_weight_.size(); ++j)
        factors.push_back(branch_weight_[j] / (length(j) + static_cast<T>(addition_epsilon)));
    return factors;
}

template <class T>
std::vector<T> NormalisedAddition<T>::skip_factors() const {
    std::vector<T> factors;
    for (std::size_t j = 0; j < skip_weight_.size(); ++j)
        factors.push_back(skip_weight_[j] / (length(j) + static_cast<T>(addition_epsilon)));
    return factors;
}

template <class T>
void NormalisedAddition<T>::forward(const Panel<T>& branch, const Panel<T>& skip, Panel<T>& out) const {
    const auto of_branch = branch_factors();
    const auto of_skip = skip_factors();
    out.resize(skip.features(), skip.samples());
    for (int j = 0; j < skip.features(); ++j) {
        const auto unit = static_cast<std::size_t>(j);
        for (int b = 0; b < skip.samples(); ++b)
            out(j, b) = of_branch[unit] * branch(j, b) + of_skip[unit] * skip(j, b);
    }
}

template <class T>
void NormalisedAddition<T>::backward(const Panel<T>& branch, const Panel<T>& skip, const Panel<T>& grad_out,
                                     Panel<T>& grad_branch, Panel<T>& grad_skip) {
    const auto of_branch = branch_factors();
    const auto of_skip = skip_factors();
    grad_branch.resize(skip.features(), skip.samples());
    grad_skip.resize(skip.features(), skip.samples());
    for (int j = 0; j < skip.features(); ++j) {
        const auto unit = static_cast<std::size_t>(j);
        const T along_branch = row_dot(branch.row(j), grad_out.row(j), skip.samples());
        const T along_skip = row_dot(skip.row(j), grad_out.row(j), skip.samples());
        const T r = length(unit);
        const T d = r + static_cast<T>(addition_epsilon);
        const T radial =
            (branch_weight_[unit] * along_branch + skip_weight_[unit] * along_skip) / (r * d * d);
        branch_gradient_[unit] += along_branch / d - branch_weight_[unit] * radial;
        skip_gradient_[unit] += along_skip / d - skip_weight_[unit] * radial;
        for (int b = 0; b < skip.samples(); ++b) {
            const T g = grad_out(j, b);
            grad_branch(j, b) = of_branch[unit] * g;
            grad_skip(j, b) = of_skip[unit] * g;
        }
    }
}

template class NormalisedAddition<float>;
template class NormalisedAddition<double>;

}  // namespace glasscape
