// Shape of the images that the rows of a Panel hold: feature (channel, y, x) lies in row
// (channel height + y) width + x, so that the rows of a channel are neighbours.
#pragma once

namespace glasscape {

struct ImageShape {
    int channels = 1;
    int height = 1;
    int width = 1;

    int pixels() const { return height * width; }
    int features() const { return channels * pixels(); }
    friend bool operator==(const ImageShape&, const ImageShape&) = default;
};

}  // namespace glasscape
