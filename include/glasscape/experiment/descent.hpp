// Where dynamics end: many replicas on many disorders of one mixture.
#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <string>
#include <vector>

#include "glasscape/explore/dynamics.hpp"
#include "glasscape/landscape/couplings.hpp"
#include "glasscape/mixture/mixture.hpp"
#include "glasscape/table/csv.hpp"
#include "glasscape/table/part.hpp"
#include "glasscape/table/table.hpp"

namespace glasscape {

struct DescentRequest {
    Mixture mixture;
    int size;
    std::int64_t replicas = 16;
    std::int64_t disorders = 1;
    std::uint64_t seed = 1;
    Dynamics dynamics{};
    double noise = 0.5;           ///< stochastic: amplitude of the fresh landscape of each step
    CouplingOptions couplings{};  ///< `replicas` is set here
    int records_per_decade = 10;
    double lowest_energy = -std::numeric_limits<double>::infinity();  ///< H/N at which a run is stopped
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
};

/// Throws std::invalid_argument if the request makes no sense or does not fit; returns how the couplings
/// would be kept.
CouplingPlan plan_descent(const DescentRequest& request);

/// H/N that no sample of the mixture goes below: the ground state less five standard deviations, N^(-1/2)
/// being the largest that the minimum of H/N can have (Borell; Tsirelson, Ibragimov, Sudakov 1976). Minus
/// infinity where no order is sketched: then what is found is there.
double lowest_possible_energy(const DescentRequest& request, const CouplingPlan& plan);

/// Runs disorder `disorder` to its end; one record a replica and recorded step. `advance` is called after
/// each step. Throws std::runtime_error once a replica is below `lowest_energy`.
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

Table descent_table();
void add_records(Table& table, const std::vector<DescentRecord>& records);

/// Reads back what add_records wrote.
std::vector<DescentRecord> records_of(const CsvText& rows);

}  // namespace glasscape
