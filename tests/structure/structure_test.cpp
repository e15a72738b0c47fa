// The shape of the sources: a module includes those to its left only, and the program holds no science.
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include <doctest/doctest.h>

namespace glasscape {
namespace {

namespace fs = std::filesystem;

// What each module includes directly; what these include is open to it too.
const std::map<std::string, std::set<std::string>>& left_of() {
    static const std::map<std::string, std::set<std::string>> list{
        {"core", {}},
        {"stats", {"core"}},
        {"table", {"core"}},
        {"mixture", {"core"}},
        {"random_matrix", {"stats"}},
        {"sphere", {"core"}},
        {"complexity", {"mixture", "random_matrix"}},
        {"landscape", {"mixture", "sphere"}},
        {"trajectory", {"mixture", "sphere", "random_matrix"}},
        {"explore", {"landscape", "trajectory", "stats"}},
        {"network", {"landscape", "stats"}},
        {"shared_weights", {"landscape", "stats"}},
        {"convolution", {"network"}},
        {"training", {"convolution", "table"}},
        {"verdict", {"stats", "table"}},
        {"experiment", {"complexity", "explore", "training", "shared_weights", "verdict"}},
        {"sweep", {"table"}},
        {"report", {"table", "verdict", "sweep"}},
        {"papers", {"experiment", "report"}},
        {"commands", {"papers"}}};
    return list;
}

std::set<std::string> allowed(const std::string& module) {
    std::set<std::string> modules{module};
    for (const auto& left : left_of().at(module))
        modules.merge(allowed(left));
    return modules;
}

// Every source file below `root` of the project, with its path from there.
template <class Use>
void for_each_source(const std::string& root, const Use& use) {
    const fs::path folder = fs::path(GLASSCAPE_SOURCE_DIR) / root;
    for (const auto& file : fs::recursive_directory_iterator(folder)) {
        static const std::set<fs::path> code{".cpp", ".hpp", ".cu", ".cuh"};
        if (file.is_regular_file() && code.contains(file.path().extension()))
            use(file.path(), fs::relative(file.path(), folder));
    }
}

std::vector<std::string> lines_of(const fs::path& path) {
    std::ifstream in(path);
    std::vector<std::string> lines;
    for (std::string line; std::getline(in, line);)
        lines.push_back(line);
    return lines;
}

TEST_SUITE("structure") {
    TEST_CASE("data flows to the right only") {
        int includes = 0;
        const std::regex include(R"re(#include "(glasscape/)?([^/"]+)/[^"]+")re");
        for (const auto* root : {"include/glasscape", "src"})
            for_each_source(root, [&](const fs::path& path, const fs::path& inside) {
                const auto module = inside.begin()->string();
                REQUIRE_MESSAGE(left_of().contains(module), "unknown module " << module);
                const auto may = allowed(module);
                for (const auto& line : lines_of(path)) {
                    std::smatch named;
                    if (!std::regex_search(line, named, include)) continue;
                    ++includes;
                    CHECK_MESSAGE(may.contains(named[2].str()), path.string() << ": " << line);
                }
            });
        CHECK(includes > 500);
    }

    TEST_CASE("an include names the file from src/ or include/, so that the graph can be read") {
        for (const auto* root : {"include/glasscape", "src"})
            for_each_source(root, [&](const fs::path& path, const fs::path&) {
                // Made by the build; a stand-in for CUDA's header that only tests have.
                const std::set<std::string> elsewhere{"#include \"revision.hpp\"",
                                                      "#include \"device_emulation.hpp\""};
                for (const auto& line : lines_of(path)) {
                    if (!line.starts_with("#include \"") || elsewhere.contains(line)) continue;
                    const auto name = line.substr(10, line.find('"', 10) - 10);
                    const auto base = fs::path(GLASSCAPE_SOURCE_DIR);
                    CHECK_MESSAGE((fs::exists(base / "src" / name) || fs::exists(base / "include" / name)),
                                  path.string() << ": " << line);
                }
            });
    }

    TEST_CASE("no module has a sixth of all lines") {
        std::map<std::string, std::size_t> lines;
        std::size_t all = 0;
        for (const auto* root : {"include/glasscape", "src", "sims", "python/bindings"})
            for_each_source(root, [&](const fs::path& path, const fs::path& inside) {
                const auto count = lines_of(path).size();
                lines[left_of().contains(inside.begin()->string()) ? inside.begin()->string() : root] +=
                    count;
                all += count;
            });
        for (const auto& module : lines)
            CHECK_MESSAGE(module.second * 100 < all * 16,
                          module.first << " has " << module.second << " of " << all << " lines");
    }

    TEST_CASE("no file is longer than 400 lines") {
        for (const auto* root :
             {"include/glasscape", "src", "sims", "python/bindings", "benchmarks", "tests"})
            for_each_source(root, [&](const fs::path& path, const fs::path&) {
                CHECK_MESSAGE(lines_of(path).size() <= 400, path.string());
            });
    }

    TEST_CASE("what has a registry is known in few files: its own and its row") {
        const auto files_with = [](const std::vector<std::string>& roots, const std::string& word) {
            std::set<std::string> files;
            for (const auto& root : roots)
                for_each_source(root, [&](const fs::path& path, const fs::path& name) {
                    for (const auto& line : lines_of(path))
                        if (std::regex_search(line, std::regex("\\b" + word + "\\b")))
                            files.insert(root + "/" + name.string());
                });
            return files;
        };
        for (const auto* command : {"mixture", "complexity", "thresholds", "count", "descend", "train",
                                    "depth", "compare_counts", "compare_depth"})
            CHECK(files_with({"sims"}, std::string(command) + "_command").size() == 2);
        // Beside the list of the kinds: the registry, and the file of those that share one.
        for (const auto* kind : {"paper_scale_centred", "batch_norm", "group_norm", "sandwich_bn",
                                 "iter_norm", "swbn_kl", "kalman_norm", "weight_norm_affine"})
            CHECK(files_with({"src/network", "include/glasscape/network"}, "NormKind::" + std::string(kind))
                      .size() <= 2);
        CHECK(files_with({"src/landscape", "src/explore", "src/experiment", "sims"}, "cuda::make_tensor") ==
              std::set<std::string>{"src/landscape/backends.cpp"});
    }

    TEST_CASE("the program holds no science: no numerics library of its own") {
        const std::regex numerics(R"re(#include [<"](Eigen|boost/math|boost/random|gsl|lapacke|random>))re");
        for_each_source("sims", [&](const fs::path& path, const fs::path&) {
            for (const auto& line : lines_of(path))
                CHECK_MESSAGE(!std::regex_search(line, numerics), path.string() << ": " << line);
        });
    }

    TEST_CASE("every module says what lives there") {
        for (const auto& module : left_of())
            CHECK_MESSAGE((fs::exists(fs::path(GLASSCAPE_SOURCE_DIR) / "src" / module.first / "README.md") ||
                           fs::exists(fs::path(GLASSCAPE_SOURCE_DIR) / "sims" / module.first / "README.md")),
                          module.first);
    }

    TEST_CASE("docs/formulas.md names files that there are, and functions that their headers declare") {
        const std::regex row(R"re(\| `([a-z_0-9/]+\.hpp)` \| `([^`]+)` \| `([a-z_0-9/]+\.cpp)` \|)re");
        int rows = 0;
        for (const auto& line : lines_of(fs::path(GLASSCAPE_SOURCE_DIR) / "docs/formulas.md")) {
            std::smatch named;
            if (!std::regex_search(line, named, row)) continue;
            ++rows;
            const fs::path root(GLASSCAPE_SOURCE_DIR);
            CHECK_MESSAGE(fs::exists(root / named[3].str()), line);
            REQUIRE_MESSAGE(fs::exists(root / named[1].str()), line);
            std::string header;
            for (const auto& text : lines_of(root / named[1].str()))
                header += text + "\n";
            std::istringstream functions(named[2].str());
            for (std::string name; functions >> name;) {
                if (name.back() == ',') name.pop_back();
                CHECK_MESSAGE(header.find(name) != std::string::npos, line);
            }
        }
        CHECK(rows > 20);
    }

    TEST_CASE("no seed is made from another by arithmetic: every purpose has a stream of its own") {
        // Seeds that are asked for by number (from --seed on) are an enumeration of whole runs.
        const std::regex arithmetic(R"(\bseed\b *[-+^*|] *[0-9A-Za-z])");
        for (const auto* root : {"src", "sims", "python/bindings", "include"})
            for_each_source(root, [&](const fs::path& path, const fs::path&) {
                for (const auto& line : lines_of(path)) {
                    const auto code = line.substr(0, line.find("//"));
                    CHECK_MESSAGE(!std::regex_search(code, arithmetic), path.string() << ": " << line);
                }
            });
    }
}

}  // namespace
}  // namespace glasscape
