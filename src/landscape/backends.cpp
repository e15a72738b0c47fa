#include "landscape/backends.hpp"

#include <algorithm>
#include <array>

#include "landscape/cpu/staircase_term.hpp"
#include "landscape/cuda/cuda_term.hpp"
#include "landscape/reference/reference_terms.hpp"

namespace glasscape {
namespace {

using Shape = std::shared_ptr<const Staircase>;

void always() {}

std::unique_ptr<Term> reference_tensor(const Shape& shape, const Disorder& disorder, CouplingKind,
                                       Precision) {
    return reference::make_tensor(shape, disorder);
}

std::unique_ptr<Term> cpu_tensor(const Shape& shape, const Disorder& disorder, CouplingKind kind,
                                 Precision precision) {
    return kind == CouplingKind::generated ? cpu::make_generated(shape, disorder, precision)
                                           : cpu::make_packed(shape, disorder, precision);
}

std::unique_ptr<Term> cuda_tensor(const Shape& shape, const Disorder& disorder, CouplingKind kind,
                                  Precision precision) {
    return cuda::make_tensor(*shape, disorder, kind == CouplingKind::packed, precision);
}

constexpr std::array rows{
    BackendRow{Backend::reference, "reference", always, free_memory, reference_tensor},
    BackendRow{Backend::cpu, "cpu", always, free_memory, cpu_tensor},
    BackendRow{Backend::cuda, "cuda", cuda::require_device, cuda::free_memory, cuda_tensor}};

}  // namespace

const BackendRow& row_of(Backend backend) {
    return *std::find_if(rows.begin(), rows.end(),
                         [backend](const BackendRow& row) { return row.backend == backend; });
}

const char* backend_name(Backend backend) {
    return row_of(backend).name;
}

}  // namespace glasscape
