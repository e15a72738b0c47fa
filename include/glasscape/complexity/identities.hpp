// Identities that hold exactly, each through another part of the theory: does this build compute right
// numbers on this machine?
#pragma once

#include <string>
#include <vector>

namespace glasscape {

struct Identity {
    std::string name;
    double value;
    double expected;
    double tolerance;  ///< absolute
    bool holds() const;
};

/// A few milliseconds.
std::vector<Identity> exact_identities();

}  // namespace glasscape
