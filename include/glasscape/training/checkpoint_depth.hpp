// The depth spectrum of a trained network.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "glasscape/network/sampled_paths.hpp"
#include "glasscape/table/table.hpp"
#include "glasscape/training/trained_network.hpp"

namespace glasscape {

struct CheckpointSpectrum {
    TrainingConfig config;
    std::uint64_t seed = 1;
    TrainingRecord record;  ///< with both spectra
};

/// The options of these words: statistics batch, running or centred; count blocks or layers; cotangent loss or
/// random. Throws std::invalid_argument that lists the words there are.
ImageDepthOptions image_depth_options(std::string_view statistics, std::string_view count,
                                      std::string_view cotangent);

/// Spectra on `points` test points (gradients on at most `gradient_points` of them) of the network's data.
/// `image` is how lengths of a convolutional network are counted. Its running statistics, where they are asked
/// for and hold more than a hundredth of their start, are taken anew from about 1000 training points. Throws as
/// load_trained_network does, and std::invalid_argument for a dense network with other than the usual `image`.
CheckpointSpectrum spectrum_of_checkpoint(const NetworkSource& source, int points, int gradient_points,
                                          const ImageDepthOptions& image = {});

/// One row a path length.
Table spectrum_table(const CheckpointSpectrum& spectrum);
/// One row: depths, cross term, fitted betas, residual of the sum rule.
Table spectrum_summary(const CheckpointSpectrum& spectrum);
/// The measured scales as a mixture spec, layers:b_2,...,b_p.
std::string measured_spec(const OutputSpectrum& spectrum);

/// Gradient norms through single paths (sampled_paths.hpp, convolution/image_paths.hpp) on `points` test points, on
/// the statistics of their batch; `paths` of each length drawn by the seed, as a random cotangent is. Throws
/// std::invalid_argument for a dense network with a random one.
std::vector<PathNorms> path_norms_of_checkpoint(const NetworkSource& source, int points, std::int64_t paths,
                                                std::uint64_t seed, Cotangent cotangent = Cotangent::loss);
/// One row a path length.
Table path_norms_table(const std::vector<PathNorms>& lengths);

/// Losses with layers taken out (sampled_paths.hpp) on `points` test points, on running statistics. Throws as
/// load_trained_network does, and so for convolutional networks.
std::vector<LesionLoss> lesions_of_checkpoint(const NetworkSource& source, int points, std::int64_t draws,
                                              std::uint64_t seed);
/// One row a number of layers taken out, and r layers left.
Table lesion_table(const std::vector<LesionLoss>& losses);

}  // namespace glasscape
