#include <cmath>
#include <cstdio>

#include <glasscape/complexity/complexity.hpp>
#include <glasscape/complexity/finite_size.hpp>
#include <glasscape/mixture/spec.hpp>
#include <glasscape/study/reproduction.hpp>

double ground_state_of(const char* spec);

int main() {
    const auto mixture = glasscape::parse_mixture("pure:2").mixture;
    const double count = std::exp(glasscape::log_mean_total(mixture, 37));
    std::printf("%.10g %.10g\n", count, ground_state_of("pure:2"));
    const bool found = !glasscape::load_reproduction("littwin-wolf-2016", false).entries.empty();
    return found && std::abs(count - 74.0) < 1e-9 &&
                   std::abs(ground_state_of("pure:2") + std::sqrt(2.0)) < 1e-12
               ? 0
               : 1;
}
