// Sweeps as a user meets them, and what may happen to one: killed, full disk, two at once, a wrong clock.
#include <algorithm>
#include <filesystem>
#include <string>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "glasscape/core/parse.hpp"
#include "glasscape/sweep/run_store.hpp"
#include "glasscape/table/csv.hpp"
#include "glasscape/table/whole_file.hpp"

#include "run_program.hpp"
#include "scratch.hpp"

namespace glasscape {
namespace {

namespace fs = std::filesystem;
using testing::contains;
using testing::run_program;
using testing::ScratchFolder;

// Some 60 points of 10 to 60 ms.
constexpr const char* small_censuses = R"(name = "faults"
run = "count"
[fixed]
SPEC = "terms:2={w},3=1"
samples = 2
[grid]
w = { from = 0.1, to = 2.0, steps = 20 }
size = [3, 4, 5]
)";

// A folder with a study in it and the export of an undisturbed run.
class Sweep {
  public:
    explicit Sweep(const std::string& text) : study_(folder_.file("s.toml")) {
        write_whole_file(study_, text);
        CHECK(run_program(arguments("run", "undisturbed.db") + " --threads 2").status == 0);
        expected_ = exported("undisturbed.db");
        CHECK(!expected_.empty());
    }

    std::string arguments(const std::string& verb, const std::string& store) const {
        return fmt::format("sweep {} {} --store {}", verb, study_, file(store));
    }
    testing::Outcome run(const std::string& store, const std::string& environment = "") const {
        return run_program(arguments("run", store) + " --threads 2", environment);
    }
    // Under mpirun with four ranks, `environment` given to `rank` alone.
    testing::Outcome run_ranks(const std::string& store, int rank = 0,
                               const std::string& environment = "") const {
        const auto script = file("rank.sh");
        write_whole_file(script, fmt::format("#!/bin/sh\nif [ \"$OMPI_COMM_WORLD_RANK\" = {} ]; then\n"
                                             "    exec env {} '{}' {}\nelse\n    exec '{}' {}\nfi\n",
                                             rank, environment, GLASSCAPE_PROGRAM, arguments("run", store),
                                             GLASSCAPE_PROGRAM, arguments("run", store)));
        return testing::run_shell(
            "OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 mpirun --oversubscribe "
            "-n 4 sh " +
            script);
    }
    // Until the lock of a store is free: ranks that mpirun left behind may hold it for a moment.
    void wait_for_lock(const std::string& store) const {
        CHECK(testing::run_shell(fmt::format("flock '{}.lock' true", file(store))).status == 0);
    }
    std::string exported(const std::string& store) const {
        return run_program(arguments("export", store)).output;
    }
    std::string file(const std::string& name) const { return folder_.file(name); }
    const std::string& study() const { return study_; }
    const std::string& expected() const { return expected_; }

