// What is known of the samples of a batch beside their numbers.
#pragma once

#include <span>
#include <vector>

namespace glasscape {

/// What a conditional normaliser is told of a sample: its domain, a question about it, the branch it takes;
/// never the class that a network is to predict. A type of its own, so that no label can take its place.
enum class Condition : int {};

/// Views of vectors that must outlive it; one entry a sample.
struct Annotations {
    Annotations(std::span<const int> classes, std::span<const Condition> of_samples = {})
        : labels(classes), conditions(of_samples) {}
    Annotations(const std::vector<int>& classes) : labels(classes) {}
    Annotations(const std::vector<int>& classes, const std::vector<Condition>& of_samples)
        : labels(classes), conditions(of_samples) {}

    std::span<const int> labels;            ///< for the loss alone
    std::span<const Condition> conditions;  ///< for the normalisers alone; empty: there are none
};

}  // namespace glasscape
