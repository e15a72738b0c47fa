// B(b, b') of batches: how much more two values have in common for being seen in batches.
#pragma once

#include "glasscape/trajectory/conditional_landscape.hpp"

namespace glasscape {

/// 1 + a^2 delta_bb'; the landscape itself has 1 with all, itself included.
class BatchCovariance {
  public:
    explicit BatchCovariance(double amplitude) : own_part_(amplitude * amplitude) {}

    double operator()(int b, int other) const {
        return b != ConditionalLandscape::whole && b == other ? 1.0 + own_part_ : 1.0;
    }

  private:
    double own_part_;
};

}  // namespace glasscape
