#include <algorithm>
#include <array>
#include <cstddef>

#include "device_memory.cuh"
#include "device_term.hpp"
#include "launch.cuh"
#include "staircase_kernels.cuh"
#include "work_items.hpp"

namespace glasscape::cuda {
namespace {

constexpr std::int64_t wanted_items = 2048;
constexpr int block_threads = 256;
/// Panels of replicas worked on at the same time.
constexpr std::size_t lanes_of_work = 2;

std::int64_t blocks_for(std::int64_t threads) {
    return (threads + block_threads - 1) / block_threads;
}

struct DeviceLevel {
    explicit DeviceLevel(const LevelArrays& arrays)
        : count(arrays.count),
          below_count(arrays.below_count),
          first(arrays.first),
          low_begin(arrays.low_begin),
          repeat_begin(arrays.repeat_begin),
          repeat_end(arrays.repeat_end),
          run(arrays.run) {}

    LevelView view() const {
        return {count,    below_count, first.get(), low_begin.get(), repeat_begin.get(), repeat_end.get(),
                run.get()};
    }

    std::int64_t count;
    std::int64_t below_count;
    DeviceArray<std::int64_t> first;
    DeviceArray<std::int64_t> low_begin;
    DeviceArray<std::int64_t> repeat_begin;
    DeviceArray<std::int64_t> repeat_end;
    DeviceArray<std::uint8_t> run;
};

std::vector<std::int64_t> offsets_of(const std::vector<std::int64_t>& tile_rows) {
    std::vector<std::int64_t> offsets;
    std::int64_t total = 0;
    for (const auto rows : tile_rows) {
        offsets.push_back(total);
        total += rows * tile_columns;
    }
    return offsets;
}

class DeviceShape {
  public:
    explicit DeviceShape(const ShapeArrays& arrays)
        : order_(arrays.order),
          size_(arrays.size),
          rows_(arrays.rows),
          columns_(arrays.columns),
          row_last_(arrays.row_last),
          row_run_(arrays.row_run),
          head_factors_(arrays.head_factors),
          tile_rows_(arrays.tile_rows),
          tile_offset_(offsets_of(arrays.tile_rows)),
          plan_(share_out(arrays.tile_rows, arrays.rows, wanted_items, chunk_rows)) {
        for (const auto& level : arrays.outer)
            outer_.emplace_back(level);
        for (const auto& level : arrays.inner)
            inner_.emplace_back(level);
        std::vector<Item> items;
        for (const auto& item : plan_.items)
            items.push_back(
                {item.tile_begin, item.tile_end, item.row_begin, item.row_end, item.slot, item.split});
        items_ = DeviceArray<Item>(items);
        for (const auto rows : arrays.tile_rows)
            stored_ += rows * tile_columns;
    }

    ShapeView view() const {
        return {order_,
                size_,
                static_cast<int>(inner_.size()),
                rows_,
                columns_,
                row_last_.get(),
                row_run_.get(),
                inner_.back().first.get(),
                head_factors_.get(),
                inner_.back().view(),
                tile_rows_.get(),
                tile_offset_.get()};
    }
    int size() const { return size_; }
    std::int64_t rows() const { return rows_; }
    std::int64_t columns() const { return columns_; }
    std::int64_t stored() const { return stored_; }
    const std::vector<DeviceLevel>& outer() const { return outer_; }
    const std::vector<DeviceLevel>& inner() const { return inner_; }
    const WorkPlan& plan() const { return plan_; }
    const Item* items() const { return items_.get(); }
    std::int64_t item_count() const { return static_cast<std::int64_t>(items_.count()); }

