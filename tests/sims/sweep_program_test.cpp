// Sweeps as a user meets them, and what may happen to one: killed, full disk, two at once, a wrong clock.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <random>
#include <string>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "glasscape/table/csv.hpp"
#include "glasscape/table/whole_file.hpp"

#include "run_program.hpp"
#include "scratch.hpp"

namespace glasscape {
namespace {

namespace fs = std::filesystem;
using testing::run_program;
using testing::ScratchFolder;

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

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
    std::string run_command(const std::string& store) const {
        return fmt::format("exec '{}' {} --threads 2 >/dev/null 2>&1", GLASSCAPE_PROGRAM,
                           arguments("run", store));
    }
    std::string mpi_command(const std::string& store) const {
        return fmt::format(
            "exec env OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 mpirun --oversubscribe -n 4 "
            "'{}' {} "
            ">/dev/null 2>&1 </dev/null",
            GLASSCAPE_PROGRAM, arguments("run", store));
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

// Runs stores to their end, again and again, with a SIGKILL at a random moment of each run, until there were
// `kills`.
void survive_kills(const Sweep& sweep, bool mpi, int kills, int longest_ms) {
    std::mt19937 random(1);
    int killed = 0;
    for (int number = 0; killed < kills; ++number) {
        const auto store = fmt::format("killed{}.db", number);
        for (bool again = true; again;) {
            const int group =
                testing::start_command(mpi ? sweep.mpi_command(store) : sweep.run_command(store));
            const auto moment = static_cast<int>(random() % static_cast<unsigned>(longest_ms));
            const auto ended = testing::kill_command(group, moment);
            killed += ended ? 0 : 1;
            again = ended != 0;  // ranks that mpirun left behind may hold the store for a moment: then 1
        }
        // The run that was not killed had ended; this one finds nothing to do.
        const auto last = run_program(sweep.arguments("run", store));
        CHECK(last.status == 0);
        CHECK(contains(last.output, "60 done before, 0 done now"));
        CHECK(sweep.exported(store) == sweep.expected());
    }
    MESSAGE(killed << " kills");
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
    CHECK(std::system(fmt::format("sh -n {}", script).c_str()) == 0);
    CHECK(contains(read_file(script), "--array=1-7"));
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

TEST_CASE("killed at random moments, threads") {
    survive_kills(Sweep(small_censuses), false, 30, 600);
}

TEST_CASE("killed at random moments, MPI") {
    if (!testing::has_command("mpirun")) {
        MESSAGE("skipped: no mpirun");
        return;
    }
    const Sweep sweep(small_censuses);
    const auto store = "ranks.db";
    CHECK(testing::wait_for_command(testing::start_command(sweep.mpi_command(store))) == 0);
    CHECK(sweep.exported(store) == sweep.expected());
    survive_kills(sweep, true, 30, 1500);
}

TEST_CASE("a rank that dies loses no finished point") {
    if (!testing::has_command("mpirun")) {
        MESSAGE("skipped: no mpirun");
        return;
    }
    const Sweep sweep(small_censuses);
    const int group = testing::start_command(sweep.mpi_command("ranks.db"));
    // The newest process of the group is the last rank.
    CHECK(std::system(
              fmt::format("sleep 1; pkill -KILL -n -f 'sweep run .*{}'", sweep.file("ranks.db")).c_str()) ==
          0);
    CHECK(testing::wait_for_command(group) != 0);
    const auto after = run_program(sweep.arguments("run", "ranks.db"));
    CHECK(after.status == 0);
    CHECK(!contains(after.output, " 0 done before"));
    CHECK(sweep.exported("ranks.db") == sweep.expected());
}

TEST_CASE("Ctrl-C and SIGTERM") {
    const Sweep sweep(small_censuses);
    for (const auto* signal : {"INT", "TERM"}) {
        const auto store = std::string(signal) + ".db";
        const int group = testing::start_command(sweep.run_command(store));
        CHECK(std::system(fmt::format("sleep 0.4; kill -{} {}", signal, group).c_str()) == 0);
        CHECK(testing::wait_for_command(group) == 130);
        CHECK(run_program(sweep.arguments("run", store)).status == 0);
        CHECK(sweep.exported(store) == sweep.expected());
    }
}

TEST_CASE("two runs on one store at once") {
    const Sweep sweep(small_censuses);
    const int group = testing::start_command(sweep.run_command("shared.db"));
    CHECK(std::system("sleep 0.4") == 0);
    const auto second = run_program(sweep.arguments("run", "shared.db"));
    CHECK(second.status == 1);
    CHECK(contains(second.error, "is in use by another run"));
    CHECK(run_program(sweep.arguments("status", "shared.db")).status == 0);
    CHECK(testing::wait_for_command(group) == 0);
    CHECK(sweep.exported("shared.db") == sweep.expected());
}

TEST_CASE("a full disk") {
    const Sweep sweep(small_censuses);
    const auto disk = sweep.file("disk");
    fs::create_directory(disk);
    // A disk of 64 KiB in a name space of its own; then it grows.
    const auto script = fmt::format(
        "mount -t tmpfs -o size=64k tmpfs {0} || exit 77; '{1}' {2} 2>{3}; echo $? >{3}.status; "
        "mount -o remount,size=16m {0} && '{1}' {2} && '{1}' {4} >{3}.csv || exit 3",
        disk, GLASSCAPE_PROGRAM, sweep.arguments("run", "disk/runs.db"), sweep.file("log"),
        sweep.arguments("export", "disk/runs.db"));
    write_whole_file(sweep.file("script.sh"), script);
    const int status = testing::wait_for_command(
        testing::start_command("unshare -rm sh " + sweep.file("script.sh") + " >/dev/null"));
    if (status == 77 || status == 1) {
        MESSAGE("skipped: no disk can be mounted here");
        return;
    }
    CHECK(status == 0);
    CHECK(read_file(sweep.file("log.status")) == "1\n");
    CHECK_MESSAGE(contains(read_file(sweep.file("log")), "the disk is full"), read_file(sweep.file("log")));
    CHECK(read_file(sweep.file("log.csv")) == sweep.expected());
}

TEST_CASE("a clock that jumps") {
    if (!testing::has_command("faketime")) {
        MESSAGE("skipped: no faketime");
        return;
    }
    const Sweep sweep(small_censuses);
    const auto command = sweep.run_command("clock.db").substr(5);
    testing::kill_command(testing::start_command("exec faketime '2031-01-01 00:00:00' " + command), 700);
    CHECK(testing::wait_for_command(
              testing::start_command("exec faketime '2001-01-01 00:00:00' " + command)) == 0);
    CHECK(sweep.exported("clock.db") == sweep.expected());
}

TEST_SUITE_END();

}  // namespace
}  // namespace glasscape
