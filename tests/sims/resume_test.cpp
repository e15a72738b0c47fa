// Long runs that are interrupted, killed or cut off: nothing lost, nothing mistaken for another run's.
#include <filesystem>
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
using testing::contains;
using testing::run_program;
using testing::ScratchFolder;

constexpr const char* descent =
    "descend pure:3 --size 12 --replicas 3 --disorders 5 --steps 30 --progress off --threads 1";
constexpr const char* census = "count pure:3 --size 5 --samples 6 --progress off --threads 1";
constexpr const char* estimate =
    "complexity pure:3 --size 5,7,9 --method sample --samples 300 --energy -1.6:-1:0.3 --progress off "
    "--threads 1";
constexpr const char* moments =
    "complexity pure:3 --size 3,4,5 --second-moment --samples 100 --progress off --threads 1";

// The command cut off by `signal` at its second unit, with the part of what came before; exit status.
int cut_off(const std::string& command, const std::string& file, const std::string& signal) {
    return run_program(command + " --out " + file, "GLASSCAPE_PART_SECONDS=0 GLASSCAPE_STOP=part:2:" + signal)
        .status;
}

TEST_SUITE_BEGIN("program");

TEST_CASE(
    "descend, count and complexity continue to the bytes of an undisturbed run, however they were stopped") {
    const ScratchFolder folder;
    for (const std::string command : {descent, census, estimate, moments}) {
        const auto whole = run_program(command);
        REQUIRE(whole.status == 0);
        for (const std::string signal : {"INT", "TERM", "HUP", "KILL"}) {
            CAPTURE(command);
            CAPTURE(signal);
            const auto file = folder.file(signal + ".csv");
            CHECK(cut_off(command, file, signal) == (signal == "KILL" ? 137 : 130));
            CHECK_FALSE(fs::exists(file));
            REQUIRE(fs::exists(file + ".part"));
            const auto units = read_csv(file + ".part");
            CHECK(units.at(0, "unit") != units.at(units.rows.size() - 1, "unit"));
            const auto rest = run_program(command + " --resume --out " + file);
            CHECK_MESSAGE(rest.status == 0, rest.error);
            CHECK(read_file(file) == whole.output);
            CHECK_FALSE(fs::exists(file + ".part"));
            CHECK_FALSE(fs::exists(file + ".part.json"));
            fs::remove(file);
            fs::remove(file + ".json");
        }
    }
    CHECK(fs::is_empty(folder.path()));
}

TEST_CASE("who ignores SIGHUP (nohup) is not stopped by it") {
    const ScratchFolder folder;
    const auto kept =
        testing::run_shell(fmt::format("trap '' HUP; GLASSCAPE_STOP=unit:2:HUP '{}' {} --out {}",
                                       GLASSCAPE_PROGRAM, descent, folder.file("d.csv")));
    CHECK(kept.status == 0);
    CHECK(read_file(folder.file("d.csv")) == run_program(descent).output);
}

TEST_CASE("what a part holds is not computed again") {
    const ScratchFolder folder;
    const auto file = folder.file("d.csv");
    CHECK(cut_off(descent, file, "KILL") == 137);
    // Two of five disorders are there: the third and last unit to come is never reached.
    const auto resumed =
        run_program(fmt::format("{} --resume --out {}", descent, file), "GLASSCAPE_STOP=unit:4:KILL");
    CHECK(resumed.status == 0);
}

TEST_CASE("an interrupted run says the command that continues it, and that command does") {
    const ScratchFolder folder;
    const auto file = folder.file("it's.csv");
    const auto stopped =
        run_program(fmt::format("{} --out \"{}\"", descent, file), "GLASSCAPE_STOP=unit:2:INT");
    CHECK(stopped.status == 130);
    const std::string says = "continue with: glasscape ";
    REQUIRE_MESSAGE(contains(stopped.error, says), stopped.error);
    auto command = stopped.error.substr(stopped.error.find(says) + says.size());
    command.pop_back();
    CHECK_MESSAGE(run_program(command).status == 0, command);
    CHECK(read_file(file) == run_program(descent).output);
    CHECK(contains(run_program(descent, "GLASSCAPE_STOP=unit:2:INT").error,
                   "without --out FILE nothing is kept"));
}

