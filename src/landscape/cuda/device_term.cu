#include <algorithm>
#include <array>
#include <cstddef>

#include "core/cuda/device_memory.cuh"
#include "core/cuda/launch.cuh"
#include "landscape/cuda/contraction.cuh"
#include "landscape/cuda/device_term.hpp"
#include "landscape/cuda/monomial_levels.cuh"
#include "landscape/cuda/shape_on_device.cuh"

namespace glasscape::cuda {
namespace {

constexpr int block_threads = 256;
/// Panels of replicas worked on at the same time.
constexpr std::size_t lanes_of_work = 2;
std::int64_t blocks_for(std::int64_t threads) {
    return (threads + block_threads - 1) / block_threads;
}

/// Calls body(i, m) for i < n and m < replicas, eight i at a time: kind to the cache where one array is
/// [m][i] and the other [i][m].
template <class Body>
void by_blocks(int n, int replicas, const Body& body) {
    for (int begin = 0; begin < n; begin += 8)
        for (int m = 0; m < replicas; ++m)
            for (int i = begin; i < std::min(n, begin + 8); ++i)
                body(i, m);
}

/// Memory of one panel of replicas, kept from one evaluation to the next.
template <class A>
struct Work {
    DeviceStream stream;
    DeviceArray<A> spins;
    DeviceArray<A> one;                 // the empty monomial
    std::vector<DeviceArray<A>> outer;  // monomials of degrees 1..a
    std::vector<DeviceArray<A>> inner;  // of degrees 1..b
    DeviceArray<A> q_partial;
    DeviceArray<A> v_partial;
    DeviceArray<A> q;
    DeviceArray<A> adjoint;
    DeviceArray<A> other_adjoint;
    DeviceArray<double> gradient;
    PinnedArray<A> host_spins;
    PinnedArray<double> host_gradient;
    std::int64_t first_replica = 0;
    std::int64_t replicas = 0;
    int width = 0;
};

template <class A, class Store, bool Keep>
class StaircaseOnDevice final : public DeviceTerm {
  public:
    StaircaseOnDevice(const ShapeArrays& arrays, const Draw& draw)
        : shape_(arrays), disorder_{draw.seed, draw.stream, draw.sample} {
        if constexpr (Keep) {
            couplings_ = DeviceArray<Store>(static_cast<std::size_t>(shape_.stored()));
            const DevicePlan& plan = shape_.tile_plan();
            launch(fill_tiles<Store>, plan.blocks(), tile_threads, nullptr, shape_.view(), disorder_,
                   plan.items.get(), couplings_.get());
            require(cudaGetLastError(), "drawing couplings");
            require(cudaDeviceSynchronize(), "drawing couplings");
        }
    }

    std::int64_t bytes() const override { return static_cast<std::int64_t>(couplings_.bytes()); }

    void add(double scale, std::int64_t replicas, const double* states, double* energies,
             double* gradients) override {
        std::size_t turn = 0;
        for (std::int64_t done = 0; done < replicas; ++turn) {
            auto& work = work_[turn % lanes_of_work];
            collect(work, scale, energies, gradients);
            const std::int64_t left = replicas - done;
            work.first_replica = done;
            const double* here = states + done * shape_.size();
            constexpr int own = PanelLayout<A, 1>::own;
            if (left == 1)
                start_tiles<1, 8>(work, left, here);
            else if (left <= 4)
                start_tiles<4, 4>(work, left, here);
            else if (left <= small_panel * own)
                start_panel<small_panel>(work, left, here);
            else
                start_panel<large_panel>(work, std::min<std::int64_t>(large_panel * own, left), here);
            done += work.replicas;
        }
        for (std::size_t i = 0; i < lanes_of_work; ++i)
            collect(work_[(turn + i) % lanes_of_work], scale, energies, gradients);
    }

  private:
    template <int M, int Rows>
    void start_tiles(Work<A>& work, std::int64_t replicas, const double* states) {
        start<M>(work, replicas, states, shape_.tile_plan(), tile_threads,
                 contract_tiles<A, Store, M, Rows, Keep>);
    }

