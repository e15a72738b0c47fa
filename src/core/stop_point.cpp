#include "glasscape/core/stop_point.hpp"

#include <array>
#include <atomic>
#include <csignal>
#include <cstdlib>
#include <string>
#include <utility>

#include "glasscape/core/parse.hpp"

namespace glasscape {
namespace {

struct Rehearsal {
    std::string event;
    std::int64_t count = 0;
    int signal = 0;
};

Rehearsal read_rehearsal() {
    constexpr std::array<std::pair<std::string_view, int>, 4> signals{
        {{"KILL", SIGKILL}, {"TERM", SIGTERM}, {"INT", SIGINT}, {"HUP", SIGHUP}}};
    const char* text = std::getenv("GLASSCAPE_STOP");
    if (text == nullptr) return {};
    const auto parts = split(text, ':');
    const auto count = parts.size() == 3 ? parse_integer(parts[1]) : std::nullopt;
    if (!count) return {};
    for (const auto& [name, signal] : signals)
        if (name == parts[2]) return {std::string(parts[0]), *count, signal};
    return {};
}

}  // namespace

void reach_stop_point(std::string_view event) {
    static const Rehearsal rehearsal = read_rehearsal();
    static std::atomic<std::int64_t> reached{0};
    if (rehearsal.signal == 0 || event != rehearsal.event) return;
    if (++reached == rehearsal.count) std::raise(rehearsal.signal);
}

}  // namespace glasscape