TEST_CASE("a part of another run is refused by the parameter that differs, whichever it is") {
    const ScratchFolder folder;
    const auto file = folder.file("d.csv");
    CHECK(cut_off("descend pure:3 --size 12 --steps 30 --disorders 3 --progress off", file, "TERM") == 130);
    const auto part = read_file(file + ".part");
    const std::pair<std::string, std::string> others[]{
        {"descend pure:4 --size 12 --steps 30 --disorders 3", "mixture is pure:3 there and pure:4 here"},
        {"descend pure:3 --size 13 --steps 30 --disorders 3", "size is 12 there and 13 here"},
        {"descend pure:3 --size 12 --steps 31 --disorders 3", "steps is 30 there and 31 here"},
        {"descend pure:3 --size 12 --steps 30 --disorders 3 --seed 2", "seed is 1 there and 2 here"},
        {"descend pure:3 --size 12 --steps 30 --disorders 3 --step 0.1",
         "step is chosen by the method there and 0.1 here"},
        {"descend pure:3 --size 12 --steps 30 --disorders 3 --replicas 4", "replicas is 16 there and 4 here"},
        {"descend pure:3 --size 12 --steps 30 --disorders 3 --method momentum",
         "method is gradient there and momentum here"},
        {"descend pure:3 --size 12 --steps 30 --disorders 3 --precision double",
         "precision is single there and double here"},
        {"descend pure:3 --size 12 --steps 30 --disorders 3 --tolerance 1e-9", "tolerance is "}};
    for (const auto& [command, why] : others) {
        const auto refused = run_program(command + " --resume --progress off --out " + file);
        CHECK(refused.status == 2);
        CHECK_MESSAGE(contains(refused.error, why), refused.error);
        CHECK(read_file(file + ".part") == part);
        CHECK_FALSE(fs::exists(file));
    }
}

TEST_CASE("a part is never dropped in silence") {
    const ScratchFolder folder;
    const auto file = folder.file("c.csv");
    CHECK(cut_off(census, file, "TERM") == 130);
    const auto part = read_file(file + ".part");
    const auto refused = run_program(fmt::format("{} --out {}", census, file));
    CHECK(refused.status == 2);
    CHECK_MESSAGE(contains(refused.error, "continue it with --resume, or drop it with --overwrite"),
                  refused.error);
    CHECK(read_file(file + ".part") == part);
    CHECK(run_program(fmt::format("{} --overwrite --out {}", census, file)).status == 0);
    CHECK_FALSE(fs::exists(file + ".part"));
}

TEST_CASE("a census whose part lost lines gives the counts of the undisturbed one") {
    const ScratchFolder folder;
    const auto file = folder.file("c.csv");
    CHECK(cut_off(census, file, "KILL") == 137);
    const auto part = read_file(file + ".part");
    const auto made_by = read_file(file + ".part.json");
    const auto expected = run_program(census).output;
    const auto middle = part.find('\n', part.size() / 2) + 1;
    const auto next = part.find('\n', middle) + 1;
    for (const auto& damaged :
         {part.substr(0, middle), part.substr(0, middle + 7), part.substr(0, middle) + part.substr(next)}) {
        write_whole_file(file + ".part.json", made_by);
        write_whole_file(file + ".part", damaged);
        const auto resumed = run_program(fmt::format("{} --resume --out {}", census, file));
        CHECK(resumed.status == 0);
        CHECK_MESSAGE(contains(resumed.error, "damaged or cut short are computed again"), resumed.error);
        CHECK(read_file(file) == expected);
    }
}

