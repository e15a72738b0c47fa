#include <string>
#include <vector>

#include "glasscape/core/interrupt.hpp"
#include "glasscape/core/threads.hpp"

#include "run/cli.hpp"

int main(int argc, char** argv) {
    glasscape::restart_with_passive_waiting(argv);
    glasscape::install_interrupt_handler();
    return glasscape::cli::run_program(std::vector<std::string>(argv + 1, argv + argc));
}
