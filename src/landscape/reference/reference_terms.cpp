#include "landscape/reference/reference_terms.hpp"

#include <cmath>
#include <cstddef>
#include <utility>
#include <vector>

#include "landscape/tensor/multiset.hpp"

namespace glasscape::reference {
namespace {

class Tensor final : public Term {
  public:
    Tensor(std::shared_ptr<const Staircase> shape, const Disorder& disorder)
        : shape_(std::move(shape)), disorder_(disorder) {}

    std::int64_t bytes() const override { return 0; }

    void add(double weight, std::span<const double> states, std::span<double> energies,
             std::span<double> gradients) const override {
        const auto n = static_cast<std::size_t>(shape_->size());
        const auto r = static_cast<std::size_t>(shape_->order());
        const double scale = weight * std::pow(static_cast<double>(n), -0.5 * static_cast<double>(r - 1));
        std::vector<int> index(r, 0);
        do {
            const double coupling = scale * coupling_at(*shape_, disorder_, index);
            for (std::size_t m = 0; m < energies.size(); ++m) {
                const auto s = [&](std::size_t k) {
                    return states[m * n + static_cast<std::size_t>(index[k])];
                };
                double monomial = coupling;
                for (std::size_t k = 0; k < r; ++k)
                    monomial *= s(k);
                energies[m] += monomial;
                for (std::size_t k = 0; k < r; ++k) {
                    double rest = coupling;
                    for (std::size_t l = 0; l < r; ++l)
                        if (l != k) rest *= s(l);
                    gradients[m * n + static_cast<std::size_t>(index[k])] += rest;
                }
            }
        } while (next_multiset(index, shape_->size()));
    }

  private:
    std::shared_ptr<const Staircase> shape_;
    Disorder disorder_;
};

}  // namespace

std::unique_ptr<Term> make_tensor(std::shared_ptr<const Staircase> shape, const Disorder& disorder) {
    return std::make_unique<Tensor>(std::move(shape), disorder);
}

}  // namespace glasscape::reference