    template <int Warps>
    void start_panel(Work<A>& work, std::int64_t replicas, const double* states) {
        using Layout = PanelLayout<A, Warps>;
        start<Layout::replicas>(work, replicas, states, shape_.panel_plan(Warps), Layout::threads,
                                contract_panel<A, Store, Warps, Keep>);
    }

    template <int M, class Contract>
    void start(Work<A>& work, std::int64_t replicas, const double* states, const DevicePlan& plan,
               int threads, Contract contract) {
        work.replicas = replicas;
        work.width = M;
        make_room<M>(work, plan);
        const int n = shape_.size();
        const cudaStream_t stream = work.stream.get();
        by_blocks(n, M, [&](int i, int m) {
            work.host_spins.get()[i * M + m] = m < replicas ? static_cast<A>(states[m * n + i]) : A{0};
        });
        require(cudaMemcpyAsync(work.spins.get(), work.host_spins.get(), sizeof(A) * n * M,
                                cudaMemcpyHostToDevice, stream),
                "copying states");
        require(cudaMemsetAsync(work.gradient.get(), 0, sizeof(double) * n * M, stream), "clearing");
        require(cudaMemsetAsync(work.q_partial.get(), 0,
                                sizeof(A) * static_cast<std::size_t>(plan.slots * shape_.rows() * M), stream),
                "clearing");
        build<M>(work, shape_.outer(), work.outer);
        build<M>(work, shape_.inner(), work.inner);
        const A* factors = work.outer.empty() ? work.one.get() : work.outer.back().get();
        launch(contract, plan.blocks(), threads, stream, shape_.view(), disorder_, plan.items.get(),
               couplings_.get(), work.inner.back().get(), factors, work.q_partial.get(),
               work.v_partial.get());
        const std::int64_t sums = shape_.rows() * M;
        launch(add_slots<A, M>, (sums + 31) / 32, slot_runs(plan.slots) * 32, stream, work.q_partial.get(),
               plan.slots, shape_.rows(), work.q.get());
        const int split_blocks = plan.piece_columns * replica_shares<M> / split_threads;
        if (plan.splits > 1)
            launch(add_splits<A, M>, plan.pieces * split_blocks, split_threads, stream, shape_.columns(),
                   split_blocks, plan.splits, plan.split_is_met.get(), work.v_partial.get());
        fold<M>(work, shape_.inner(), work.inner, work.v_partial.get());
        fold<M>(work, shape_.outer(), work.outer, work.q.get());
        require(cudaGetLastError(), "starting kernels");
        require(cudaMemcpyAsync(work.host_gradient.get(), work.gradient.get(), sizeof(double) * n * M,
                                cudaMemcpyDeviceToHost, stream),
                "copying gradients");
    }

    template <int M>
    void make_room(Work<A>& work, const DevicePlan& plan) {
        const auto n = static_cast<std::size_t>(shape_.size());
        const auto numbers = [](std::int64_t tuples) {
            return static_cast<std::size_t>(panel_numbers<M>(tuples));
        };
        std::int64_t largest = 1;
        const auto make_levels = [&](const std::vector<DeviceLevel>& levels,
                                     std::vector<DeviceArray<A>>& monomials) {
            monomials.resize(levels.size());
            for (std::size_t d = 0; d < levels.size(); ++d) {
                monomials[d].at_least(numbers(levels[d].count));
                largest = std::max(largest, levels[d].below_count);
            }
        };
        make_levels(shape_.outer(), work.outer);
        make_levels(shape_.inner(), work.inner);
        work.spins.at_least(n * M);
        work.host_spins.at_least(n * M);
        work.gradient.at_least(n * M);
        work.host_gradient.at_least(n * M);
        if (work.one.count() == 0) work.one = DeviceArray<A>(std::vector<A>(panel_numbers<64>(1), A{1}));
        work.q_partial.at_least(static_cast<std::size_t>(plan.slots * shape_.rows() * M));
        work.v_partial.at_least(static_cast<std::size_t>(plan.splits) * numbers(shape_.columns()));
        work.q.at_least(numbers(shape_.rows()));
        work.adjoint.at_least(numbers(largest));
        work.other_adjoint.at_least(numbers(largest));
    }

