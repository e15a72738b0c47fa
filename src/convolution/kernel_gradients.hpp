// Gradients by the weights of convolutions, sorted by path length, in two ways. With x_j the part of length j of what
// a convolution reads and u_i that of the gradient by its result, the gradient through paths of length r is the sum
// of the products x_j u_i with i + j + what its block adds = r.
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "convolution/frozen_network.hpp"
#include "convolution/path_parts.hpp"

namespace glasscape {

/// Pair by pair, while outputs and input gradients of the same network are sorted (path_parts.hpp): some p^3/6
/// products a convolution, and memory of p^2/2 panels.
template <class T>
class KernelPairs {
  public:
    explicit KernelPairs(FrozenNetwork<T>& network);
    ~KernelPairs();
    KernelPairs(const KernelPairs&) = delete;
    KernelPairs& operator=(const KernelPairs&) = delete;

    void inputs(std::size_t block, const Parts<T>& parts) { inputs_[block] = parts; }
    void cotangents(std::size_t block, const Parts<T>& parts);
    void stem_cotangents(const Parts<T>& parts);

    /// Complete after the way down.
    const std::vector<KernelGradients<T>>& gradients() const { return gradients_; }

  private:
    struct Sequences;

    FrozenNetwork<T>& network_;
    std::vector<KernelGradients<T>> gradients_;
    std::unique_ptr<Sequences> sequences_;
    std::vector<Parts<T>> inputs_;  // of each block
};

/// Whether pairs are faster and fit: short paths.
template <class T>
bool kernels_pay_by_pairs(const FrozenNetwork<T>& network) {
    constexpr int longest = 20;
    return network.longest() <= longest;
}

/// At roots of unity: p + 1 passes with a complex t, forward and back, with memory of p panels.
template <class T>
std::vector<KernelGradients<T>> kernel_gradients_at_roots(FrozenNetwork<T>& network,
                                                          const Panel<T>& cotangent);

extern template class KernelPairs<float>;
extern template class KernelPairs<double>;

}  // namespace glasscape
