// As polynomials in t the gradient of a kernel is X(t) U(t) t^branch: evaluated at the n-th roots of unity, n more
// than the longest path, and transformed back. Half of them are enough, the others are complex conjugates.
#include <cmath>
#include <complex>
#include <numbers>
#include <utility>

#include "convolution/kernel_gradients.hpp"
#include "convolution/kernel_sequences.hpp"
#include "network/panel/panel_sums.hpp"

namespace glasscape {
namespace {

template <class T>
void negate(Panel<T>& v) {
    for (std::size_t i = 0; i < v.size(); ++i)
        v.data()[i] = -v.data()[i];
}

/// At real t the imaginary part has no samples.
template <class T>
struct ComplexPanel {
    Panel<T> re;
    Panel<T> im;

    bool is_real() const { return im.samples() == 0; }
    /// map(part) of each part there is, a real linear map.
    template <class Map>
    void transform(const Map& map) {
        map(re);
        if (!is_real()) map(im);
    }
};

template <class T>
void multiply(std::complex<double> factor, ComplexPanel<T>& v) {
    if (v.is_real()) {
        if (factor.real() < 0.0) negate(v.re);
        return;
    }
    const T a = static_cast<T>(factor.real());
    const T b = static_cast<T>(factor.imag());
    for (std::size_t i = 0; i < v.re.size(); ++i) {
        const T re = v.re.data()[i];
        const T im = v.im.data()[i];
        v.re.data()[i] = a * re - b * im;
        v.im.data()[i] = a * im + b * re;
    }
}

template <class T>
void add(const ComplexPanel<T>& from, ComplexPanel<T>& to) {
    add_panel(from.re, to.re);
    if (!from.is_real()) add_panel(from.im, to.im);
}

/// Values at one root of unity, and where they go.
template <class T>
class RootOfUnity {
  public:
    RootOfUnity(int k, int n, FrozenNetwork<T>& network, std::vector<KernelGradients<T>>& result)
        : k_(k), n_(n), network_(network), result_(result) {}

    bool is_real() const { return k_ == 0 || 2 * k_ == n_; }
    std::complex<double> power(int exponent) const {
        return std::polar(1.0, 2.0 * std::numbers::pi * k_ * exponent / n_);
    }
    ComplexPanel<T> of(const Panel<T>& re) const {
        return {re, is_real() ? Panel<T>() : Panel<T>(re.features(), re.samples())};
    }

    /// Adds the gradients of the sequence's kernels; u, the cotangent by its result, becomes that by its input.
    /// `length` is what the sequence adds to a path.
    void descend(const FrozenSequence<T>& sequence, const ComplexPanel<T>& in, int length,
                 ComplexPanel<T>& u) {
        std::vector<ComplexPanel<T>> inputs;
        ComplexPanel<T> v = in;
        std::size_t at = 0;
        for (std::size_t c = 0; c < sequence.convolutions.size(); ++c) {
            apply(sequence, at, sequence.convolutions[c], v);
            at = sequence.convolutions[c];
            inputs.push_back(v);
            add_panel(sequence.constants[c], inputs.back().re);
        }
        at = sequence.layers.size();
        for (std::size_t c = sequence.convolutions.size(); c-- > 0;) {
            const std::size_t layer = sequence.convolutions[c];
            apply_transposed(sequence, layer + 1, at, u);
            at = layer + 1;
            add_products(sequence, c, inputs[c], u, length);
        }
        apply_transposed(sequence, 0, at, u);
    }

  private:
    void apply(const FrozenSequence<T>& sequence, std::size_t first, std::size_t last, ComplexPanel<T>& v) {
        v.transform([&](Panel<T>& part) {
            sequence.layers.linear(first, last, sequence.kept, network_.pass(), part, network_.spare());
        });
    }
    void apply_transposed(const FrozenSequence<T>& sequence, std::size_t first, std::size_t last,
                          ComplexPanel<T>& v) {
        v.transform([&](Panel<T>& part) {
            sequence.layers.linear_transposed(first, last, sequence.kept, network_.pass(), part,
                                              network_.spare());
        });
    }

