#include "glasscape/network/sampled_paths.hpp"

#include <cmath>
#include <utility>

#include "glasscape/stats/running_mean.hpp"

#include "network/losses.hpp"
#include "network/panel/rows.hpp"
#include "network/paths/frozen_branches.hpp"
#include "network/paths/path_choices.hpp"
#include "network/paths/spectrum_memory.hpp"

namespace glasscape {
namespace {

template <class T>
double norm_of(const Panel<T>& panel) {
    return std::sqrt(sum_over<double>(static_cast<int>(panel.size()), [&](int i) {
        const auto value = static_cast<double>(panel.data()[i]);
        return value * value;
    }));
}

/// Gradients by the input with the branches of one layer at a time, from the state of the last forward.
template <class T>
class Reverse {
  public:
    Reverse(const ResidualNetwork<T>& network, SpectrumMemory<T>& memory)
        : network_(network), branches_(network, memory), memory_(memory) {}

    /// out = (or +=) Br_l^T delta.
    void branch(int layer, const Panel<T>& delta, Panel<T>& out, Update update) {
        if (network_.has_weights()) branches_.to_preactivation(layer, delta, u_);
        branches_.apply_transposed(layer, delta, u_, out, update);
    }

    /// Norm of dL/dx through the path that takes the first layer and these of layers 2..p.
    double path_norm(const Choice& taken) {
        network_.read_back(memory_.state.output_gradient, delta_);
        for (int l = network_.options().depth; l >= 1; --l)
            if (l == 1 || taken[static_cast<std::size_t>(l - 2)] != 0) {
                branch(l, delta_, below_, Update::assign);
                std::swap(delta_, below_);
            } else {
                branches_.skip(l, delta_);
            }
        return norm_of(delta_);
    }

    /// Norms of dL/dx through all paths of a length, at [r - 1].
    std::vector<double> exact_norms() {
        auto& delta = memory_.delta;
        delta.clear();
        network_.read_back(memory_.state.output_gradient, delta.append());
        for (int l = network_.options().depth; l >= 2; --l) {
            delta.append();
            for (std::size_t i = delta.size() - 1; i >= 1; --i) {
                const bool longest = i + 1 == delta.size();
                if (!longest) branches_.skip(l, delta[i]);
                branch(l, delta[i - 1], delta[i], longest ? Update::assign : Update::add);
            }
            branches_.skip(l, delta[0]);
        }
        std::vector<double> norms;
        for (std::size_t i = 0; i < delta.size(); ++i) {
            branch(1, delta[i], below_, Update::assign);
            norms.push_back(norm_of(below_));
        }
        return norms;
    }

  private:
    const ResidualNetwork<T>& network_;
    FrozenBranches<T> branches_;
    SpectrumMemory<T>& memory_;
    Panel<T> delta_;
    Panel<T> below_;
    Panel<T> u_;
};

}  // namespace

template <class T>
std::vector<double> exact_path_norms(ResidualNetwork<T>& network, const Panel<T>& x,
                                     const Annotations& known) {
    SpectrumMemory<T> memory;
    network.forward(x, known, NormMode::batch, memory.state);
    return Reverse<T>(network, memory).exact_norms();
}

template <class T>
std::vector<PathNorms> sampled_path_norms(ResidualNetwork<T>& network, const Panel<T>& x,
                                          const Annotations& known, std::int64_t paths, std::uint64_t seed) {
    SpectrumMemory<T> memory;
    network.forward(x, known, NormMode::batch, memory.state);
    Reverse<T> reverse(network, memory);
    const auto exact = reverse.exact_norms();
    const int skippable = network.options().depth - 1;
    std::vector<PathNorms> lengths;
    for (int r = 1; r <= skippable + 1; ++r) {
        RunningMean norm;
        RunningMean power;
        const auto choices = choices_of(skippable, r - 1, paths, seed, Stream::paths);
        for (const auto& taken : choices.list) {
            const double length = reverse.path_norm(taken);
            norm.add(length);
            power.add(length * length);
        }
        lengths.push_back({r, log_binomial(skippable, r - 1), norm.count(), norm.mean(),
                           error_of(norm, choices), power.mean(), error_of(power, choices),
                           exact[static_cast<std::size_t>(r - 1)]});
    }
    return lengths;
}

template <class T>
std::vector<LesionLoss> lesion_losses(ResidualNetwork<T>& network, const Panel<T>& x,
                                      const Annotations& known, NormMode mode, std::int64_t draws,
                                      std::uint64_t seed) {
    Activations<T> state;
    const int skippable = network.options().depth - 1;
    std::vector<LesionLoss> losses;
    for (int deleted = 0; deleted <= skippable; ++deleted) {
        RunningMean loss;
        RunningMean right;
        const auto choices = choices_of(skippable, deleted, draws, seed, Stream::lesion);
        for (const auto& out : choices.list) {
            loss.add(network.evaluate_without(out, x, known, mode, state));
            right.add(accuracy(network.options().loss, state.outputs, known.labels));
        }
        losses.push_back({deleted, loss.count(), loss.mean(), error_of(loss, choices), right.mean(),
                          error_of(right, choices)});
    }
    return losses;
}

template std::vector<double> exact_path_norms<float>(ResidualNetwork<float>&, const Panel<float>&,
                                                     const Annotations&);
template std::vector<double> exact_path_norms<double>(ResidualNetwork<double>&, const Panel<double>&,
                                                      const Annotations&);
template std::vector<PathNorms> sampled_path_norms<float>(ResidualNetwork<float>&, const Panel<float>&,
                                                          const Annotations&, std::int64_t, std::uint64_t);
template std::vector<PathNorms> sampled_path_norms<double>(ResidualNetwork<double>&, const Panel<double>&,
                                                           const Annotations&, std::int64_t, std::uint64_t);
template std::vector<LesionLoss> lesion_losses<float>(ResidualNetwork<float>&, const Panel<float>&,
                                                      const Annotations&, NormMode, std::int64_t,
                                                      std::uint64_t);
template std::vector<LesionLoss> lesion_losses<double>(ResidualNetwork<double>&, const Panel<double>&,
                                                       const Annotations&, NormMode, std::int64_t,
                                                       std::uint64_t);

}  // namespace glasscape