TEST_CASE("no room for the points at the end of a census: the part is kept") {
    const ScratchFolder folder;
    const auto file = folder.file("c.csv");
    const auto failed = run_program(fmt::format("{} --points /dev/full --out {}", census, file));
    CHECK(failed.status == 1);
    CHECK(contains(failed.error, "/dev/full"));
    REQUIRE(fs::exists(file + ".part"));
    // Nothing of the census is left to compute.
    CHECK(
        run_program(fmt::format("{} --resume --out {}", census, file), "GLASSCAPE_STOP=unit:1:KILL").status ==
        0);
    CHECK(read_file(file) == run_program(census).output);
}

TEST_CASE("one long path at infinity continues to the same bytes, wherever it was cut off") {
    const ScratchFolder folder;
    const auto file = folder.file("i.csv");
    for (const std::string command :
         {"descend pure:3 --size inf --step 0.1 --steps 150 --progress off",
          "descend terms:3=0.5,4=0.5 --size inf --method momentum --step 0.02 --steps 90 --progress off",
          "descend pure:3 --size inf --gradient-flow --step 0.1 --steps 20 --progress off"}) {
        const auto expected = run_program(command).output;
        for (const std::string stop : {"part:1:KILL", "part:40:KILL", "part:77:TERM"}) {
            const int status = stop.ends_with("KILL") ? 137 : 130;
            CAPTURE(stop);
            const auto cut =
                run_program(command + " --out " + file, "GLASSCAPE_PART_SECONDS=0 GLASSCAPE_STOP=" + stop);
            CHECK(cut.status == status);
            REQUIRE(fs::exists(file + ".part.journal"));
            CHECK(run_program(command + " --out " + file).status == 2);  // neither --resume nor --overwrite
            // What is in the journal is not computed again: 73 steps are left, and the unit.
            const bool again = stop == "part:77:TERM" && !contains(command, "flow");
            const auto resumed =
                run_program(command + " --resume --out " + file,
                            again ? "GLASSCAPE_PART_SECONDS=0 GLASSCAPE_STOP=part:76:KILL" : "");
            CHECK_MESSAGE(resumed.status == 0, resumed.error);
            CHECK(read_file(file) == expected);
            CHECK_FALSE(fs::exists(file + ".part.journal"));
            fs::remove(file);
            fs::remove(file + ".json");
        }
    }
}

constexpr const char* training =
    "train --norm batch_norm --depth 3 --width 8 --batch 16 --steps 40 --seeds 2 --progress off --threads 1 "
    "--out ";

TEST_CASE("a training cut off anywhere continues to the same bytes") {
    const ScratchFolder folder;
    REQUIRE(run_program(training + folder.file("whole")).status == 0);
    for (const std::string signal : {"KILL", "TERM"}) {
        const auto cut = folder.file(signal);
        const auto stopped = run_program(training + cut, "GLASSCAPE_STOP=checkpoint:3:" + signal);
        CHECK(stopped.status == (signal == "KILL" ? 137 : 130));
        CHECK_FALSE(fs::exists(cut + "/history.csv"));
        CHECK(fs::exists(cut + "/seed1.ckpt"));
        if (signal == "TERM")
            CHECK_MESSAGE(contains(stopped.error, "continue with: glasscape train"), stopped.error);
        const auto refused = run_program(training + cut);
        CHECK(refused.status == 2);
        CHECK_MESSAGE(contains(refused.error, "continue it with --resume, drop it with --overwrite"),
                      refused.error);
        CHECK(run_program(training + cut + " --resume").status == 0);
        for (const auto* name : {"history.csv", "layers.csv", "depth.csv", "seed1.ckpt", "seed2.ckpt"})
            CHECK(read_file(cut + "/" + name) == read_file(folder.file("whole/") + name));
    }
    CHECK(run_program(training + folder.file("TERM") + " --overwrite").status == 0);
}

