// The arrays of a network that an optimiser moves and a checkpoint stores.
#pragma once

#include <string>

namespace glasscape {

/// A matrix of rows x columns (a vector has one row) whose rows lie `stride` apart, with its gradient laid
/// out alike. Padding between rows is zero in both.
template <class T>
struct Parameter {
    std::string name;
    int rows;
    int columns;
    int stride;
    T* values;
    T* gradients;            ///< null for running statistics, which no optimiser moves
    bool is_weight = false;  ///< of a linear map, not a scale or a shift: what weight decay is for
    double rate = 1.0;       ///< its learning rate in units of that of the network
};

}  // namespace glasscape
