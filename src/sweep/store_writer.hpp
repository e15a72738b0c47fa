// The one writer of a sweep: its store, what is missing there, and how far the run has come.
#pragma once

#include <span>
#include <vector>

#include "glasscape/core/progress.hpp"
#include "glasscape/sweep/sweep.hpp"

namespace glasscape {

class StoreWriter {
  public:
    StoreWriter(const Study& study, const SweepOptions& options);

    const std::vector<std::size_t>& missing() const { return missing_; }
    const KnownPoints& known() const { return known_; }
    const SweepSummary& summary() const { return summary_; }

    void put(std::span<const PointResult> results);

  private:
    RunStore store_;
    KnownPoints known_;
    SweepSummary summary_;
    std::vector<std::size_t> missing_;
    Progress progress_;
};

}  // namespace glasscape
