// train, depth and compare as a user meets them.
#include <filesystem>
#include <fstream>
#include <string>

#include <doctest/doctest.h>

#include "glasscape/table/csv.hpp"

#include "run_program.hpp"
#include "scratch.hpp"
#include "tolerances.hpp"

namespace glasscape {
namespace {

namespace fs = std::filesystem;
using testing::run_program;
namespace tolerance = testing::tolerance;

const std::string small = "train --norm batch_norm --depth 5 --width 16 --steps 60 --progress off --out ";

void write_bytes(const std::string& path, const std::string& bytes) {
    std::ofstream(path, std::ios::binary) << bytes;
}

std::string big_endian(unsigned value) {
    std::string bytes;
    for (int shift = 24; shift >= 0; shift -= 8)
        bytes += static_cast<char>(value >> shift & 0xffU);
    return bytes;
}

TEST_SUITE("program") {
    TEST_CASE("train writes its tables and checkpoints") {
        const testing::ScratchFolder folder;
        const auto out = folder.file("run");
        const auto result = run_program(small + out + " --seeds 2");
        CHECK(result.status == 0);
        CHECK(result.error.empty());
        CHECK(result.output.find("2 seeds") != std::string::npos);
        for (const auto* name : {"history.csv", "layers.csv", "depth.csv"})
            CHECK(fs::exists(out + "/" + name + ".json"));
        const auto history = read_csv(out + "/history.csv");
        CHECK(history.at(history.rows.size() - 1, "step") == "60");
        CHECK(history.at(history.rows.size() - 1, "seed") == "2");
        const auto again = folder.file("again");
        CHECK(run_program("train --config " + out +
                          "/config.toml --seeds 2 --threads 1 --progress off --out " + again)
                  .status == 0);
        for (const auto* name : {"history.csv", "layers.csv", "depth.csv", "seed1.ckpt", "seed2.ckpt"})
            CHECK(read_file(out + "/" + name) == read_file(again + "/" + name));
    }

    TEST_CASE("depth reads a checkpoint: shares sum to one, the spec is a mixture") {
        const testing::ScratchFolder folder;
        const auto out = folder.file("run");
        REQUIRE(run_program(small + out).status == 0);
        const auto spectrum = parse_csv(run_program("depth " + out + "/seed1.ckpt").output, "depth");
        REQUIRE(spectrum.rows.size() == 5);
        for (const auto* column : {"output_share", "signed_share", "weight_gradient_share",
                                   "input_gradient_share", "theory_coherent", "theory_incoherent"}) {
            double sum = 0.0;
            for (std::size_t row = 0; row < 5; ++row)
                sum += spectrum.number(row, column);
            CHECK(sum == doctest::Approx(1.0).epsilon(tolerance::single_sums));
        }
        const auto summary = parse_csv(run_program("depth --summary " + out + "/seed1.ckpt").output, "depth");
        CHECK(summary.number(0, "residual") < tolerance::single_sums);
        CHECK(summary.number(0, "effective_depth") > 1.0);
        auto spec = run_program("depth --spec " + out + "/seed1.ckpt").output;
        spec.erase(spec.find('\n'));
        CHECK(run_program("mixture --summary " + spec).status == 0);
        auto bytes = read_file(out + "/seed1.ckpt");
        bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 4);
        write_bytes(out + "/damaged.ckpt", bytes);
        const auto damaged = run_program("depth " + out + "/damaged.ckpt");
        CHECK(damaged.status == 2);
        CHECK(damaged.error.find("damaged") != std::string::npos);
    }

