// The mixed spherical p-spin Hamiltonian as a landscape.
//
//     H(s) = sum_r eps_r N^(-(r-1)/2) sum_{i1..ir} J^(r)_{i1..ir} s_i1 ... s_ir,   J iid N(0, 1),
//     Cov(H(s), H(s')) = N nu(s.s'/N).
//
// The couplings of a disorder are a function of (seed, sample, order, multi-index, N) alone: the same
// landscape on every backend, packed or generated. (Crisanti, Sommers 1992; couplings.hpp for how they are
// kept.)
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "glasscape/landscape/couplings.hpp"
#include "glasscape/landscape/landscape.hpp"
#include "glasscape/mixture/mixture.hpp"

namespace glasscape {

class Hamiltonian final : public Landscape {
  public:
    /// Draws the couplings. Throws std::invalid_argument as plan_couplings does, std::runtime_error if the
    /// backend is not there.
    Hamiltonian(const Mixture& mixture, int size, const Disorder& disorder,
                const CouplingOptions& options = {});
    ~Hamiltonian() override;
    Hamiltonian(Hamiltonian&&) noexcept;
    Hamiltonian& operator=(Hamiltonian&&) noexcept;
    Hamiltonian(const Hamiltonian&) = delete;
    Hamiltonian& operator=(const Hamiltonian&) = delete;

    int size() const override;

    /// Threads share large evaluations; the result does not depend on how many there are. Relative accuracy
    /// about 1e-6 in single and half precision, 1e-14 in double.
    void energies_and_gradients(std::span<const double> states, std::span<double> energies,
                                std::span<double> gradients) const override;

    /// Exact for the polynomial (a central difference of as many points as its degree needs), in the
    /// arithmetic of the couplings.
    void hessian_vector(std::span<const double> state, std::span<const double> vector,
                        std::span<double> result) const override;

    /// Small systems: in double for every precision, by contraction of the tensors; otherwise from
    /// hessian_vector.
    void energies_gradients_hessians(std::span<const double> states, std::span<double> energies,
                                     std::span<double> gradients, std::span<double> hessians) const override;
    void hessian(std::span<const double> state, std::span<double> hessian) const override;

    Symmetry symmetry() const override;

    const CouplingPlan& plan() const;

    /// The coefficient of the monomial s^I of order I.size() >= 1, I sorted, before the factor
    /// eps_r N^(-(r-1)/2): variance r!/I!, the number of permutations of I.
    double coupling(const std::vector<int>& index) const;

  private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace glasscape
