// 3x3 convolutions at stride 1 by tiles of 2x2 pixels of the result: F(2x2, 3x3) of Winograd's minimal filtering
// (Lavin, Gray 2016, section 4.1). With d the 4x4 pixels a tile reads and g a kernel,
//
//     tile = A^T [(G g G^T) . (B^T d B)] A
//
// takes 16 products a pair of channels for the 36 of the sums it stands for. B and A hold 0 and +-1, G halves:
// in rounding the results are as good as those of the sums to a factor of about two.
#pragma once

#include "glasscape/core/aligned.hpp"
#include "glasscape/network/image_shape.hpp"
#include "glasscape/network/panel.hpp"

#include "network/panel/panel_product.hpp"

namespace glasscape {

/// Whether tiles are faster than sums over the taps within the image.
bool tiles_pay(const ImageShape& in, int outputs);

/// kernels[(output inputs + input) 9 + tap] in the order in which tiles read them, transformed. `flipped`: of the
/// transposed map, whose outputs are the kernels' inputs.
template <class T>
void pack_tiles(int kernel_outputs, int kernel_inputs, const T* kernels, bool flipped,
                AlignedVector<T>& packed);

/// out = (or +=) the convolution of `in`, which `out` has the shape of but for its `outputs` channels. `scratch`
/// is room to work in.
template <class T>
void convolve_tiles(const ImageShape& in_shape, int outputs, const AlignedVector<T>& packed,
                    const Panel<T>& in, Panel<T>& out, Update update, AlignedVector<T>& scratch);

extern template void pack_tiles<float>(int, int, const float*, bool, AlignedVector<float>&);
extern template void pack_tiles<double>(int, int, const double*, bool, AlignedVector<double>&);
extern template void convolve_tiles<float>(const ImageShape&, int, const AlignedVector<float>&,
                                           const Panel<float>&, Panel<float>&, Update, AlignedVector<float>&);
extern template void convolve_tiles<double>(const ImageShape&, int, const AlignedVector<double>&,
                                            const Panel<double>&, Panel<double>&, Update,
                                            AlignedVector<double>&);

}  // namespace glasscape
