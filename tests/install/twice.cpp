#include <glasscape/complexity/finite_size.hpp>
#include <glasscape/complexity/ground_state.hpp>
#include <glasscape/mixture/spec.hpp>

double ground_state_of(const char* spec) {
    return glasscape::ground_state(glasscape::parse_mixture(spec).mixture).energy;
}
