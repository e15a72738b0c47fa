#include "glasscape/study/report.hpp"

#include <memory>

#include "cli.hpp"

namespace glasscape::cli {

void add_report(const Parser& app) {
    auto folder = std::make_shared<std::string>();
    const auto sub = app.add_subcommand("report", "One self-contained HTML page from a folder of results");
    sub.add_option("DIR", *folder, "folder with tables, or one that 'glasscape reproduce' wrote").required();
    sub.footer(
        "Writes DIR/report.html with the figures inline, the numbers, and the commands that made them. "
        "Prints its path.\n\n"
        "Example:\n"
        "  glasscape report out/littwin-wolf-2016");
    sub.callback([folder] { print_output(write_report(*folder) + "\n"); });
}

}  // namespace glasscape::cli
