// Dynamics of a mixture at N = infinity: the recursion for correlations and responses in discrete time, exact
// (Cugliandolo, Kurchan 1993, for steps of any length).
//
// The gradient that a point x_t of the path meets is g_t = phi_t + sum_(u<t) w_u x_u, phi a Gaussian field with
// covariance nu'(C(t,u)) per component and w_u = nu''(C(t,u)) R(t,u). With C(t,s) = x_t.x_s/N and R(t,s) the
// response of x_t to phi_s, every update that is linear in points, velocities, gradients and fresh noise moves
// the rows of C and R as it moves the points:
//
//     v~ = m v_t - h (g_t - mu_t x_t) + sqrt(2 h T) xi,   x_(t+1) = (x_t + v~)/n,   v_(t+1) = P v~
//
// (gradient descent and Langevin: m = 0). A thermal start at inverse temperature b, where annealed and quenched
// averages agree, shifts the mean of the landscape by -b N nu(x.x_0/N). Batches of a finite set of data multiply
// nu' and nu'' of two times by the B of their batches (trajectory/conditional_landscape.hpp).
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>

#include "glasscape/mixture/mixture.hpp"

namespace glasscape {

/// The equation of motion, as in explore/dynamics.hpp.
struct InfiniteDynamics {
    double step = 0.02;                      ///< h > 0
    double momentum = 0.0;                   ///< m in [0, 1)
    double temperature = 0.0;                ///< T >= 0 of Langevin noise
    double batch_noise = 0.0;                ///< amplitude a of a landscape added to each gradient
    double start_inverse_temperature = 0.0;  ///< b >= 0 of a thermal start; 0: a random one
    int batches = 0;  ///< K landscapes that are added in turn; 0: a new one at each step
};

/// Throws std::invalid_argument naming the number that is out of range.
void require_sound(const InfiniteDynamics& dynamics);

/// One point of the path, per spin.
struct InfinitePoint {
    std::int64_t step = 0;
    double time = 0.0;           ///< step times h
    double energy = 0.0;         ///< H/N
    double gradient_norm = 0.0;  ///< |P grad H|/sqrt N
    double radial = 0.0;         ///< mu = s.grad H/N
    double overlap_with_start = 1.0;
};

/// Where C and R are kept and multiplied: the memory of the processor or of a CUDA device. Both give the same to
/// rounding.
enum class PathMemory { host, device };

class InfiniteSizePath {
  public:
    /// At the start, with room for `steps` steps. Throws std::invalid_argument for dynamics out of range,
    /// std::bad_alloc where memory(steps) is not there, std::runtime_error, saying why, where a device cannot be used.
    InfiniteSizePath(const Mixture& mixture, const InfiniteDynamics& dynamics, int steps,
                     PathMemory memory = PathMemory::host);
    ~InfiniteSizePath();
    InfiniteSizePath(InfiniteSizePath&&) noexcept;
    InfiniteSizePath& operator=(InfiniteSizePath&&) noexcept;
    InfiniteSizePath(const InfiniteSizePath&) = delete;
    InfiniteSizePath& operator=(const InfiniteSizePath&) = delete;

    /// Bytes of a path of so many steps: 8 steps^2.
    static double memory(int steps);

    const InfinitePoint& point() const;

    /// One step. O(step) evaluations of nu and two passes over step^2/2 numbers, with batches four; the same bits
    /// for any number of threads.
    void advance();

    /// C(t, s) of the present point t with an earlier one.
    double correlation(int s) const;

    /// Hands out the rows of C and R after those of step `since` and what else moves the present point, t: some
    /// 8 (t^2 - since^2) bytes.
    void save(int since, const std::function<void(std::span<const double>)>& sink) const;

    /// Takes in what a path of the same dynamics saved at step `t` since the present one, to the same bits.
    void restore(int t, const std::function<void(std::span<double>)>& source);

  private:
    class Recursion;
    std::unique_ptr<Recursion> recursion_;
};

}  // namespace glasscape
