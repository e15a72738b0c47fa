#include "glasscape/sweep/slurm_script.hpp"

#include <cmath>
#include <filesystem>
#include <regex>
#include <stdexcept>

#include <fmt/format.h>

#include "glasscape/table/sidecar.hpp"

namespace glasscape {
namespace {

std::string this_program() {
    std::error_code error;
    const auto path = std::filesystem::read_symlink("/proc/self/exe", error);
    return error ? "glasscape" : path.string();
}

std::string command(const Study& study, const SlurmOptions& options, const std::string& verb) {
    std::vector<std::string> words{this_program(), "sweep", verb, options.study_file};
    if (study.quick) words.emplace_back("--quick");
    return shell_command(words);
}

std::string memory_option(const Study& study, const SlurmOptions& options) {
    if (!options.memory.empty()) return " --mem=" + shell_command({options.memory});
    if (study.memory_gib <= 0.0) return "";
    const int points = std::max(1, options.cpus / study.threads);
    return fmt::format(" --mem={}M", static_cast<long>(std::ceil(1024.0 * study.memory_gib * points)));
}

// Where the cluster is to run it.
std::string place_options(const SlurmOptions& options) {
    std::string text;
    if (!options.partition.empty()) text += " --partition=" + shell_command({options.partition});
    if (!options.account.empty()) text += " --account=" + shell_command({options.account});
    return text;
}

std::string task_options(const Study& study, const SlurmOptions& options) {
    std::string text = memory_option(study, options) + place_options(options);
    if (options.gpus > 0) text += fmt::format(" --gpus={}", options.gpus);
    for (const auto& option : options.more)
        text += " " + shell_command({option});
    return text;
}

}  // namespace

std::string slurm_script(const Study& study, const SlurmOptions& options) {
    static const std::regex time_limit(R"((\d+-)?\d+(:\d{1,2}){0,2})");
    if (!std::regex_match(options.time, time_limit))
        throw std::invalid_argument(
            fmt::format("--time '{}': give minutes, HOURS:MINUTES:SECONDS or DAYS-HOURS:MINUTES:SECONDS, "
                        "such as 04:00:00",
                        options.time));
    const auto folder = "out/" + study.name;
    const auto store = options.store.empty() ? "" : " --store " + shell_command({options.store});
    return fmt::format(R"(#!/bin/sh
# Submits the study {name}: an array of {tasks} tasks, and the merge of their stores after all of them have ended.
# Submitted again, it runs only what is missing.
set -eu
mkdir -p {folder}
array=$(sbatch --parsable --job-name={name} --array=1-{tasks} --cpus-per-task={cpus} --time={time}{task} \
    --output={folder}/slurm-%A-%a.log <<'TASK'
#!/bin/sh
exec {run} --shard "$SLURM_ARRAY_TASK_ID/{tasks}" --threads {cpus} --progress plain
TASK
)
merge=$(sbatch --parsable --job-name={name}-merge --dependency=afterany:"$array" --time={time}{place} \
    --output={folder}/slurm-%A-merge.log <<'MERGE'
#!/bin/sh
exec {merge}{store}
MERGE
)
echo "array $array, merge $merge"
)",
                       fmt::arg("name", study.name), fmt::arg("tasks", options.tasks),
                       fmt::arg("cpus", options.cpus), fmt::arg("time", shell_command({options.time})),
                       fmt::arg("task", task_options(study, options)),
                       fmt::arg("place", place_options(options)), fmt::arg("folder", folder),
                       fmt::arg("run", command(study, options, "run")),
                       fmt::arg("merge", command(study, options, "merge")), fmt::arg("store", store));
}

}  // namespace glasscape
