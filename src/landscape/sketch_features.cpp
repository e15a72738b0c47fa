#include "landscape/sketch_features.hpp"

#include <cmath>
#include <cstddef>

#include "landscape/tensor/coupling_fill.hpp"

namespace glasscape {

std::vector<float> sketch_direction(int order, int size, std::int64_t feature, int factor,
                                    const Disorder& disorder) {
    constexpr int sketch_bit = 1 << 20;  // apart from every tensor of the same seed
    const auto groups = (size + coupling::group - 1) / coupling::group;
    std::vector<float> direction(static_cast<std::size_t>(groups * coupling::group));
    const auto key =
        coupling::row_key(disorder.seed, static_cast<std::uint32_t>(disorder.stream), disorder.sample,
                          order | sketch_bit, static_cast<std::uint32_t>(feature * order + factor));
    coupling::fill_normals(key, 0, groups, direction.data());
    direction.resize(static_cast<std::size_t>(size));
    double square = 0.0;
    for (const float a : direction)
        square += static_cast<double>(a) * static_cast<double>(a);
    const double scale = std::sqrt(static_cast<double>(size) / square);
    for (auto& a : direction)
        a = static_cast<float>(scale * static_cast<double>(a));
    return direction;
}

}  // namespace glasscape