  private:
    ScratchFolder folder_;
    std::string study_;
    std::string expected_;
};

// A run that ends at a stated point, and one after it that completes the store; both tables are those of an
// undisturbed run. Returns what the second run said.
template <class Disturb>
std::string survive(const Sweep& sweep, const std::string& store, const Disturb& disturb) {
    disturb(store);
    sweep.wait_for_lock(store);
    const auto after = sweep.run(store);
    CHECK_MESSAGE(after.status == 0, after.error);
    CHECK(sweep.exported(store) == sweep.expected());
    return after.output;
}

std::int64_t done_before(const std::string& said) {
    const auto end = said.find(" done before");
    const auto begin = said.rfind(' ', end - 1) + 1;
    return parse_integer(said.substr(begin, end - begin)).value();
}

TEST_SUITE_BEGIN("program");

TEST_CASE("sweep: a study from show to export") {
    const Sweep sweep(
        "name = \"grid\"\nquestion = \"?\"\nrun = \"complexity\"\n[fixed]\nindex = \"total,0\"\n[grid]\n"
        "SPEC = [\"pure:3\", \"pure:4\"]\nsize = [5, 10]\n");
    const auto shown =
        run_program(fmt::format("sweep show {} --out {}", sweep.study(), sweep.file("points.csv")));
    CHECK(shown.status == 0);
    CHECK(contains(shown.output, "grid: 4 points of 'glasscape complexity'"));
    CHECK(read_csv(sweep.file("points.csv")).rows.size() == 4);
    CHECK(contains(run_program(sweep.arguments("status", "undisturbed.db")).output,
                   "4 points, 4 done, 0 failed, 0 missing"));
    const auto csv = parse_csv(sweep.expected(), "export");
    CHECK(csv.rows.size() == 8);
    CHECK(csv.number(0, "log_mean_count") ==
          parse_csv(run_program("complexity pure:3 --size 5").output, "complexity")
              .number(0, "log_mean_count"));
    CHECK(run_program(sweep.arguments("export", "undisturbed.db") + " --out " + sweep.file("c.csv")).status ==
          0);
    CHECK(read_file(sweep.file("c.csv")) == sweep.expected());
    CHECK(fs::exists(sweep.file("c.csv.json")));
}

TEST_CASE("sweep: errors in words, with status 2, and nothing written") {
    const ScratchFolder folder;
    const auto study = folder.file("s.toml");
    const auto with = [&](const std::string& text, const std::string& more) {
        write_whole_file(study, text);
        return run_program(fmt::format("sweep {} --store {}", more, folder.file("runs.db")));
    };
    const std::string good =
        "name = \"s\"\nrun = \"complexity\"\n[fixed]\nSPEC = \"pure:3\"\n[grid]\nsize = [4]\n";
    const std::tuple<std::string, std::string, std::string> cases[]{
        {good + "colour = 1\n", "run " + study, "colour"},
        {good, "run " + folder.file("none.toml"), "cannot read"},
        {good, "run " + study + " --shard 3/2", "--shard '3/2': give I/N with 1 <= I <= N"},
        {good, "run " + study + " --quick", "there is no [quick]"},
        {good, "status " + study, "there is no run store"},
        {good, "export " + study, "there is no run store"},
        {"name = \"s\"\nrun = \"count\"\n[fixed]\nSPEC = \"pure:3\"\nsamples = \"many\"\nsize = 4\n",
         "run " + study, "samples"}};
    for (const auto& [text, arguments, expected] : cases) {
        const auto result = with(text, arguments);
        CHECK(result.status == 2);
        CHECK_MESSAGE(contains(result.error, expected), result.error);
        CHECK(std::count(result.error.begin(), result.error.end(), '\n') == 1);
        CHECK(!fs::exists(folder.file("runs.db")));
    }
    const auto forbidden = with(good, "run " + study + " --store /proc/nowhere/runs.db");
    CHECK(forbidden.status != 0);
    write_whole_file(study, good);
    const auto unwritable = run_program("sweep run " + study + " --store /proc/runs.db");
    CHECK(unwritable.status == 1);
    CHECK(contains(unwritable.error, "cannot write '/proc/runs.db"));
}

TEST_CASE("sweep: a point that fails is kept with its error, the others run") {
    const ScratchFolder folder;
    const auto study = folder.file("s.toml");
    write_whole_file(study,
                     "name = \"s\"\nrun = \"complexity\"\n[fixed]\nSPEC = \"pure:3\"\n[grid]\n"
                     "size = [4, 1, 5]\n");
    const auto run = [&](const std::string& verb) {
        return run_program(fmt::format("sweep {} {} --store {}", verb, study, folder.file("runs.db")));
    };
    const auto first = run("run");
    CHECK(first.status == 1);
    CHECK(contains(first.output, "3 points, 0 done before, 2 done now, 1 failed now"));
    CHECK(contains(first.error, "points that failed are kept with their errors; the first: "));
    CHECK(run("run").status == 0);
    CHECK(contains(run("status").output, "3 points, 2 done, 1 failed, 0 missing"));
    CHECK(contains(run("status").output, "(attempt 1, on"));
    const auto exported = run("export");
    CHECK(contains(exported.error, "1 of 3 points are not in the table: 0 missing, 1 failed"));
    CHECK(parse_csv(exported.output, "export").rows.size() == 2);
}

TEST_SUITE_END();

TEST_SUITE_BEGIN("faults");

TEST_CASE("sweep: shards merged, and a script for Slurm that a shell can read") {
    const Sweep sweep(small_censuses);
    std::string stores;
    for (int i = 1; i <= 3; ++i) {
        const auto store = fmt::format("part{}.db", i);
        CHECK(run_program(sweep.arguments("run", store) + fmt::format(" --shard {}/3", i)).status == 0);
        stores += " " + sweep.file(store);
    }
    CHECK(contains(run_program(sweep.arguments("merge", "merged.db") + stores).output,
                   "60 new points from 3 stores"));
    CHECK(sweep.exported("merged.db") == sweep.expected());
    const auto script = sweep.file("submit.sh");
    CHECK(run_program(fmt::format("sweep slurm {} --tasks 7 --out {}", sweep.study(), script)).status == 0);
    CHECK(testing::run_shell("sh -n " + script).status == 0);
    CHECK(contains(read_file(script), "--array=1-7"));
}

TEST_CASE("sweep: the script for Slurm runs, whatever the paths are called") {
    const ScratchFolder folder;
    const auto odd = folder.file("it's `a` $HOME; \"b\" %j");
    fs::create_directory(odd);
    write_whole_file(
        odd + "/s.toml",
        "name = \"s\"\nrun = \"complexity\"\n[fixed]\nSPEC = \"pure:3\"\n[grid]\nsize = [4, 5, 6]\n");
    // Runs each task of an array, in order, as Slurm would.
    write_whole_file(folder.file("sbatch"), R"(#!/bin/sh
cat >job.sh
tasks=1
for option; do case "$option" in --array=1-*) tasks=${option#--array=1-};; esac; done
for task in $(seq "$tasks"); do SLURM_ARRAY_TASK_ID=$task sh job.sh >&2 || exit 1; done
echo 17
)");
    fs::permissions(folder.file("sbatch"), fs::perms::owner_all);
    write_whole_file(folder.file("run.sh"),
                     fmt::format("cd '{0}' && PATH='{0}':\"$PATH\" && study=\"$(ls -d {0}/it*)/s.toml\" && "
                                 "'{1}' sweep slurm \"$study\" --tasks 2 "
                                 "--out s.sh && sh -n s.sh && sh s.sh && '{1}' sweep status \"$study\"",
                                 folder.path(), GLASSCAPE_PROGRAM));
    const auto ran = testing::run_shell("sh " + folder.file("run.sh"));
    CHECK_MESSAGE(ran.status == 0, ran.error);
    CHECK_MESSAGE(contains(ran.output, "array 17, merge 17"), ran.output);
    CHECK_MESSAGE(contains(ran.output, "3 points, 3 done, 0 failed, 0 missing"), ran.output);
    write_whole_file(folder.file("m.toml"),
                     "name = \"m\"\nrun = \"complexity\"\nmemory_gib = 1.5\n[fixed]\nSPEC = \"pure:3\"\n");
    CHECK(
        contains(run_program("sweep slurm " + folder.file("m.toml") + " --cpus 4").output, " --mem=6144M "));
    const auto refused = run_program("sweep slurm census --time '1h; rm -rf x'");
    CHECK(refused.status == 2);
    CHECK(contains(refused.error, "HOURS:MINUTES:SECONDS"));
}

TEST_CASE("sweep: a store that was cut short stays as it is") {
    const Sweep sweep(small_censuses);
    const auto path = sweep.file("undisturbed.db");
    fs::resize_file(path, fs::file_size(path) / 2);
    const auto damaged = read_file(path);
    const auto result = run_program(sweep.arguments("run", "undisturbed.db"));
    CHECK(result.status == 2);
    CHECK(contains(result.error, "is damaged or no run store"));
    CHECK(read_file(path) == damaged);
}

TEST_CASE("killed with a point computed, half stored, or stored: nothing finished is lost") {
    const Sweep sweep(small_censuses);
    for (const auto* event : {"point", "storing", "stored"})
        for (const int count : {1, 2, 5, 11}) {
            CAPTURE(event);
            CAPTURE(count);
            const auto store = fmt::format("{}{}.db", event, count);
            const auto said = survive(sweep, store, [&](const std::string& name) {
                CHECK(sweep.run(name, fmt::format("GLASSCAPE_STOP={}:{}:KILL", event, count)).status == 137);
            });
            if (std::string(event) == "stored") CHECK(done_before(said) >= count);
            if (std::string(event) == "storing") CHECK(done_before(said) < count);
        }
}

TEST_CASE("killed again and again, a store still fills") {
    const Sweep sweep(small_censuses);
    int kills = 0;
    while (sweep.run("again.db", "GLASSCAPE_STOP=stored:3:KILL").status == 137)
        ++kills;
    CHECK(kills >= 1);
    CHECK(kills <= 20);  // each stored three points or more
    CHECK(sweep.exported("again.db") == sweep.expected());
}

TEST_CASE("SIGINT, SIGTERM and SIGHUP end a run with what is finished stored") {
    const Sweep sweep(small_censuses);
    for (const auto* signal : {"INT", "TERM", "HUP"}) {
        const auto said = survive(sweep, std::string(signal) + ".db", [&](const std::string& store) {
            const auto stopped = sweep.run(store, fmt::format("GLASSCAPE_STOP=stored:2:{}", signal));
            CHECK(stopped.status == 130);
            CHECK_MESSAGE(contains(stopped.error, "continue with: glasscape sweep run"), stopped.error);
        });
        CHECK(done_before(said) >= 2);
    }
}

TEST_CASE("two runs on one store at once") {
    const Sweep sweep(small_censuses);
    const auto store = sweep.file("shared.db");
    {
        const RunStore held(store, "faults", RunStore::Mode::create);
        const auto second = sweep.run("shared.db");
        CHECK(second.status == 1);
        CHECK(contains(second.error, "is in use by another run"));
        CHECK(run_program(sweep.arguments("status", "shared.db")).status == 0);
    }
    CHECK(sweep.run("shared.db").status == 0);
    CHECK(sweep.exported("shared.db") == sweep.expected());
}

TEST_SUITE_END();

TEST_SUITE_BEGIN("faults_mpi");

TEST_CASE("ranks make the table of threads, and lose nothing when one of them dies") {
    if (!testing::has_command("mpirun")) {
        MESSAGE("skipped: no mpirun");
        return;
    }
    const Sweep sweep(small_censuses);
    CHECK(sweep.run_ranks("ranks.db").status == 0);
    CHECK(sweep.exported("ranks.db") == sweep.expected());
    for (const int rank : {0, 2})
        for (const int count : {1, 4}) {
            const auto store = fmt::format("rank{}-{}.db", rank, count);
            survive(sweep, store, [&](const std::string& name) {
                CHECK(
                    sweep.run_ranks(name, rank, fmt::format("GLASSCAPE_STOP=point:{}:KILL", count)).status !=
                    0);
            });
        }
    const auto said = survive(sweep, "writer.db", [&](const std::string& name) {
        CHECK(sweep.run_ranks(name, 0, "GLASSCAPE_STOP=stored:2:KILL").status != 0);
    });
    CHECK(done_before(said) >= 2);
}

TEST_SUITE_END();

TEST_SUITE_BEGIN("faults_disk");

TEST_CASE("a full disk") {
    const Sweep sweep(small_censuses);
    const auto disk = sweep.file("disk");
    fs::create_directory(disk);
    // A disk of 128 KiB in a name space of its own; then it grows.
    const auto script = fmt::format(
        "mount -t tmpfs -o size=128k tmpfs {0} || exit 77; '{1}' {2} 2>{3}; echo $? >{3}.status; "
        "mount -o remount,size=16m {0} && '{1}' {2} && '{1}' {4} >{3}.csv || exit 3",
        disk, GLASSCAPE_PROGRAM, sweep.arguments("run", "disk/runs.db"), sweep.file("log"),
        sweep.arguments("export", "disk/runs.db"));
    write_whole_file(sweep.file("script.sh"), script);
    const int status = testing::run_shell("unshare -rm sh " + sweep.file("script.sh")).status;
    if (status == 77 || !fs::exists(sweep.file("log.status"))) {
        MESSAGE("skipped: no disk can be mounted here");
        return;
    }
    CHECK(status == 0);
    CHECK(read_file(sweep.file("log.status")) == "1\n");
    CHECK_MESSAGE(contains(read_file(sweep.file("log")), "the disk is full"), read_file(sweep.file("log")));
    CHECK(read_file(sweep.file("log.csv")) == sweep.expected());
}

TEST_SUITE_END();

TEST_SUITE_BEGIN("faults_clock");

TEST_CASE("a clock that jumps") {
    if (!testing::has_command("faketime")) {
        MESSAGE("skipped: no faketime");
        return;
    }
    const Sweep sweep(small_censuses);
    CHECK(sweep.run("clock.db", "GLASSCAPE_STOP=stored:2:KILL faketime '2031-01-01 00:00:00'").status != 0);
    CHECK(sweep.run("clock.db", "faketime '2001-01-01 00:00:00'").status == 0);
    CHECK(sweep.exported("clock.db") == sweep.expected());
}

TEST_SUITE_END();

}  // namespace
}  // namespace glasscape
