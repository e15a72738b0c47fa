#include <cmath>
#include <cstdio>

#include <glasscape/complexity/complexity.hpp>
#include <glasscape/complexity/finite_size.hpp>
#include <glasscape/mixture/spec.hpp>
#include <glasscape/papers/littwin_wolf_2016.hpp>
#include <glasscape/papers/paper.hpp>

double ground_state_of(const char* spec);

int main() {
    const double count = std::exp(glasscape::log_mean_total(glasscape::parse_mixture("pure:2").mixture, 37));
    std::printf("%.10g %.10g\n", count, ground_state_of("pure:2"));
    const auto mixture = glasscape::parse_mixture("resnet:p=10,beta=0.5").mixture;
    const double log_count = glasscape::log_mean_total(mixture, 100);
    const bool found = !glasscape::ready_papers().empty() && !glasscape::littwin_wolf_2016_commands().empty();
    return found && log_count > 0.0 && std::abs(count - 74.0) < 1e-9 &&
                   std::abs(ground_state_of("pure:2") + std::sqrt(2.0)) < 1e-12
               ? 0
               : 1;
}
