// Spectra of path lengths again and again, in memory that is kept.
#pragma once

#include <span>
#include <vector>

#include "glasscape/network/depth_spectrum.hpp"

#include "network/paths/panel_polynomial.hpp"

namespace glasscape {

/// What a spectrum is worked out in. Kept from one to the next of a network it saves fetching fresh memory,
/// which takes as long as the work.
template <class T>
struct SpectrumMemory {
    Activations<T> state;
    Panel<T> rectified;  ///< of one branch
    Panel<T> image;
    PanelPolynomial<T> parts;                ///< of the hidden state
    std::vector<Panel<T>> outputs;           ///< y_r at [r - 1]
    std::vector<PanelPolynomial<T>> layers;  ///< the same of every layer
    PanelPolynomial<T> delta;                ///< gradients by the hidden state
    PanelPolynomial<T> u;                    ///< by the pre-activations
    Panel<T> turned;                         ///< all of u, samples x (term, unit)
    Panel<T> weight_gradients;               ///< of one layer, fan in x (r - 1, unit)
    AlignedVector<T> product;                ///< of one branch and a few samples
};

/// As without memory.
template <class T>
OutputSpectrum output_spectrum(ResidualNetwork<T>& network, const Panel<T>& x, const Annotations& known,
                               SpectrumMemory<T>& memory);
template <class T>
GradientSpectrum gradient_spectrum(ResidualNetwork<T>& network, const Panel<T>& x, const Annotations& known,
                                   SpectrumMemory<T>& memory);

}  // namespace glasscape
