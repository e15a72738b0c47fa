// Where dynamics end: many replicas on many disorders of one mixture.
#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <string>
#include <vector>

#include "glasscape/experiment/critical_end.hpp"
#include "glasscape/experiment/end_spectrum.hpp"
#include "glasscape/explore/dynamics.hpp"
#include "glasscape/landscape/couplings.hpp"
#include "glasscape/mixture/mixture.hpp"
#include "glasscape/table/csv.hpp"
#include "glasscape/table/part.hpp"
#include "glasscape/table/table.hpp"

namespace glasscape {

/// What stands for the landscape.
enum class DescentEngine {
    tensors,      ///< couplings, packed or generated
    conditional,  ///< drawn along the path (trajectory/anchored_path.hpp)
    infinite      ///< N = infinity: one path stands for all disorders and replicas
};

struct DescentRequest {
    Mixture mixture;
    int size;  ///< N; of no meaning at infinity
    std::int64_t replicas = 16;
    std::int64_t disorders = 1;
    std::uint64_t seed = 1;
    Dynamics dynamics{};
    double noise = 0.5;  ///< stochastic: amplitude of the landscape that is added
    DescentEngine engine = DescentEngine::tensors;
    double start_temperature = 0.0;  ///< of a thermal start at infinity; 0: a random one
    bool gradient_flow = false;      ///< at infinity: the limit of small steps (trajectory/gradient_flow.hpp)
    CouplingOptions couplings{};     ///< `replicas` is set here
    int records_per_decade = 10;
    bool hessian = false;         ///< its spectrum at the end of each replica
    bool critical_point = false;  ///< the one that a search from there ends at
};

/// One row of the table of `glasscape descend`.
struct DescentRecord {
    std::int64_t disorder;
    std::int64_t replica;
    std::int64_t step;
    double time;
    double energy;         ///< H/N
    double gradient_norm;  ///< |P grad H|/sqrt N
    double radial;         ///< x
    double overlap_with_start;
    double marginality;         ///< -x/(2 sqrt nu''(1)): 1 where the Hessian's bulk touches 0
    std::int64_t anchors;       ///< conditional: gradients drawn rather than predicted; else -1
    double discarded_variance;  ///< conditional: largest that was left out; else NaN
    /// Gradient flow: by how much the last extrapolation to small steps moved the energy; else NaN.
    double flow_error = std::numeric_limits<double>::quiet_NaN();
    EndSpectrum end{};       ///< of the last record of a replica, if asked for
    CriticalEnd critical{};  ///< likewise
};

/// Throws std::invalid_argument if the request makes no sense or does not fit; returns how the couplings
/// would be kept (none without tensors).
CouplingPlan plan_descent(const DescentRequest& request);

std::string method_name(DynamicsMethod method);

/// The fixed step of an engine without line search where none is given: 0.35/sqrt(nu''(1)), a third of what
/// is stable at the edge of the Hessian's bulk.
double default_step(const Mixture& mixture);

/// Bytes that a descent at infinity takes.
double memory_at_infinity(const DescentRequest& request);

/// Steps that one disorder takes in all.
std::int64_t steps_of_one_disorder(const DescentRequest& request);

/// -x/(2 sqrt nu''(1)) for the radial derivative x, NaN where nu'' is 0.
double marginality(const Mixture& mixture, double radial);
/// Temperature of a start written `random` (0) or `thermal:T`. Throws std::invalid_argument for any other.
double parse_start(const std::string& text);

/// Whether a sample of temperature T of the mixture has the annealed mean H/N = -1/T: sup_q [nu(q)/T^2 + q +
/// log(1 - q)] <= 0 over [0, 1), and no field (Talagrand 2006; Chen, Sen 2017).
bool annealed_is_quenched(const Mixture& mixture, double temperature);

/// Runs disorder `disorder` to its end; one record a replica and recorded step. `advance` is called after
/// each step.
std::vector<DescentRecord> descend(const DescentRequest& request, std::int64_t disorder,
                                   const std::function<void()>& advance = {});

/// Calls run(d) for each disorder: side by side where systems are small, one by one where an evaluation needs
/// the threads itself.
void for_each_disorder(const CouplingPlan& plan, std::int64_t disorders,
                       const std::function<void(std::int64_t)>& run);

/// Runs all disorders; takes from `before` what is finished ("disorder D")
/// and keeps each that it finishes in `part`. One list of records a disorder.
std::vector<std::vector<DescentRecord>> descend_all(const DescentRequest& request, const CouplingPlan& plan,
                                                    Part& part, const std::map<std::string, CsvText>& before);

/// What shapes the rows of each disorder.
Fingerprint fingerprint(const DescentRequest& request, const CouplingPlan& plan);

/// With the columns of the end that the request asks for.
Table descent_table(const DescentRequest& request);
void add_records(Table& table, const std::vector<DescentRecord>& records, const DescentRequest& request);

/// Reads back what add_records wrote.
std::vector<DescentRecord> records_of(const CsvText& rows);

}  // namespace glasscape
