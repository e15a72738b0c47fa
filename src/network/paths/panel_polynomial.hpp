// A polynomial whose coefficients are panels.
#pragma once

#include <cstddef>
#include <vector>

#include "glasscape/network/panel.hpp"

namespace glasscape {

/// Coefficients at degrees 0..size() - 1. Memory of coefficients that are dropped is kept for the next.
template <class T>
class PanelPolynomial {
  public:
    std::size_t size() const { return size_; }
    Panel<T>& operator[](std::size_t degree) { return panels_[degree]; }
    const Panel<T>& operator[](std::size_t degree) const { return panels_[degree]; }

    void clear() { size_ = 0; }
    /// The coefficient of the next degree, with anything in it.
    Panel<T>& append() {
        if (size_ == panels_.size()) panels_.emplace_back();
        return panels_[size_++];
    }
    void copy(const PanelPolynomial& from) {
        clear();
        for (std::size_t degree = 0; degree < from.size(); ++degree)
            append() = from[degree];
    }

  private:
    std::vector<Panel<T>> panels_;
    std::size_t size_ = 0;
};

}  // namespace glasscape
