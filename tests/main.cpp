#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>

#include "glasscape/core/threads.hpp"

int main(int argc, char** argv) {
    glasscape::restart_with_passive_waiting(argv);
    return doctest::Context(argc, argv).run();
}
