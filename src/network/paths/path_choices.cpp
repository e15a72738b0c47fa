#include "network/paths/path_choices.hpp"

#include <cmath>

#include "core/log_gamma.hpp"

namespace glasscape {
namespace {

/// `chosen` of `count` at random, each choice as likely (Fan, Muller, Rezucha 1962).
Choice random_choice(RandomStream& stream, int count, int chosen) {
    Choice choice(static_cast<std::size_t>(count));
    int left = chosen;
    for (int i = 0; i < count; ++i) {
        const bool taken =
            static_cast<double>(stream() >> 11U) * 0x1p-53 * static_cast<double>(count - i) < left;
        choice[static_cast<std::size_t>(i)] = taken ? 1 : 0;
        left -= taken ? 1 : 0;
    }
    return choice;
}

/// Every choice of `left` more things from number `first` on.
void add_choices(Choice& choice, std::size_t first, int left, std::vector<Choice>& list) {
    if (left == 0) {
        list.push_back(choice);
        return;
    }
    for (std::size_t i = first; i + static_cast<std::size_t>(left) <= choice.size(); ++i) {
        choice[i] = 1;
        add_choices(choice, i + 1, left - 1, list);
        choice[i] = 0;
    }
}

}  // namespace

double log_binomial(int n, int k) {
    return log_gamma(n + 1.0) - log_gamma(k + 1.0) - log_gamma(n - k + 1.0);
}

Choices choices_of(int count, int chosen, std::int64_t most, std::uint64_t seed, Stream purpose) {
    Choices choices;
    constexpr double rounding = 1e-9;
    choices.all = log_binomial(count, chosen) <= std::log(static_cast<double>(most)) + rounding;
    if (choices.all) {
        Choice none(static_cast<std::size_t>(count));
        add_choices(none, 0, chosen, choices.list);
        return choices;
    }
    RandomStream stream(seed, purpose, static_cast<std::uint64_t>(chosen));
    for (std::int64_t m = 0; m < most; ++m)
        choices.list.push_back(random_choice(stream, count, chosen));
    return choices;
}

double error_of(const RunningMean& mean, const Choices& choices) {
    return choices.all ? 0.0 : mean.std_error();
}

}  // namespace glasscape