    TEST_CASE("a network trains on a user's IDX files") {
        const testing::ScratchFolder folder;
        std::string images{'\0', '\0', '\x08', '\x03'};
        std::string labels{'\0', '\0', '\x08', '\x01'};
        images += big_endian(300) + big_endian(4) + big_endian(4);
        labels += big_endian(300);
        for (int i = 0; i < 300; ++i) {
            for (int pixel = 0; pixel < 16; ++pixel)
                images +=
                    static_cast<char>(pixel % 3 == i % 3 ? 200 + (i * 7 + pixel) % 50 : (i * pixel) % 90);
            labels += static_cast<char>(i % 3);
        }
        write_bytes(folder.file("images"), images);
        write_bytes(folder.file("labels"), labels);
        const auto data = "train --data idx:" + folder.file("images") + "," + folder.file("labels");
        const auto result =
            run_program(data +
                        " --depth 4 --width 12 --norm batch_norm --epochs 30 --batch 25 --lr 0.02 "
                        "--progress off --out " +
                        folder.file("run"));
        CHECK(result.status == 0);
        const auto history = read_csv(folder.file("run/history.csv"));
        CHECK(history.at(history.rows.size() - 1, "step") == "300");
        CHECK(history.number(history.rows.size() - 1, "test_accuracy") > 0.95);
        write_bytes(folder.file("images"), images.substr(0, 1000));
        const auto cut = run_program(data + " --out " + folder.file("cut"));
        CHECK(cut.status == 2);
        CHECK(cut.error.find("holds 984") != std::string::npos);
        CHECK_FALSE(fs::exists(folder.file("cut")));
    }

    TEST_CASE("features that tell nothing: reported, and what they leave undefined is an empty cell") {
        const testing::ScratchFolder folder;
        std::string text = "a,b,label\n";
        for (int i = 0; i < 40; ++i)
            text += i % 2 == 0 ? "0,3,x\n" : "0,3,y\n";
        write_bytes(folder.file("flat.csv"), text);
        const auto result =
            run_program("train --data csv:" + folder.file("flat.csv") +
                        ",label --norm none --depth 3 --width 6 --batch 8 --steps 4 --progress off --out " +
                        folder.file("run"));
        CHECK(result.status == 0);
        CHECK_MESSAGE(
            result.error.find("33 training and 7 test points, 2 features, 2 classes; 2 features are constant "
                              "over the training points: a, b") != std::string::npos,
            result.error);
        CHECK(result.error.find("path lengths have no shares there, their cells are empty") !=
              std::string::npos);
        const auto history = read_csv(folder.file("run/history.csv"));
        CHECK(history.at(0, "effective_depth").empty());
        CHECK_FALSE(history.at(0, "test_loss").empty());
        CHECK(read_file(folder.file("run/history.csv")).find("nan") == std::string::npos);
        const auto config = read_file(folder.file("run/config.toml"));
        CHECK(config.find("inputs = 2\nclasses = 2\n") != std::string::npos);
    }

    TEST_CASE("a batch of one is refused by statistics over the batch, and by nothing else") {
        const testing::ScratchFolder folder;
        for (const auto* name : {"none", "layer_norm", "group_norm", "weight_norm", "skip_init"})
            CHECK_MESSAGE(
                run_program(
                    std::string("train --depth 3 --width 8 --steps 3 --batch 1 --progress off --norm ") +
                    name + " --out " + folder.file(name))
                        .status == 0,
                name);
        for (const auto* name : {"batch_norm", "paper_scale", "iter_norm", "kalman_norm"})
            CHECK_MESSAGE(run_program(std::string("train --depth 3 --width 8 --steps 3 --batch 1 --norm ") +
                                      name + " --out " + folder.file(name))
                                  .status == 2,
                          name);
    }

