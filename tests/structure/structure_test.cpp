// The shape of the sources: a module includes those to its left only, and the program holds no science.
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <string>

#include <doctest/doctest.h>

namespace glasscape {
namespace {

namespace fs = std::filesystem;

const std::map<std::string, std::set<std::string>>& allowed() {
    static const std::map<std::string, std::set<std::string>> list{
        {"core", {}},
        {"stats", {"core"}},
        {"table", {"core"}},
        {"mixture", {"core"}},
        {"random_matrix", {"core", "stats"}},
        {"complexity", {"core", "stats", "mixture", "random_matrix"}},
        {"sphere", {"core"}},
        {"landscape", {"core", "mixture", "sphere"}},
        {"explore", {"core", "stats", "mixture", "sphere", "landscape"}},
        {"network", {"core", "stats", "mixture", "sphere", "landscape"}},
        {"study",
         {"core", "stats", "table", "mixture", "random_matrix", "complexity", "sphere", "landscape",
          "explore", "network"}}};
    return list;
}

TEST_SUITE("structure") {
    TEST_CASE("data flows to the right only") {
        int includes = 0;
        for (const auto* root : {"/include/glasscape", "/src"})
            for (const auto& file :
                 fs::recursive_directory_iterator(std::string(GLASSCAPE_SOURCE_DIR) + root)) {
                if (!file.is_regular_file() || file.path().extension() == ".txt") continue;
                const auto module =
                    fs::relative(file.path(), std::string(GLASSCAPE_SOURCE_DIR) + root).begin()->string();
                REQUIRE_MESSAGE(allowed().contains(module), "unknown module " << module);
                std::ifstream in(file.path());
                for (std::string line; std::getline(in, line);) {
                    const std::string prefix = "#include \"glasscape/";
                    if (!line.starts_with(prefix)) continue;
                    const auto target =
                        line.substr(prefix.size(), line.find('/', prefix.size()) - prefix.size());
                    ++includes;
                    CHECK_MESSAGE((target == module || allowed().at(module).contains(target)),
                                  file.path().string() << " includes " << target);
                }
            }
        CHECK(includes > 50);
    }

    TEST_CASE("no seed is made from another by arithmetic: every purpose has a stream of its own") {
        // Seeds that are asked for by number (from --seed on) are an enumeration of whole runs.
        const std::regex arithmetic(R"(\bseed\b *[-+^*|] *[0-9A-Za-z])");
        for (const auto* root : {"/src", "/sims", "/python/bindings", "/include"})
            for (const auto& file :
                 fs::recursive_directory_iterator(std::string(GLASSCAPE_SOURCE_DIR) + root)) {
                const auto extension = file.path().extension();
                if (extension != ".cpp" && extension != ".hpp" && extension != ".cu") continue;
                std::ifstream in(file.path());
                for (std::string line; std::getline(in, line);) {
                    const auto code = line.substr(0, line.find("//"));
                    CHECK_MESSAGE(!std::regex_search(code, arithmetic), file.path().string() << ": " << line);
                }
            }
    }
}

}  // namespace
}  // namespace glasscape