TEST_CASE("a training of other parameters is refused by their name") {
    const ScratchFolder folder;
    const auto out = folder.file("run");
    REQUIRE(run_program(training + out).status == 0);
    const auto ckpt = read_file(out + "/seed1.ckpt");
    for (const auto& [more, why] : std::initializer_list<std::pair<const char*, const char*>>{
             {"--lr 0.1", "learning_rate is 0.003 there and 0.1 here"},
             {"--depth 4", "depth is 3 there and 4 here"},
             {"--batch 17", "batch is 16 there and 17 here"},
             {"--norm layer_norm", "normalisation is "}}) {
        const auto other = std::string(training) + out;
        auto command = other;
        const std::string option = std::string(more).substr(0, std::string(more).find(' '));
        if (const auto at = command.find(option + " "); at != std::string::npos)
            command.erase(at, command.find(' ', at + option.size() + 1) - at);
        const auto refused = run_program(command + " --resume " + more);
        CHECK(refused.status == 2);
        CHECK_MESSAGE(contains(refused.error, why), refused.error);
        CHECK(read_file(out + "/seed1.ckpt") == ckpt);
    }
}

TEST_CASE("a training goes on to more steps, unless its schedule would have been another") {
    const ScratchFolder folder;
    const auto steps = [](int count) {
        return fmt::format(
            "train --norm none --depth 3 --width 8 --batch 16 --steps {} --progress off --out ", count);
    };
    REQUIRE(run_program(steps(20) + folder.file("short")).status == 0);
    REQUIRE(run_program(steps(45) + folder.file("long")).status == 0);
    const auto more = run_program(steps(45) + folder.file("short") + " --resume");
    CHECK_MESSAGE(more.status == 0, more.error);
    const auto last = [](const std::string& path) {
        const auto csv = read_csv(path);
        return csv.rows.back();
    };
    CHECK(last(folder.file("short/history.csv")) == last(folder.file("long/history.csv")));
    const auto fewer = run_program(steps(30) + folder.file("short") + " --resume");
    CHECK(fewer.status == 2);
    CHECK(contains(fewer.error, "has made 45 steps already, more than the 30 asked for"));

    auto config = read_file(folder.file("long/config.toml"));
    config.replace(config.find("schedule = \"constant\""), 21, "schedule = \"cosine\"");
    write_whole_file(folder.file("cosine.toml"), config);
    const auto cosine = fmt::format("train --config {} --progress off --out {}", folder.file("cosine.toml"),
                                    folder.file("cosine"));
    REQUIRE(run_program(cosine).status == 0);
    const auto extended = run_program(cosine + " --resume --steps 60");
    CHECK(extended.status == 2);
    CHECK_MESSAGE(contains(extended.error, "its schedule depends on their number"), extended.error);
}

// Two classes apart in one feature.
std::string labelled(double shift) {
    std::string text = "x,y,label\n";
    for (int i = 0; i < 60; ++i)
        text += fmt::format("{},{},{}\n", (i % 2 == 0 ? 1.0 : -1.0) + (0.01 + shift) * i, i % 7, i % 2);
    return text;
}

TEST_CASE("data have content: a checkpoint whose data changed is refused, and finds moved data again") {
    const ScratchFolder folder;
    fs::create_directory(folder.file("here"));
    write_whole_file(folder.file("here/data.csv"), labelled(0.0));
    const auto train = fmt::format(
        "train --data csv:{0}/data.csv,label --norm none --depth 3 --width 6 --batch 10 --progress off --out "
        "{0}/run ",
        folder.file("here"));
    REQUIRE(run_program(train + "--steps 10").status == 0);
    const auto depth = "depth " + folder.file("here/run/seed1.ckpt");
    const auto spectrum = run_program(depth);
    REQUIRE(spectrum.status == 0);

    write_whole_file(folder.file("here/data.csv"), labelled(0.5));
    for (const auto& command : {train + "--steps 20 --resume", depth}) {
        const auto refused = run_program(command);
        CHECK(refused.status == 2);
        CHECK_MESSAGE(contains(refused.error, "seed1.ckpt"), refused.error);
        CHECK_MESSAGE((contains(refused.error, "data is csv:") || contains(refused.error, "other data than")),
                      refused.error);
    }
    write_whole_file(folder.file("here/data.csv"), labelled(0.0));
    CHECK(run_program(train + "--steps 20 --resume").status == 0);

    fs::rename(folder.file("here"), folder.file("there"));
    const auto moved = run_program("depth " + folder.file("there/run/seed1.ckpt"));
    CHECK_MESSAGE(moved.status == 0, moved.error);
    fs::rename(folder.file("there/data.csv"), folder.file("elsewhere.csv"));
    const auto lost = run_program("depth " + folder.file("there/run/seed1.ckpt"));
    CHECK(lost.status == 2);
    CHECK_MESSAGE(contains(lost.error, "say where they are with --data"), lost.error);
    const auto told = run_program("depth " + folder.file("there/run/seed1.ckpt") +
                                  " --data csv:" + folder.file("elsewhere.csv") + ",label");
    CHECK(told.output == moved.output);
}