    void add_products(const FrozenSequence<T>& sequence, std::size_t c, const ComplexPanel<T>& x,
                      ComplexPanel<T>& u, int length) {
        const auto& shape = sequence.layers.convolution(sequence.convolutions[c])->shape();
        auto& by_length = result_[sequence.kernels[c]].by_length;
        re_.assign(by_length[0].size(), T{0});
        im_.assign(by_length[0].size(), T{0});
        const auto product = [&](const Panel<T>& a, const Panel<T>& b, std::vector<T>& to) {
            add_kernel_gradient(shape, a, b, to.data(), network_.pass().scratch);
        };
        product(x.re, u.re, re_);
        if (!is_real()) {
            product(x.re, u.im, im_);
            product(x.im, u.re, im_);
            minus_ = u.im;
            negate(minus_);
            product(x.im, minus_, re_);
        }
        const double weight = (is_real() ? 1.0 : 2.0) / n_;
        for (std::size_t r = 0; r < by_length.size(); ++r) {
            const auto factor = weight * power(length - static_cast<int>(r));
            for (std::size_t i = 0; i < re_.size(); ++i)
                by_length[r][i] += static_cast<T>(factor.real() * static_cast<double>(re_[i]) -
                                                  factor.imag() * static_cast<double>(im_[i]));
        }
    }

    int k_;
    int n_;
    FrozenNetwork<T>& network_;
    std::vector<KernelGradients<T>>& result_;
    std::vector<T> re_;
    std::vector<T> im_;
    Panel<T> minus_;
};

template <class T>
struct ConstantsOfBlock {
    Panel<T> branch;
    Panel<T> skip;
};

/// H_0 .. H_(p-1) at this t.
template <class T>
std::vector<ComplexPanel<T>> climb(FrozenNetwork<T>& network, const RootOfUnity<T>& root,
                                   const std::vector<ConstantsOfBlock<T>>& constants) {
    std::vector<ComplexPanel<T>> hidden{root.of(network.stem_out())};
    for (std::size_t l = 0; l + 1 < network.blocks(); ++l) {
        auto branch = hidden.back();
        auto skip = hidden.back();
        branch.transform([&](Panel<T>& part) { network.branch(l, part); });
        skip.transform([&](Panel<T>& part) { network.skip(l, part); });
        add_panel(constants[l].branch, branch.re);
        if (constants[l].skip.samples() > 0) add_panel(constants[l].skip, skip.re);
        multiply(root.power(network.branch_length(l)), branch);
        multiply(root.power(network.skip_length(l)), skip);
        add(branch, skip);
        skip.transform([&](Panel<T>& part) { network.gate(l, part); });
        hidden.push_back(std::move(skip));
    }
    return hidden;
}

}  // namespace

template <class T>
std::vector<KernelGradients<T>> kernel_gradients_at_roots(FrozenNetwork<T>& frozen,
                                                          const Panel<T>& cotangent) {
    const int lengths = frozen.longest() + 1;
    std::vector<KernelGradients<T>> result;
    const auto sequences = frozen_sequences(frozen, result);
    std::vector<ConstantsOfBlock<T>> constants;
    for (std::size_t l = 0; l < frozen.blocks(); ++l)
        constants.push_back({frozen.branch_constant(l), frozen.skip_constant(l)});
    for (int k = 0; 2 * k <= lengths; ++k) {
        RootOfUnity<T> root(k, lengths, frozen, result);
        const auto hidden = climb(frozen, root, constants);
        auto delta = root.of(cotangent);
        delta.transform([&](Panel<T>& part) { frozen.read_back(part); });
        for (std::size_t l = frozen.blocks(); l-- > 0;) {
            delta.transform([&](Panel<T>& part) { frozen.gate(l, part); });
            auto branch = delta;
            root.descend(sequences.branches[l], hidden[l], frozen.branch_length(l), branch);
            root.descend(sequences.skips[l], hidden[l], frozen.skip_length(l), delta);
            multiply(root.power(frozen.branch_length(l)), branch);
            multiply(root.power(frozen.skip_length(l)), delta);
            add(branch, delta);
        }
        root.descend(sequences.stem, root.of(frozen.x()), 0, delta);
    }
    return result;
}

template std::vector<KernelGradients<float>> kernel_gradients_at_roots(FrozenNetwork<float>&,
                                                                       const Panel<float>&);
template std::vector<KernelGradients<double>> kernel_gradients_at_roots(FrozenNetwork<double>&,
                                                                        const Panel<double>&);

}  // namespace glasscape