  private:
    int order_;
    int size_;
    std::int64_t rows_;
    std::int64_t columns_;
    std::int64_t stored_ = 0;
    DeviceArray<std::uint16_t> row_last_;
    DeviceArray<std::uint8_t> row_run_;
    DeviceArray<float> head_factors_;
    DeviceArray<std::int64_t> tile_rows_;
    DeviceArray<std::int64_t> tile_offset_;
    WorkPlan plan_;
    std::vector<DeviceLevel> outer_;
    std::vector<DeviceLevel> inner_;
    DeviceArray<Item> items_;
};

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
    DeviceArray<A> v;
    DeviceArray<A> adjoint;
    DeviceArray<A> other_adjoint;
    DeviceArray<double> energies;
    DeviceArray<double> gradient;
    PinnedArray<A> host_spins;
    PinnedArray<double> host_energies;
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
            launch(fill_tiles<Store>, shape_.item_count(), tile_threads, nullptr, shape_.view(), disorder_,
                   shape_.items(), couplings_.get());
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
            if (left == 1)
                start<1, 8>(work, 1, here);
            else if (left <= 4 || sizeof(A) == 8)  // sixteen replicas in double do not fit the registers
                start<4, 4>(work, std::min<std::int64_t>(4, left), here);
            else if constexpr (sizeof(A) == 4)
                start<16, 2>(work, std::min<std::int64_t>(16, left), here);
            done += work.replicas;
        }
        for (std::size_t i = 0; i < lanes_of_work; ++i)
            collect(work_[(turn + i) % lanes_of_work], scale, energies, gradients);
    }

  private:
    template <int M, int Rows>
    void start(Work<A>& work, std::int64_t replicas, const double* states) {
        work.replicas = replicas;
        work.width = M;
        make_room<M>(work);
        const int n = shape_.size();
        const cudaStream_t stream = work.stream.get();
        for (int i = 0; i < n; ++i)
            for (int m = 0; m < M; ++m)
                work.host_spins.get()[i * M + m] = m < replicas ? static_cast<A>(states[m * n + i]) : A{0};
        require(cudaMemcpyAsync(work.spins.get(), work.host_spins.get(), sizeof(A) * n * M,
                                cudaMemcpyHostToDevice, stream),
                "copying states");
        require(cudaMemsetAsync(work.gradient.get(), 0, sizeof(double) * n * M, stream), "clearing");
        require(cudaMemsetAsync(work.q_partial.get(), 0,
                                sizeof(A) * static_cast<std::size_t>(shape_.plan().slots * shape_.rows() * M),
                                stream),
                "clearing");
        build<M>(work, shape_.outer(), work.outer);
        build<M>(work, shape_.inner(), work.inner);
        const A* factors = work.outer.empty() ? work.one.get() : work.outer.back().get();
        launch(contract_tiles<A, Store, M, Rows, Keep>, shape_.item_count(), tile_threads, stream,
               shape_.view(), disorder_, shape_.items(), couplings_.get(), work.inner.back().get(), factors,
               work.q_partial.get(), work.v_partial.get());
        const std::int64_t sums = shape_.rows() * M;
        launch(add_slots<A>, (sums + 31) / 32, tile_threads, stream, work.q_partial.get(),
               shape_.plan().slots, sums, work.q.get());
        launch(add_energies<A, M>, M, tile_threads, stream, shape_.rows(), factors, work.q.get(),
               work.energies.get());
        const A* column_sums = work.v_partial.get();
        if (shape_.plan().splits > 1) {
            launch(add_splits<A, M>, blocks_for(shape_.columns() * M), block_threads, stream, shape_.view(),
                   work.v_partial.get(), shape_.plan().rows_per_split, work.v.get());
            column_sums = work.v.get();
        }
        fold<M>(work, shape_.inner(), work.inner, column_sums);
        fold<M>(work, shape_.outer(), work.outer, work.q.get());
        require(cudaGetLastError(), "starting kernels");
        require(cudaMemcpyAsync(work.host_energies.get(), work.energies.get(), sizeof(double) * M,
                                cudaMemcpyDeviceToHost, stream),
                "copying energies");
        require(cudaMemcpyAsync(work.host_gradient.get(), work.gradient.get(), sizeof(double) * n * M,
                                cudaMemcpyDeviceToHost, stream),
                "copying gradients");
    }

    template <int M>
    void make_room(Work<A>& work) {
        const auto n = static_cast<std::size_t>(shape_.size());
        const auto numbers = [](std::int64_t tuples) { return static_cast<std::size_t>(tuples) * M; };
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
        work.energies.at_least(M);
        work.host_energies.at_least(M);
        if (work.one.count() == 0) work.one = DeviceArray<A>(std::vector<A>(16, A{1}));
        work.q_partial.at_least(numbers(shape_.plan().slots * shape_.rows()));
        work.v_partial.at_least(numbers(shape_.plan().splits * shape_.columns()));
        work.q.at_least(numbers(shape_.rows()));
        if (shape_.plan().splits > 1) work.v.at_least(numbers(shape_.columns()));
        work.adjoint.at_least(numbers(largest));
        work.other_adjoint.at_least(numbers(largest));
    }

    template <int M>
    void build(Work<A>& work, const std::vector<DeviceLevel>& levels,
               const std::vector<DeviceArray<A>>& monomials) {
        const A* below = work.one.get();
        for (std::size_t d = 0; d < levels.size(); ++d) {
            launch(build_level<A, M>, blocks_for(levels[d].count), block_threads, work.stream.get(),
                   levels[d].view(), shape_.size(), work.spins.get(), below, monomials[d].get());
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
            launch(fold_spins<A, M>, shape_.size(), tile_threads, work.stream.get(), levels[d].view(), below,
                   adjoint, work.gradient.get());
            if (d == 0) break;
            launch(fold_level<A, M>, blocks_for(levels[d].below_count), block_threads, work.stream.get(),
                   levels[d].view(), shape_.size(), work.spins.get(), adjoint, next);
            adjoint = next;
            std::swap(next, spare);
        }
    }

    void collect(Work<A>& work, double scale, double* energies, double* gradients) {
        if (work.replicas == 0) return;
        require(cudaStreamSynchronize(work.stream.get()), "evaluating a Hamiltonian");
        const int n = shape_.size();
        for (std::int64_t m = 0; m < work.replicas; ++m) {
            energies[work.first_replica + m] += scale * work.host_energies.get()[m];
            for (int i = 0; i < n; ++i)
                gradients[(work.first_replica + m) * n + i] +=
                    scale * work.host_gradient.get()[i * work.width + m];
        }
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