    template <int M>
    void build(Work<A>& work, const std::vector<DeviceLevel>& levels,
               const std::vector<DeviceArray<A>>& monomials) {
        const A* below = work.one.get();
        for (std::size_t d = 0; d < levels.size(); ++d) {
            launch(build_level<A, M>, blocks_for(panel_numbers<M>(levels[d].count) / M), block_threads,
                   work.stream.get(), levels[d].view(), work.spins.get(), below, monomials[d].get());
            below = monomials[d].get();
        }
    }

    template <int M>
    void fold(Work<A>& work, const std::vector<DeviceLevel>& levels,
              const std::vector<DeviceArray<A>>& monomials, const A* adjoint) {
        A* next = work.adjoint.get();
        A* spare = work.other_adjoint.get();
        for (std::size_t d = levels.size(); d-- > 0;) {
            const A* below = d == 0 ? work.one.get() : monomials[d - 1].get();
            launch(fold_spins<A, M>, shape_.size(), levels[d].spin_threads(replica_shares<M>),
                   work.stream.get(), levels[d].view(), below, adjoint, work.gradient.get());
            if (d == 0) break;
            launch(fold_level<A, M>,
                   (panel_numbers<M>(levels[d].below_count) / M + 31) / 32 * replica_shares<M>, fold_threads,
                   work.stream.get(), levels[d].view(), shape_.size(), work.spins.get(), adjoint, next);
            adjoint = next;
            std::swap(next, spare);
        }
    }

    void collect(Work<A>& work, double scale, double* energies, double* gradients) {
        if (work.replicas == 0) return;
        require(cudaStreamSynchronize(work.stream.get()), "evaluating a Hamiltonian");
        const int n = shape_.size();
        std::vector<double> radial(static_cast<std::size_t>(work.replicas));
        by_blocks(n, static_cast<int>(work.replicas), [&](int i, int m) {
            const double component = work.host_gradient.get()[i * work.width + m];
            radial[static_cast<std::size_t>(m)] +=
                static_cast<double>(work.host_spins.get()[i * work.width + m]) * component;
            gradients[(work.first_replica + m) * n + i] += scale * component;
        });
        // s . grad H = r H, for H is homogeneous
        for (std::int64_t m = 0; m < work.replicas; ++m)
            energies[work.first_replica + m] +=
                scale * radial[static_cast<std::size_t>(m)] / static_cast<double>(shape_.order());
        work.replicas = 0;
    }

    DeviceShape shape_;
    DisorderView disorder_;
    DeviceArray<Store> couplings_;
    std::array<Work<A>, lanes_of_work> work_;
};

}  // namespace

std::unique_ptr<DeviceTerm> make_device_term(const ShapeArrays& shape, const Draw& draw, Number number,
                                             bool keep) {
    if (number == Number::double_float) {
        if (keep) return std::make_unique<StaircaseOnDevice<double, double, true>>(shape, draw);
        return std::make_unique<StaircaseOnDevice<double, double, false>>(shape, draw);
    }
    if (!keep) return std::make_unique<StaircaseOnDevice<float, float, false>>(shape, draw);
    if (number == Number::half)
        return std::make_unique<StaircaseOnDevice<float, Bfloat16, true>>(shape, draw);
    return std::make_unique<StaircaseOnDevice<float, float, true>>(shape, draw);
}

std::int64_t free_device_memory() {
    std::size_t free = 0;
    std::size_t total = 0;
    if (cudaMemGetInfo(&free, &total) != cudaSuccess) {
        cudaGetLastError();
        return 0;
    }
    return static_cast<std::int64_t>(free);
}

}  // namespace glasscape::cuda
