#include "stats/unseen_species.hpp"

namespace glasscape {

double UnseenSpecies::new_probability() const {
    return observations > 0 ? static_cast<double>(seen_once) / static_cast<double>(observations) : 1.0;
}

double UnseenSpecies::unseen() const {
    const auto once = static_cast<double>(seen_once);
    return once * (once - 1.0) / (2.0 * (static_cast<double>(seen_twice) + 1.0));
}

UnseenSpecies unseen_species(std::span<const std::int64_t> times_seen) {
    UnseenSpecies result;
    for (const auto times : times_seen) {
        result.observations += times;
        if (times == 1) ++result.seen_once;
        if (times == 2) ++result.seen_twice;
    }
    return result;
}

}  // namespace glasscape
