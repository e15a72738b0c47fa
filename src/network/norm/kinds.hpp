// The makers of the kinds of normalisers, one file each, and what they share.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "glasscape/network/normaliser.hpp"

namespace glasscape {

/// A parameter or a buffer: a matrix without padding and its gradient.
template <class T>
struct Array {
    Array(std::string array_name, int array_rows, int array_columns, T start, bool trained = true)
        : name(std::move(array_name)),
          rows(array_rows),
          columns(array_columns),
          values(static_cast<std::size_t>(rows) * static_cast<std::size_t>(columns), start),
          gradients(trained ? values.size() : 0) {}

    T& operator[](int i) { return values[static_cast<std::size_t>(i)]; }
    T operator[](int i) const { return values[static_cast<std::size_t>(i)]; }
    T& gradient(int i) { return gradients[static_cast<std::size_t>(i)]; }
    Parameter<T> view() {
        return {name,     rows,          columns,
                columns,  values.data(), gradients.empty() ? nullptr : gradients.data(),
                is_weight};
    }

    std::string name;
    int rows;
    int columns;
    std::vector<T> values;
    std::vector<T> gradients;
    bool is_weight = false;
};

/// s <- (1 - momentum) s + momentum batch.
template <class T>
inline void follow_batch(T& running, T batch, double momentum) {
    running = static_cast<T>(1.0 - momentum) * running + static_cast<T>(momentum) * batch;
}

template <class T>
std::unique_ptr<Normaliser<T>> make_identity_norm(const NormOptions& options, const NormShape& shape);
template <class T>
std::unique_ptr<Normaliser<T>> make_skip_init(const NormOptions& options, const NormShape& shape);
template <class T>
std::unique_ptr<Normaliser<T>> make_scale_norm(const NormOptions& options, const NormShape& shape);
template <class T>
std::unique_ptr<Normaliser<T>> make_batch_norm(const NormOptions& options, const NormShape& shape);
template <class T>
std::unique_ptr<Normaliser<T>> make_branch_batch_norm(const NormOptions& options, const NormShape& shape);
template <class T>
std::unique_ptr<Normaliser<T>> make_group_norm(const NormOptions& options, const NormShape& shape);
template <class T>
std::unique_ptr<Normaliser<T>> make_iter_norm(const NormOptions& options, const NormShape& shape);
template <class T>
std::unique_ptr<Normaliser<T>> make_whitening_norm(const NormOptions& options, const NormShape& shape);
template <class T>
std::unique_ptr<Normaliser<T>> make_kalman_norm(const NormOptions& options, const NormShape& shape);
template <class T>
std::unique_ptr<Normaliser<T>> make_weight_norm(const NormOptions& options, const NormShape& shape);

}  // namespace glasscape
