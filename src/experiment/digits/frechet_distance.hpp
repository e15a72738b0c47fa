// How far two samples of vectors lie apart, both taken for normal (Dowson, Landau 1982; Heusel et al. 2017 for
// features of generated images).
#pragma once

#include "glasscape/network/panel.hpp"

namespace glasscape {

/// |m_1 - m_2|^2 + tr(C_1 + C_2 - 2 (C_1 C_2)^(1/2)) of means and covariances; features x samples, 2 samples or more.
/// O(features^2 samples + features^3).
double frechet_distance(const Panel<float>& first, const Panel<float>& second);

}  // namespace glasscape
