#include "experiment/digits/adversarial_training.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <map>
#include <string>
#include <utility>

#include "glasscape/network/optimiser.hpp"
#include "glasscape/stats/running_mean.hpp"

#include "experiment/digits/digit_images.hpp"
#include "network/dense_stack.hpp"
#include "network/losses.hpp"

namespace glasscape {
namespace {

constexpr int branches_of_training = 2;
constexpr int hidden_layers = 2;
constexpr std::uint64_t test_attacks = std::uint64_t{1} << 32;

std::vector<Condition> in_branch(int branch, int samples) {
    return std::vector<Condition>(static_cast<std::size_t>(samples), Condition{branch});
}

DenseStack<float> classifier(NormKind kind, const AdversarialRequest& request, std::uint64_t seed) {
    const DenseLayer hidden{request.width, default_options(kind), Gate::rectifier};
    const DenseLayer last{digit_classes, default_options(NormKind::none), Gate::none};
    return DenseStack<float>({digit_pixels, branches_of_training, {hidden, hidden, last}}, seed);
}

/// Clean images and behind them their attacked copies.
struct Doubled {
    Panel<float> x;
    std::vector<int> labels;
    std::vector<Condition> conditions;

    void fill(const Batch& clean, const Panel<float>& attacked_copy) {
        const int samples = clean.x.samples();
        x.resize(clean.x.features(), 2 * samples);
        for (int i = 0; i < x.features(); ++i) {
            std::copy_n(clean.x.row(i), samples, x.row(i));
            std::copy_n(attacked_copy.row(i), samples, x.row(i) + samples);
        }
        labels = clean.labels;
        labels.insert(labels.end(), clean.labels.begin(), clean.labels.end());
        conditions = in_branch(0, samples);
        conditions.resize(labels.size(), Condition{1});
    }
};

void train_on_attacks(DenseStack<float>& network, const DigitImages& images,
                      const AdversarialRequest& request, std::uint64_t seed) {
    OptimiserOptions options;
    options.kind = OptimiserKind::adam;
    Optimiser<float> optimiser(options, network.parameters());
    const auto adversarial = in_branch(1, request.batch);
    StackActivations<float> attack_state;
    StackActivations<float> state;
    Panel<float> by_outputs;
    Panel<float> by_inputs;
    Batch clean;
    Doubled both;
    for (int step = 0; step < request.steps; ++step) {
        const auto index = static_cast<std::uint64_t>(step);
        images.draw(seed, index, request.batch, clean);
        both.fill(clean, attacked(network, clean.x, {clean.labels, adversarial},
                                  {request.radius, request.training_steps},
                                  RandomStream(seed, Stream::adversarial, index), attack_state));
        network.forward(both.x, both.conditions, NormMode::train, state);
        loss_and_gradient(Loss::cross_entropy, state.outputs(), both.labels, by_outputs);
        network.backward(both.x, by_outputs, state, by_inputs);
        optimiser.step(request.learning_rate);
    }
}

/// Accuracies standard, robust, and the two through the other branch.
std::vector<double> branch_accuracies(DenseStack<float>& network, const Batch& images,
                                      const AdversarialRequest& request, std::uint64_t seed) {
    StackActivations<float> state;
    const auto accuracy_on = [&](const Panel<float>& x, const std::vector<Condition>& branch) {
        network.forward(x, branch, NormMode::evaluate, state);
        return accuracy(Loss::cross_entropy, state.outputs(), images.labels);
    };
    std::vector<double> list(4);
    for (int branch = 0; branch < branches_of_training; ++branch) {
        const auto conditions = in_branch(branch, images.x.samples());
        const auto x =
            attacked(network, images.x, {images.labels, conditions}, {request.radius, request.test_steps},
                     RandomStream(seed, Stream::adversarial, test_attacks), state);
        list[branch == 0 ? 0 : 2] = accuracy_on(images.x, conditions);
        list[branch == 1 ? 1 : 3] = accuracy_on(x, conditions);
    }
    return list;
}

std::vector<BranchStatistics> branch_statistics(DenseStack<float>& network, NormKind kind,
                                                std::uint64_t seed) {
    std::vector<BranchStatistics> list;
    for (int layer = 1; is_conditional(kind) && layer <= hidden_layers; ++layer) {
        const auto buffers = network.norm(layer).buffers();
        const auto& mean = buffers[0];
        const auto& variance = buffers[1];
        RunningMean squares;
        RunningMean logarithms;
        for (int j = 0; j < mean.columns; ++j) {
            const double clean = static_cast<double>(variance.values[j]);
            const double other = static_cast<double>(variance.values[variance.stride + j]);
            const double shift = static_cast<double>(mean.values[mean.stride + j] - mean.values[j]);
            squares.add(shift * shift / clean);
            logarithms.add(0.5 * std::log(other / clean));
        }
        list.push_back({kind, seed, layer, std::sqrt(squares.mean()), std::exp(logarithms.mean())});
    }
    return list;
}

}  // namespace

AdversarialResult adversarial_training(const AdversarialRequest& request) {
    const DigitImages images;
    struct Run {
        SeedMeasures accuracies;
        std::vector<BranchStatistics> branches;
    };
    const auto runs = by_arm_and_seed<Run>(
        "adversarial training, runs", request.norms.size(), seeds_from(request.first_seed, request.seeds),
        [&](std::size_t arm, std::uint64_t seed) {
            const auto kind = request.norms[arm];
            auto network = classifier(kind, request, seed);
            train_on_attacks(network, images, request, seed);
            return Run{{std::string(norm_name(kind)), seed,
                        branch_accuracies(network, images.held_out, request, seed)},
                       branch_statistics(network, kind, seed)};
        });
    AdversarialResult result;
    for (const auto& of_arm : runs)
        for (const auto& run : of_arm) {
            result.accuracies.push_back(run.accuracies);
            result.branches.insert(result.branches.end(), run.branches.begin(), run.branches.end());
        }
    return result;
}

Table adversarial_table(const AdversarialResult& result, const AdversarialRequest& request) {
    return paired_table({"standard accuracy", "robust accuracy", "standard accuracy, adversarial branch",
                         "robust accuracy, clean branch"},
                        result.accuracies, compared_with_those_before(names_of(request.norms)));
}

Table branch_table(const AdversarialResult& result) {
    Table table({{"arm", ColumnType::text, "", "normalisation"},
                 {"layer", ColumnType::integer, "1", "hidden layer, counted from 1"},
                 {"seeds", ColumnType::integer, "1", "number of seeds"},
                 {"mean_shift", ColumnType::real, "1",
                  "root mean square over units of (mean of attacked - mean of clean)/deviation of clean"},
                 {"mean_shift_error", ColumnType::real, "1", "its standard error over seeds"},
                 {"deviation_ratio", ColumnType::real, "1",
                  "deviation of attacked over that of clean, geometric mean over units"},
                 {"deviation_ratio_error", ColumnType::real, "1", "its standard error over seeds"}});
    std::map<std::pair<NormKind, int>, std::pair<RunningMean, RunningMean>> means;
    for (const auto& one : result.branches) {
        auto& [shift, ratio] = means[{one.norm, one.layer}];
        shift.add(one.mean_shift);
        ratio.add(one.deviation_ratio);
    }
    for (const auto& [key, pair] : means)
        table.add_row({std::string(norm_name(key.first)), std::int64_t{key.second}, pair.first.count(),
                       pair.first.mean(), pair.first.std_error(), pair.second.mean(),
                       pair.second.std_error()});
    return table;
}

}  // namespace glasscape
