#include "sweep/store_writer.hpp"

namespace glasscape {

StoreWriter::StoreWriter(const Study& study, const SweepOptions& options)
    : store_(options.store, study.name, RunStore::Mode::create),
      known_(store_.known()),
      missing_(missing_points(study, known_, options.shard, options.retry_failed, summary_)),
      progress_(study.name + ", points", static_cast<std::int64_t>(missing_.size())) {}

void StoreWriter::put(std::span<const PointResult> results) {
    store_.put(results);
    for (const auto& result : results) {
        const bool done = result.status == PointStatus::done;
        ++(done ? summary_.done : summary_.failed);
        if (!done && summary_.first_error.empty()) summary_.first_error = result.error;
    }
    progress_.advance(static_cast<std::int64_t>(results.size()));
}

}  // namespace glasscape
