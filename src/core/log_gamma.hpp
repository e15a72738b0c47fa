// log Gamma for threads: std::lgamma leaves the sign in a variable that all threads share.
#pragma once

#include <math.h>  // lgamma_r is POSIX, not C++

namespace glasscape {

/// log |Gamma(x)|, the same bits as std::lgamma.
inline double log_gamma(double x) {
    int sign = 0;
    return lgamma_r(x, &sign);
}

}  // namespace glasscape
