// Shape of points that are images: the number of (channel, y, x) is (channel height + y) width + x, in a file and in
// the rows of a Panel, so that the rows of a channel are neighbours.
#pragma once

#include <string>

namespace glasscape {

/// All 0: points are plain vectors.
struct ImageShape {
    int channels = 0;
    int height = 0;
    int width = 0;

    bool is_image() const { return channels > 0; }
    int pixels() const { return height * width; }
    int features() const { return channels * pixels(); }
    bool operator==(const ImageShape&) const = default;
};
/// Such as "1 x 28 x 28".
std::string to_text(const ImageShape& shape);

}  // namespace glasscape
