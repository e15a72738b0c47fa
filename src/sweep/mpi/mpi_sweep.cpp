#include "glasscape/sweep/mpi_sweep.hpp"

#include <chrono>
#include <exception>
#include <limits>
#include <map>
#include <stdexcept>
#include <thread>
#include <vector>

#include <fmt/format.h>
#include <mpi.h>

#include "glasscape/core/error.hpp"
#include "glasscape/core/hash.hpp"
#include "glasscape/core/interrupt.hpp"
#include "glasscape/core/progress.hpp"
#include "glasscape/core/threads.hpp"
#include "glasscape/core/version.hpp"

#include "sweep/mpi/point_message.hpp"
#include "sweep/point_queue.hpp"
#include "sweep/store_writer.hpp"

namespace glasscape {
namespace {

constexpr int tag_request = 1;
constexpr int tag_point = 2;

// What rank 0 answers to a request.
struct Task {
    std::uint64_t index = no_more;
    std::int64_t attempts = 1;
    static constexpr std::uint64_t no_more = std::numeric_limits<std::uint64_t>::max();
};

// Between MPI_Init and MPI_Finalize, however the block is left.
class Session {
  public:
    Session() {
        int provided = 0;
        MPI_Init_thread(nullptr, nullptr, MPI_THREAD_FUNNELED, &provided);
        MPI_Comm_rank(MPI_COMM_WORLD, &rank_);
        MPI_Comm_size(MPI_COMM_WORLD, &size_);
    }
    ~Session() { MPI_Finalize(); }
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    int rank() const { return rank_; }
    int size() const { return size_; }

    int ranks_of_this_machine() const {
        MPI_Comm machine = MPI_COMM_NULL;
        MPI_Comm_split_type(MPI_COMM_WORLD, MPI_COMM_TYPE_SHARED, 0, MPI_INFO_NULL, &machine);
        int ranks = 1;
        MPI_Comm_size(machine, &ranks);
        MPI_Comm_free(&machine);
        return ranks;
    }

