#include "commands/network_source.hpp"

namespace glasscape::cli {

void add_network_source(CommandParameters& take, NetworkSource& source) {
    take.add("CHECKPOINT", source.weights,
             "a seedK.ckpt that train left, or with --network a safetensors file of weights")
        .require();
    take.add("network", source.network,
             "configuration of weights that are no checkpoint, a name or a FILE.toml");
    take.add(
        "data", source.data,
        "where the data of the training are now, as train takes it; absent: as the checkpoint names them");
}

}  // namespace glasscape::cli
