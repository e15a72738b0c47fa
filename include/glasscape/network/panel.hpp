// Panel: features x samples, feature-major, as the layers work on it.
//
// Row f holds feature f of all samples; rows are padded with zeros to a multiple of 64 bytes, so that vector
// lanes run over samples. Whoever writes a row leaves its padding zero.
#pragma once

#include <algorithm>
#include <cstddef>

#include "glasscape/core/aligned.hpp"

namespace glasscape {

/// Numbers of a cache line, the unit of padding.
template <class T>
constexpr int panel_lanes = 64 / static_cast<int>(sizeof(T));

template <class T>
constexpr int padded(int count) {
    return (count + panel_lanes<T> - 1) / panel_lanes<T> * panel_lanes<T>;
}

template <class T>
class Panel {
  public:
    Panel() = default;
    Panel(int features, int samples) { resize(features, samples); }

    /// Contents are zero afterwards if the shape changed, else kept.
    void resize(int features, int samples) {
        if (features == features_ && samples == samples_) return;
        features_ = features;
        samples_ = samples;
        stride_ = row_distance(samples);
        data_.assign(static_cast<std::size_t>(features) * static_cast<std::size_t>(stride_), T{});
    }

    int features() const { return features_; }
    int samples() const { return samples_; }
    /// Samples rounded up to panel_lanes.
    int width() const { return padded<T>(samples_); }
    /// Distance of rows, a multiple of panel_lanes.
    int stride() const { return stride_; }

    T* row(int feature) { return data_.data() + offset(feature); }
    const T* row(int feature) const { return data_.data() + offset(feature); }
    T& operator()(int feature, int sample) { return row(feature)[sample]; }
    T operator()(int feature, int sample) const { return row(feature)[sample]; }

    T* data() { return data_.data(); }
    const T* data() const { return data_.data(); }
    std::size_t size() const { return data_.size(); }
    void fill_zero() { std::fill(data_.begin(), data_.end(), T{}); }

  private:
    /// Rows whole multiples of 2 KiB apart would share a few sets of the first-level cache.
    static int row_distance(int samples) {
        constexpr int conflict = 2048 / static_cast<int>(sizeof(T));
        const int width = padded<T>(samples);
        return width > 0 && width % conflict == 0 ? width + panel_lanes<T> : width;
    }
    std::size_t offset(int feature) const {
        return static_cast<std::size_t>(feature) * static_cast<std::size_t>(stride_);
    }

    int features_ = 0;
    int samples_ = 0;
    int stride_ = 0;
    AlignedVector<T> data_;
};

}  // namespace glasscape