  private:
    int rank_ = 0;
    int size_ = 1;
};

// A rank that only computes: asks with the last result, gets the next point.
void serve(const Study& study, const PointRunner& run_point) {
    set_thread_count(study.threads);
    set_progress_mode(ProgressMode::off);
    std::vector<std::uint8_t> message;
    for (;;) {
        MPI_Send(message.data(), static_cast<int>(message.size()), MPI_BYTE, 0, tag_request, MPI_COMM_WORLD);
        Task task;
        MPI_Recv(&task, sizeof(task), MPI_BYTE, 0, tag_point, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
        if (task.index == Task::no_more) return;
        message.clear();
        try {
            message = pack(run_one(study, task.index, run_point, task.attempts));
        } catch (const Interrupted&) {
            // Given up: the request that follows carries no result.
        }
    }
}

// Rank 0: gives points to the other ranks and to a thread of its own, and writes what comes back.
class Coordinator {
  public:
    Coordinator(const Study& study, StoreWriter& writer, const PointRunner& run_point, int ranks)
        : study_(study),
          queue_(study, writer.missing(), writer.known(), run_point),
          writer_(writer),
          serving_(ranks - 1) {}

    // Returns once every rank has been told that there is no more. Rethrows what the store threw then.
    void run() {
        queue_.start(1);
        while (serving_ > 0 || queue_.running()) {
            const bool heard = answer_one();
            collect();
            if (!heard) std::this_thread::sleep_for(std::chrono::milliseconds(1));
        }
        collect();
        if (failure_) std::rethrow_exception(failure_);
    }

  private:
    bool answer_one() {
        int waiting = 0;
        MPI_Status status;
        MPI_Iprobe(MPI_ANY_SOURCE, tag_request, MPI_COMM_WORLD, &waiting, &status);
        if (waiting == 0) return false;
        int bytes = 0;
        MPI_Get_count(&status, MPI_BYTE, &bytes);
        std::vector<std::uint8_t> message(static_cast<std::size_t>(bytes));
        MPI_Recv(message.data(), bytes, MPI_BYTE, status.MPI_SOURCE, tag_request, MPI_COMM_WORLD,
                 MPI_STATUS_IGNORE);
        if (!message.empty()) accept(unpack(message), status.MPI_SOURCE);
        Task task;
        if (const auto next = queue_.take()) {
            task.index = next->index;
            task.attempts = next->attempts;
            under_way_[status.MPI_SOURCE] = next->index;
        } else {
            --serving_;
        }
        MPI_Send(&task, sizeof(task), MPI_BYTE, status.MPI_SOURCE, tag_point, MPI_COMM_WORLD);
        return true;
    }

    // A rank on another machine may see other files under the same names.
    void accept(PointResult result, int rank) {
        if (result.id != study_.point(under_way_.at(rank)).id) {
            fail_with(std::make_exception_ptr(
                std::runtime_error(fmt::format("rank {} on {} ran another point than it was given: the files "
                                               "that the study names differ there",
                                               rank, result.host))));
            return;
        }
        results_.push_back(std::move(result));
    }

    void fail_with(std::exception_ptr failure) {
        if (!failure_) failure_ = std::move(failure);
        queue_.stop();
    }

    // Puts what has come in into the store, a tenth of a second's worth at a time.
    void collect() {
        using Clock = std::chrono::steady_clock;
        constexpr auto pause = std::chrono::milliseconds(100);
        for (auto& result : queue_.results())
            results_.push_back(std::move(result));
        const bool last = serving_ == 0 && !queue_.running();
        if (results_.empty() || (!last && Clock::now() - written_ < pause)) return;
        try {
            if (!failure_) writer_.put(results_);
        } catch (const std::exception&) {
            fail_with(std::current_exception());
        }
        results_.clear();
        written_ = Clock::now();
    }

    const Study& study_;
    PointQueue queue_;
    StoreWriter& writer_;
    int serving_;
    std::map<int, std::size_t> under_way_;  // point by rank
    std::vector<PointResult> results_;
    std::exception_ptr failure_;
    std::chrono::steady_clock::time_point written_{};
};

// Whether all ranks run the same sources on the same study.
bool ranks_agree(const Study& study) {
    const auto mine = hash_of(fmt::format("{}\n{}\n{}\n{}\n{}", build_info().revision, study.name,
                                          study.size(), study.command.name, to_text(study.point(0).id)));
    auto first = mine;
    MPI_Bcast(first.data(), static_cast<int>(first.size()), MPI_BYTE, 0, MPI_COMM_WORLD);
    int agree = first == mine ? 1 : 0;
    MPI_Allreduce(MPI_IN_PLACE, &agree, 1, MPI_INT, MPI_LAND, MPI_COMM_WORLD);
    return agree == 1;
}

void require_memory(const Study& study, const SweepOptions& options, int ranks) {
    const double limit = memory_limit_gib(options);
    if (study.memory_gib * ranks > limit)
        throw std::invalid_argument(fmt::format(
            "{} points of '{}' on one machine need {:.3g} GiB of memory and {:.3g} GiB may be used: start "
            "fewer ranks there",
            ranks, study.name, study.memory_gib * ranks, limit));
}

}  // namespace

std::optional<SweepSummary> run_mpi_sweep(const Study& study, const SweepOptions& options,
                                          const PointRunner& run_point) {
    const Session session;
    const int ranks_here = session.ranks_of_this_machine();
    if (!ranks_agree(study)) {
        if (session.rank() > 0) return std::nullopt;
        throw std::invalid_argument(
            "the ranks run different builds or see different study files: give all machines the same");
    }
    std::exception_ptr failure;
    std::optional<StoreWriter> writer;
    if (session.rank() == 0) {
        try {
            require_memory(study, options, ranks_here);
            writer.emplace(study, options);
        } catch (...) {
            failure = std::current_exception();
        }
    }
    int ready = failure ? 0 : 1;
    MPI_Bcast(&ready, 1, MPI_INT, 0, MPI_COMM_WORLD);
    if (failure) std::rethrow_exception(failure);
    if (ready == 0) return std::nullopt;
    if (session.rank() > 0) {
        serve(study, run_point);
        return std::nullopt;
    }
    Coordinator(study, *writer, run_point, session.size()).run();
    throw_if_interrupted();
    return writer->summary();
}

}  // namespace glasscape
