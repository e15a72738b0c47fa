// Some rows of the images of a panel, some of its samples, as a kernel reads them: [row][x][channel][sample].
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>

#include "glasscape/core/aligned.hpp"
#include "glasscape/network/image_shape.hpp"
#include "glasscape/network/panel.hpp"

namespace glasscape {

/// Holds `capacity` rows that follow one another, row y in the place of y - capacity; each is copied once.
template <class T>
class ImageRows {
  public:
    /// Samples [column, column + samples) of the panel, both multiples of a vector; `room` is where they go,
    /// size_of(...) numbers.
    ImageRows(const ImageShape& shape, const Panel<T>& panel, int column, int samples, int capacity, T* room)
        : shape_(shape),
          panel_(panel),
          column_(column),
          samples_(samples),
          capacity_(capacity),
          pixel_size_(std::ptrdiff_t{shape.channels} * samples),
          rows_(room) {}

    static std::size_t size_of(const ImageShape& shape, int samples, int capacity) {
        return static_cast<std::size_t>(shape.channels) * static_cast<std::size_t>(shape.width) *
               static_cast<std::size_t>(samples) * static_cast<std::size_t>(capacity);
    }

    int channels() const { return shape_.channels; }
    int samples() const { return samples_; }
    std::ptrdiff_t pixel_size() const { return pixel_size_; }

    /// Rows [first, last] are held afterwards; neither ever falls.
    void hold(int first, int last) {
        for (next_ = std::max(next_, first); next_ <= last; ++next_)
            copy_row(next_);
    }

    /// The samples of channel 0 at a pixel of a row that is held; those of the next channel follow.
    const T* at(int y, int x) const { return at_slot(y % capacity_ * shape_.width + x); }
    const T* at_slot(int slot) const { return rows_ + std::ptrdiff_t{slot} * pixel_size_; }

  private:
    void copy_row(int y) {
        T* to = rows_ + std::ptrdiff_t{y % capacity_} * shape_.width * pixel_size_;
        for (int c = 0; c < shape_.channels; ++c, to += samples_) {
            const T* from = panel_.row(c * shape_.pixels() + y * shape_.width) + column_;
            for (int x = 0; x < shape_.width; ++x)
                std::memcpy(to + x * pixel_size_, from + std::ptrdiff_t{x} * panel_.stride(),
                            static_cast<std::size_t>(samples_) * sizeof(T));
        }
    }

    ImageShape shape_;
    const Panel<T>& panel_;
    int column_;
    int samples_;
    int capacity_;
    std::ptrdiff_t pixel_size_;
    int next_ = 0;
    T* rows_;
};

}  // namespace glasscape
