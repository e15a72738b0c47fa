// Everything that reads a user's text: a bad text is std::invalid_argument with a sentence, never anything
// else.
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <stdexcept>
#include <string_view>

#include "glasscape/mixture/spec.hpp"
#include "glasscape/table/csv.hpp"

#include "commands/ranges.hpp"
#include "tolerances.hpp"

namespace {

void require(bool condition) {
    if (!condition) std::abort();
}

template <class Parse>
void try_parse(const Parse& parse) {
    try {
        parse();
    } catch (const std::invalid_argument& error) {
        require(!std::string_view(error.what()).empty());
    }
}

void parse_spec(std::string_view text) {
    const auto parsed = glasscape::parse_mixture(text);
    double sum = 0.0;
    for (const auto& term : parsed.mixture.terms()) {
        require(term.order >= 1 && std::isfinite(term.epsilon) && term.weight >= 0.0);
        sum += term.weight;
    }
    require(std::abs(sum - 1.0) < glasscape::testing::tolerance::long_sum);
    require(std::isfinite(parsed.mixture.nu1()) && std::isfinite(parsed.mixture.nu2()));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    try_parse([&] { parse_spec(text); });
    try_parse([&] { glasscape::cli::parse_energies(text); });
    try_parse([&] { glasscape::cli::parse_sizes(text); });
    try_parse([&] { glasscape::cli::parse_indices(text); });
    try_parse([&] { glasscape::parse_csv(text, "fuzz"); });
    return 0;
}