    TEST_CASE("train refuses what makes no sense in one sentence") {
        const testing::ScratchFolder folder;
        const auto out = " --out " + folder.file("x");
        const auto refused = [&](const std::string& arguments, const std::string& why) {
            const auto result = run_program("train " + arguments + out);
            CHECK(result.status == 2);
            CHECK_MESSAGE(result.error.find(why) != std::string::npos, result.error);
            CHECK_FALSE(fs::exists(folder.file("x")));
        };
        refused("--config nothing", "there is no configuration 'nothing'");
        refused("--config paper_bn --norm batchnorm", "unknown normalisation");
        refused("--config paper_bn --width 40", "width = classes");
        refused("--data digits --norm cond_batch_norm", "cond_batch_norm needs a condition of each sample");
        refused("--data digits --norm batch_norm --batch 64 --ghost 3",
                "ghost batches of 3 in a batch of 64");
        refused("--norm layer_norm --ghost 2", "layer_norm with ghost batches of 2");
        refused("--norm weight_norm --placement after", "it cannot be placed after it");
        write_bytes(folder.file("q.toml"),
                    "[network]\nnormalisation = \"kalman_norm\"\nreadout = \"trained\"\n"
                    "norm_mixing = 1.0\n");
        refused("--config " + folder.file("q.toml"), "mixing 1 must be at least 0 and below 1");
        refused("--config paper_bn --batch 1", "at least 2 samples");
        refused("--config paper_bn --lr -1", "must be positive");
        refused("--config paper_bn --epochs 3", "stored training points");
        refused("--data csv:nowhere.csv,label", "nowhere.csv");
        CHECK(run_program("train --config paper_bn").status == 2);
        CHECK(run_program("train --config paper_bn --dry-run" + out).output.find("multiply-adds") !=
              std::string::npos);
        const auto diverged =
            run_program("train --config paper_nobn --lr 1000 --steps 50 --progress off" + out);
        CHECK(diverged.status == 1);
        CHECK(diverged.error.find("not finite") != std::string::npos);
        CHECK(read_csv(folder.file("x/history.csv")).rows.size() >= 1);
    }

    TEST_CASE("compare counts gives a verdict per claim, the same for any number of threads" *
              doctest::test_suite("slow")) {
        const testing::ScratchFolder folder;
        const std::string command =
            "compare counts --unique 4 --samples 30 --disorders 400 --progress off --profile " +
            folder.file("profile.csv") + " --out " + folder.file("claims.csv");
        CHECK(run_program(command).status == 0);
        const auto text = read_file(folder.file("claims.csv"));
        const auto claims = read_csv(folder.file("claims.csv"));
        CHECK(claims.rows.size() >= 8);
        for (std::size_t row = 0; row < claims.rows.size(); ++row) {
            const auto& verdict = claims.at(row, "verdict");
            CHECK((verdict == "agrees" || verdict == "rejected" || verdict == "undecided"));
        }
        // Indices 0 .. 3 add up to the total.
        const auto profile = read_csv(folder.file("profile.csv"));
        double sum = 0.0;
        for (std::size_t row = 0; row < 4; ++row)
            sum += profile.number(row, "counted");
        CHECK(profile.at(4, "index") == "total");
        CHECK(profile.number(4, "counted") == doctest::Approx(sum).epsilon(tolerance::long_sum));
        CHECK(run_program(command + " --threads 1").status == 0);
        CHECK(read_file(folder.file("claims.csv")) == text);
    }

    TEST_CASE("compare depth pairs seeds of several configurations") {
        const testing::ScratchFolder folder;
        REQUIRE(run_program(small + folder.file("run")).status == 0);
        const auto result = run_program("compare depth --config " + folder.file("run/config.toml") +
                                        " --seeds 3 --progress off --changes " + folder.file("changes.csv") +
                                        " --out " + folder.file("claims.csv"));
        CHECK(result.status == 0);
        CHECK(read_csv(folder.file("claims.csv")).rows.size() >= 6);
        const auto changes = read_csv(folder.file("changes.csv"));
        for (std::size_t row = 0; row < changes.rows.size(); ++row) {
            CHECK(changes.at(row, "seeds") == "3");
            CHECK(changes.number(row, "after") - changes.number(row, "before") ==
                  doctest::Approx(changes.number(row, "change")).epsilon(tolerance::long_sum));
        }
    }

    TEST_CASE("compare refuses what makes no sense in one sentence") {
        const auto refused = [](const std::string& arguments, const std::string& why) {
            const auto result = run_program("compare " + arguments);
            CHECK(result.status == 2);
            CHECK_MESSAGE(result.error.find(why) != std::string::npos, result.error);
        };
        refused("counts --width 2", "manifolds");
        refused("counts --rho 1.5", "gate openness 1.5");
        refused("counts --unique 1", "at least 2 unique weights");
        refused("depth", "--config NAME or --history FILE");
        refused("depth --history " GLASSCAPE_SOURCE_DIR "/data/reference/mixtures.csv",
                "there is no column 'config'");
        refused("depth --config nothing", "there is no configuration 'nothing'");
    }
}

}  // namespace
}  // namespace glasscape
