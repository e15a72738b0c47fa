// Which energies a finite-N count keeps, as a factor on the law of H/N at a given radial derivative.
//
// At finite N the Hessian enters through y = x sqrt(N/nu2), x = s.grad H/N. Given y the energy u = H/N is
// normal with mean (nu1 sqrt(nu2)/(nu1+nu2)) y/sqrt N and variance alpha2/((nu1+nu2) N); a pure mixture has u
// = y sqrt(nu2)/(nu1 sqrt N) exactly.
#pragma once

#include <limits>

#include "glasscape/mixture/mixture.hpp"

namespace glasscape {

/// All energies, those in [low, high) (ends may be infinite), or the density at one energy (d count/du).
struct EnergyFilter {
    enum class Kind { all, window, density };

    static EnergyFilter all() { return {Kind::all, -infinity, infinity}; }
    static EnergyFilter window(double low, double high) { return {Kind::window, low, high}; }
    static EnergyFilter below(double high) { return {Kind::window, -infinity, high}; }
    static EnergyFilter density(double u) { return {Kind::density, u, u}; }

    /// The filter of -u.
    EnergyFilter mirrored() const { return {kind, -high, -low}; }

    Kind kind;
    double low;
    double high;

  private:
    EnergyFilter(Kind k, double l, double h) : kind(k), low(l), high(h) {}
    static constexpr double infinity = std::numeric_limits<double>::infinity();
};

/// log P(low <= u < high) or log density of u at filter.low, for a normal u; deviation > 0. Tails keep their
/// relative accuracy (log of differences of erfc).
double log_normal_filter(const EnergyFilter& filter, double mean, double deviation);

}  // namespace glasscape
