// The normalised addition of a branch to its skip (Xiang, Li 2017, release for residual networks):
//
//     y_j = (w1_j branch_j + w2_j skip_j)/D_j,   D = sqrt(w1^2 + w2^2) + 1e-8,   w1 = 0, w2 = 1 at the start
#pragma once

#include <cstddef>
#include <vector>

#include "glasscape/network/panel.hpp"
#include "glasscape/network/parameter.hpp"

namespace glasscape {

template <class T>
class NormalisedAddition {
  public:
    explicit NormalisedAddition(int units);

    /// out = y; it may be one of the two.
    void forward(const Panel<T>& branch, const Panel<T>& skip, Panel<T>& out) const;
    /// Gradients by branch and skip; adds to those of w1 and w2. grad_skip may be grad_out.
    void backward(const Panel<T>& branch, const Panel<T>& skip, const Panel<T>& grad_out,
                  Panel<T>& grad_branch, Panel<T>& grad_skip);

    /// w1/D and w2/D. Throw std::invalid_argument where both weights of a unit are 0.
    std::vector<T> branch_factors() const;
    std::vector<T> skip_factors() const;

    std::vector<Parameter<T>> parameters();

  private:
    T length(std::size_t j) const;

    std::vector<T> branch_weight_;
    std::vector<T> skip_weight_;
    std::vector<T> branch_gradient_;
    std::vector<T> skip_gradient_;
};

}  // namespace glasscape
