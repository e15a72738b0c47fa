// The arrays of a layer as the optimiser and checkpoints see them.
#pragma once

#include <string>
#include <vector>

#include "glasscape/core/aligned.hpp"
#include "glasscape/network/parameter.hpp"

namespace glasscape {

template <class T>
struct LayerArray {
    LayerArray() = default;
    LayerArray(int array_rows, int array_columns, T start, bool trained)
        : rows(array_rows),
          columns(array_columns),
          values(static_cast<std::size_t>(rows) * static_cast<std::size_t>(columns), start),
          gradients(trained ? values.size() : 0) {}

    bool trained() const { return !gradients.empty(); }
    T& operator[](int i) { return values[static_cast<std::size_t>(i)]; }
    T operator[](int i) const { return values[static_cast<std::size_t>(i)]; }
    void add_gradient(int i, T value) {
        if (trained()) gradients[static_cast<std::size_t>(i)] += value;
    }

    Parameter<T> view(std::string name, bool is_weight) {
        Parameter<T> parameter{std::move(name), rows,          columns,
                               columns,         values.data(), trained() ? gradients.data() : nullptr};
        parameter.is_weight = is_weight;
        return parameter;
    }

    int rows = 0;
    int columns = 0;
    AlignedVector<T> values;
    AlignedVector<T> gradients;  ///< empty where it is not trained
};

/// Arrays of a network: what is trained, and what is not.
template <class T>
struct LayerArrays {
    std::vector<Parameter<T>> parameters;
    std::vector<Parameter<T>> buffers;

    void add(LayerArray<T>& array, const std::string& name, bool is_weight = false) {
        if (array.rows > 0) (array.trained() ? parameters : buffers).push_back(array.view(name, is_weight));
    }
};

}  // namespace glasscape
