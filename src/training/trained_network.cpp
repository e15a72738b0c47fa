#include "glasscape/training/trained_network.hpp"

#include <filesystem>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>

#include "glasscape/table/csv.hpp"
#include "glasscape/training/datasets.hpp"

#include "network/panel/samples.hpp"
#include "training/checkpoint.hpp"
#include "training/read_network.hpp"

namespace glasscape {
namespace {

// The data that the checkpoint was trained on, wherever they are now.
DataSource data_of_checkpoint(const CheckpointOrigin& origin, const std::string& spec,
                              const NetworkSource& source) {
    const auto folder = std::filesystem::path(source.weights).parent_path().string();
    auto data = source.data.empty()
                    ? found_from(parse_data_source(spec), folder.empty() ? "." : folder, origin.data_paths)
                    : parse_data_source(source.data);
    for (const auto& file : files_of(data))
        if (!std::filesystem::exists(file))
            throw std::invalid_argument(fmt::format(
                "{}: its data '{}' are not there: say where they are with --data, such as --data {}",
                source.weights, file, spec));
    if (const auto content = content_of(data); content != origin.data)
        throw std::invalid_argument(fmt::format(
            "{}: was trained on other data than '{}' holds now ({} there, {} here): give the data it was "
            "trained on with --data",
            source.weights, to_text(data), origin.data, content));
    return data;
}

}  // namespace

ReadNetwork read_network(const NetworkSource& source) {
    ReadNetwork read{read_file(source.weights), {}, source.seed, 0};
    if (!source.network.empty()) {
        read.config = load_training_config(source.network);
        if (!source.data.empty()) read.config.data = source.data;
        return read;
    }
    const auto head = checkpoint_head(read.bytes, source.weights);
    read.config = parse_training_config(head.origin.config, source.weights);
    read.config.data = to_text(data_of_checkpoint(head.origin, read.config.data, source));
    read.seed = head.seed;
    read.step = head.step;
    return read;
}

TrainedNetwork load_trained_network(const NetworkSource& source) {
    auto read = read_network(source);
    if (read.config.convolutional)
        throw std::invalid_argument(
            fmt::format("{}: is a convolutional network: lesions and Hessians are those of dense networks "
                        "(glasscape depth without --lesion tells its path lengths)",
                        source.weights));
    auto data = open_data(read.config, read.seed);
    ResidualNetwork<double> network(read.config.network, read.seed);
    read_weights(read.bytes, source.weights, network.parameters(), network.buffers());
    return {std::move(read.config), read.seed, read.step, std::move(data), std::move(network)};
}

HeldOutPoints held_out_points(const Dataset& data, int points) {
    Batch batch;
    data.test_batch(points, batch);
    HeldOutPoints held{{}, batch.labels, batch.conditions};
    copy_samples(batch.x, held.x);
    return held;
}

}  // namespace glasscape
