#include "device_emulation.hpp"

#include <array>
#include <cstddef>
#include <vector>

#include <ucontext.h>

namespace glasscape::cuda {
namespace {

constexpr std::size_t stack_bytes = 128 * 1024;
constexpr int warp_lanes = 32;

/// Where `expected` fibers wait for each other.
struct Meeting {
    int expected = 0;
    int arrived = 0;
    long round = 0;
};

struct Block {
    ucontext_t outside{};
    std::vector<ucontext_t> fibers;
    std::vector<char> stacks;
    std::vector<bool> finished;
    std::function<void()> body;
    Meeting all;
    std::vector<Meeting> warps;
    std::vector<std::array<double, warp_lanes>> exchanged;
};

Block block;

std::size_t here() {
    return threadIdx.x;
}

// The next fiber that has not finished, this one last; the number of fibers if there is none.
std::size_t next_fiber() {
    const std::size_t count = block.fibers.size();
    for (std::size_t step = 1; step <= count; ++step)
        if (const std::size_t candidate = (here() + step) % count; !block.finished[candidate])
            return candidate;
    return count;
}

void give_way() {
    const std::size_t mine = here();
    const std::size_t next = next_fiber();
    if (next == mine) return;
    threadIdx.x = static_cast<unsigned>(next);
    swapcontext(&block.fibers[mine], &block.fibers[next]);
    threadIdx.x = static_cast<unsigned>(mine);
}

void wait_at(Meeting& meeting) {
    const long round = meeting.round;
    if (++meeting.arrived == meeting.expected) {
        meeting.arrived = 0;
        ++meeting.round;
        return;
    }
    while (meeting.round == round)
        give_way();
}

void run_fiber() {
    block.body();
    block.finished[here()] = true;
    const std::size_t next = next_fiber();
    if (next == block.fibers.size()) setcontext(&block.outside);
    threadIdx.x = static_cast<unsigned>(next);
    setcontext(&block.fibers[next]);
}

}  // namespace

void run_block(int threads, const std::function<void()>& body) {
    const auto count = static_cast<std::size_t>(threads);
    block.fibers.resize(count);
    block.stacks.resize(count * stack_bytes);
    block.finished.assign(count, false);
    block.body = body;
    block.all = {threads, 0, 0};
    block.warps.assign(count / warp_lanes, {warp_lanes, 0, 0});
    block.exchanged.resize(count / warp_lanes);
    for (std::size_t t = 0; t < count; ++t) {
        getcontext(&block.fibers[t]);
        block.fibers[t].uc_stack.ss_sp = block.stacks.data() + t * stack_bytes;
        block.fibers[t].uc_stack.ss_size = stack_bytes;
        makecontext(&block.fibers[t], run_fiber, 0);
    }
    threadIdx.x = 0;
    swapcontext(&block.outside, &block.fibers[0]);
}

}  // namespace glasscape::cuda

void __syncthreads() {
    glasscape::cuda::wait_at(glasscape::cuda::block.all);
}

double exchange_in_warp(double value, int lane_mask) {
    using namespace glasscape::cuda;
    const std::size_t warp = here() / warp_lanes;
    const std::size_t lane = here() % warp_lanes;
    block.exchanged[warp][lane] = value;
    wait_at(block.warps[warp]);
    const double received = block.exchanged[warp][lane ^ static_cast<std::size_t>(lane_mask)];
    wait_at(block.warps[warp]);
    return received;
}
