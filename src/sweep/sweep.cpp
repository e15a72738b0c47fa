#include "glasscape/sweep/sweep.hpp"

#include <algorithm>
#include <exception>
#include <stdexcept>

#include <fmt/format.h>

#include "glasscape/core/error.hpp"
#include "glasscape/core/interrupt.hpp"
#include "glasscape/core/progress.hpp"
#include "glasscape/core/stop_point.hpp"
#include "glasscape/core/stopwatch.hpp"
#include "glasscape/core/threads.hpp"
#include "glasscape/core/version.hpp"
#include "glasscape/table/csv.hpp"
#include "glasscape/table/sidecar.hpp"

#include "sweep/point_queue.hpp"
#include "sweep/store_writer.hpp"

namespace glasscape {

int concurrent_points(const Study& study, const SweepOptions& options) {
    set_thread_count(options.threads);
    int count = std::max(1, thread_count() / study.threads);
    if (study.memory_gib <= 0.0) return count;
    if (!(options.memory_gib >= 0.0))
        throw std::invalid_argument(
            fmt::format("--memory {}: give GiB above 0, or 0 for 80% of what is free", options.memory_gib));
    const double limit = memory_limit_gib(options);
    if (study.memory_gib > limit)
        throw std::invalid_argument(fmt::format(
            "a point of '{}' needs {:.3g} GiB of memory and {:.3g} GiB may be used: give --memory GIB, or a "
            "machine with more",
            study.name, study.memory_gib, limit));
    return static_cast<int>(std::min(static_cast<double>(count), limit / study.memory_gib));
}

std::vector<std::size_t> missing_points(const Study& study, const KnownPoints& known, const Shard& shard,
                                        bool retry_failed, SweepSummary& summary) {
    std::vector<std::size_t> missing;
    for (std::size_t i = shard.number - 1; i < study.size(); i += shard.count) {
        ++summary.points;
        const auto before = known.empty() ? known.end() : known.find(study.point(i).id);
        const bool done = before != known.end() && before->second.first == PointStatus::done;
        const bool failed = before != known.end() && !done;
        summary.done_before += done ? 1 : 0;
        summary.failed_before += failed && !retry_failed ? 1 : 0;
        if (!done && (!failed || retry_failed)) missing.push_back(i);
    }
    return missing;
}

void check_parameters(const Study& study, const StudyPoint& point) {
    auto call = study.command.make();
    set_parameters(call, point.parameters);
    call.parameters.require_complete();
}

namespace {

void check_point(const Study& study, std::size_t index, const std::string& origin) {
    try {
        check_parameters(study, study.point(index));
    } catch (const std::invalid_argument& error) {
        throw std::invalid_argument(
            fmt::format("{}: point {} of the grid: {}: {}; 'glasscape {} --help' "
                        "shows what it takes",
                        origin, index, study.command.name, error.what(), study.command.name));
    }
}

}  // namespace

void check_values(const Study& study, const std::string& origin) {
    constexpr std::size_t most = 64;
    std::size_t stride = study.size();
    for (const auto& axis : study.axes) {
        stride /= axis.size();
        for (std::size_t i = 0; i < std::min(axis.size(), most); ++i)
            check_point(study, i * stride, origin);
    }
    if (study.axes.empty()) check_point(study, 0, origin);
}

PointRunner command_runner(const Study& study, const std::string& backend) {
    return [&study, backend](const StudyPoint& point) {
        auto call = study.command.make();
        set_parameters(call, point.parameters);
        RunSettings settings;
        settings.seed = point.seed;
        settings.backend = study.command.cuda ? backend : "cpu";
        settings.tables = {study.table};
        CommandRun run(settings);
        auto result = perform(call, run);
        if (!result.failure.empty()) throw std::runtime_error(result.failure);
        for (auto& [name, table] : result.tables)
            if (name == study.table) return PointTable{std::move(table), run.notes()};
        throw std::invalid_argument(
            fmt::format("'{}' makes no table \"{}\" with these parameters", study.command.name, study.table));
    };
}

PointResult run_one(const Study& study, std::size_t index, const PointRunner& run_point,
                    std::int64_t attempts) {
    const Stopwatch watch;
    const auto point = study.point(index);
    PointResult result;
    result.id = point.id;
    result.parameters = point.parameters;
    for (const auto& [key, content] : point.contents)
        result.parameters[key + ".content"] = content;
    result.seed = point.seed;
    result.attempts = attempts;
    result.host = host_name();
    result.revision = build_info().revision;
    try {
        auto made = run_point(point);
        result.table = std::move(made.table);
        for (const auto& note : made.notes)
            result.notes += note + "\n";
        if (study.point(index).id != point.id)
            throw std::runtime_error("a file that the point reads changed while it ran: run the sweep again");
    } catch (const Interrupted&) {
        throw;
    } catch (const std::exception& error) {
        result.status = PointStatus::failed;
        result.error = error.what();
        result.table = Table({});
    }
    result.wall_seconds = watch.seconds();
    reach_stop_point("point");
    return result;
}

SweepSummary run_sweep(const Study& study, const SweepOptions& options, const PointRunner& run_point) {
    const int concurrent = concurrent_points(study, options);
    StoreWriter writer(study, options);
    const auto& points = writer.missing();
    {
        PointQueue queue(study, points, writer.known(), run_point);
        queue.start(
            static_cast<int>(std::min<std::size_t>(points.size(), static_cast<std::size_t>(concurrent))));
        for (auto results = queue.wait_for_results(); !results.empty(); results = queue.wait_for_results())
            writer.put(results);
    }
    throw_if_interrupted();
    return writer.summary();
}

std::string default_store(const Study& study, const Shard& shard) {
    return shard.count == 1 ? fmt::format("out/{}/runs.db", study.name)
                            : fmt::format("out/{}/runs-{}-of-{}.db", study.name, shard.number, shard.count);
}

}  // namespace glasscape
