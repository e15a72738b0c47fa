// A study as a Slurm job array.
#pragma once

#include <string>
#include <vector>

#include "glasscape/sweep/study_file.hpp"

namespace glasscape {

struct SlurmOptions {
    int tasks = 16;                 ///< shards, one a task
    int cpus = 1;                   ///< of a task
    std::string time = "01:00:00";  ///< of a task
    std::string partition;
    std::string account;
    std::string memory;  ///< of a task, as sbatch takes it; empty: what the study says its points need
    int gpus = 0;        ///< of a task
    std::vector<std::string> more;  ///< further options of sbatch for the array, as they stand
    std::string study_file;
    std::string store;  ///< to merge into; empty: the study's own
};

/// A shell script that submits the array, each task a shard with a store of its own, and a job that merges
/// the stores after all tasks have ended, however they ended. Run again it submits what is missing.
std::string slurm_script(const Study& study, const SlurmOptions& options);

}  // namespace glasscape