TEST_CASE("a sweep's point is what its files hold, not what they are called") {
    const ScratchFolder folder;
    const auto study = folder.file("s.toml");
    write_whole_file(folder.file("data.csv"), labelled(0.0));
    write_whole_file(
        study,
        fmt::format(
            "name = \"s\"\nrun = \"train\"\ntable = \"history\"\n[fixed]\ndata = \"csv:{}/data.csv,label\"\n"
            "norm = \"none\"\ndepth = 3\nwidth = 6\nbatch = 10\n[grid]\nsteps = [2, 4]\n",
            folder.path()));
    const auto sweep = [&](const std::string& verb) {
        return run_program(fmt::format("sweep {} {} --store {}", verb, study, folder.file("runs.db")));
    };
    CHECK(contains(sweep("run").output, "2 points, 0 done before, 2 done now"));
    CHECK(contains(sweep("run").output, "2 points, 2 done before, 0 done now"));
    write_whole_file(folder.file("data.csv"), labelled(0.5));
    CHECK(contains(sweep("status").output, "0 done, 0 failed, 2 missing; "));
    CHECK(contains(sweep("run").output, "2 points, 0 done before, 2 done now"));
    const auto other = sweep("export").output;
    write_whole_file(folder.file("data.csv"), labelled(0.0));
    CHECK(contains(sweep("run").output, "2 points, 2 done before, 0 done now"));
    CHECK(sweep("export").output != other);

    // The same of a configuration and a checkpoint.
    REQUIRE(run_program("train --norm none --depth 3 --width 6 --steps 2 --progress off --out " +
                        folder.file("run"))
                .status == 0);
    for (const auto& [run, parameter, file] :
         std::initializer_list<std::tuple<std::string, std::string, std::string>>{
             {"train", "config", "run/config.toml"}, {"depth", "CHECKPOINT", "run/seed1.ckpt"}}) {
        write_whole_file(study, fmt::format("name = \"s\"\nrun = \"{}\"\n[fixed]\n{} = \"{}\"\n", run,
                                            parameter, folder.file(file)));
        CHECK(contains(sweep("run").output, "0 done before, 1 done now"));
        CHECK(contains(sweep("run").output, "1 done before, 0 done now"));
        REQUIRE(
            run_program("train --norm none --depth 4 --width 6 --steps 2 --overwrite --progress off --out " +
                        folder.file("run"))
                .status == 0);
        CHECK(contains(sweep("run").output, "0 done before, 1 done now"));
        REQUIRE(
            run_program("train --norm none --depth 3 --width 6 --steps 2 --overwrite --progress off --out " +
                        folder.file("run"))
                .status == 0);
        CHECK(contains(sweep("run").output, "1 done before, 0 done now"));
    }
    fs::remove(folder.file("run/seed1.ckpt"));
    const auto missing = sweep("status");
    CHECK(missing.status == 2);
    CHECK_MESSAGE(contains(missing.error, "seed1.ckpt"), missing.error);
}

TEST_SUITE_END();

}  // namespace
}  // namespace glasscape
