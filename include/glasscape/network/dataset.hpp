// Where a network's points come from: the paper's Gaussian classes, and files.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "glasscape/network/annotations.hpp"
#include "glasscape/network/image_shape.hpp"
#include "glasscape/network/panel.hpp"

namespace glasscape {

/// Points as columns of a panel (inputs x samples), their classes 0 .. classes - 1, and their conditions
/// 0 .. conditions - 1 where the data have them.
struct Batch {
    Panel<float> x;
    std::vector<int> labels;
    std::vector<Condition> conditions{};
};

/// Immutable; batches are functions of their number alone.
class Dataset {
  public:
    virtual ~Dataset() = default;

    virtual int inputs() const = 0;
    virtual int classes() const = 0;
    /// Number of conditions that points can have; 0: they have none.
    virtual int conditions() const { return 0; }
    virtual ImageShape image() const { return {}; }
    /// Stored training points; 0 where every batch is fresh.
    virtual std::int64_t training_points() const = 0;
    /// Points kept for tests; 0 where any number can be drawn.
    virtual std::int64_t test_points() const = 0;

    /// What the data are, in words.
    virtual std::string description() const = 0;

    /// Training batch number `step` (0, 1, ...).
    virtual void training_batch(std::int64_t step, int samples, Batch& batch) const = 0;
    /// The first `samples` test points, the same at every call (fewer where there are fewer).
    virtual void test_batch(int samples, Batch& batch) const = 0;
};

/// The paper's task: class means mu_k ~ N(0, spread^2 I), x = mu_k + A_k z, A_k inputs x inputs of N(0,
/// 1/inputs) (or the identity), z ~ N(0, I), classes uniform.
struct GaussianClasses {
    int inputs = 20;
    int classes = 50;
    double spread = 0.5;
    bool random_covariance = true;
    std::int64_t training_points = 0;  ///< batches drawn with replacement from so many; 0: fresh batches
};
std::unique_ptr<Dataset> make_gaussian_classes(const GaussianClasses& task, std::uint64_t seed);

/// Points read from files, one after the other.
struct StoredPoints {
    int inputs = 0;
    int classes = 0;
    std::vector<float> values;  ///< points x inputs
    std::vector<int> labels;
    std::vector<std::string> names;  ///< of the features; empty: they have none
    ImageShape image{};
    int condition_count = 0;
    std::vector<Condition> conditions{};  ///< of the points; empty: they have none
    std::int64_t count() const { return static_cast<std::int64_t>(labels.size()); }
};

/// MNIST's format, plain or gzip. Throws std::invalid_argument naming the file and what is wrong: no IDX
/// header, sizes that the file does not hold (checked before anything is allocated), a type that is not read,
/// numbers of images and labels that differ. Images are unsigned bytes, which count as parts of 255, or
/// single-precision numbers, finite ones; labels unsigned bytes or whole numbers of four bytes, below 1,000,000.
/// Dimensions after the number of points are height, width, or channels, height, width; points of any other number
/// of dimensions are vectors.
StoredPoints read_idx(const std::string& images, const std::string& labels);
/// CIFAR-10 binary batches: records of one label byte and 3072 pixels.
StoredPoints read_cifar10(const std::vector<std::string>& files);
/// CIFAR-100 binary files: records of the byte of a superclass, which is not used, that of a class, and 3072
/// pixels.
StoredPoints read_cifar100(const std::vector<std::string>& files);

/// The 8 x 8 handwritten digits that come with the library (data/README.md), in the order of their file.
struct Digits {
    StoredPoints training;  ///< 1498
    StoredPoints test;      ///< every sixth of the file, 299
};
Digits built_in_digits();

/// Features of vectors, and channels of images, shifted and scaled to mean 0 and variance 1 over the training
/// points; epochs in an order drawn anew for each. Throws std::invalid_argument where training and test points
/// differ in shape or one of them has none.
/// Without test points a share of the training points, drawn by the seed, is kept for tests.
std::unique_ptr<Dataset> make_stored_dataset(StoredPoints training, StoredPoints test, double test_share,
                                             std::uint64_t seed);

}  // namespace glasscape
