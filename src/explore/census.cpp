#include "glasscape/explore/census.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <map>
#include <numeric>
#include <stdexcept>

#include <boost/random/uniform_01.hpp>

#include "glasscape/core/interrupt.hpp"
#include "glasscape/sphere/sphere.hpp"

#include "stats/unseen_species.hpp"

namespace glasscape {
namespace {

constexpr std::size_t batch = 64;

// The points found so far, looked up by energy.
class Catalogue {
  public:
    Catalogue(const Landscape& landscape, double same_angle)
        : landscape_(&landscape), same_angle_(same_angle) {}

    // Notes a converged search; true if its point (or the mirror image) was not known.
    bool note(const std::vector<double>& state) {
        const auto point = describe_point(*landscape_, state);
        if (const auto known = find(point)) {
            ++times_[*known];
            if (mirror_[*known] != *known) ++times_[mirror_[*known]];
            return false;
        }
        const std::size_t here = insert(point);
        if (landscape_->symmetry() != Symmetry::none) {
            const std::size_t image = insert(mirrored(point));
            mirror_[here] = image;
            mirror_[image] = here;
        }
        return true;
    }

    std::size_t size() const { return points_.size(); }
    const CriticalPoint& point(std::size_t i) const { return points_[i]; }
    const std::vector<std::int64_t>& times() const { return times_; }

    std::vector<std::int64_t> counts() const {
        std::vector<std::int64_t> counts(static_cast<std::size_t>(landscape_->size()), 0);
        for (const auto& point : points_)
            ++counts[static_cast<std::size_t>(point.index)];
        return counts;
    }

    // Each mirror pair counts once: its two members are seen together.
    UnseenSpecies unseen() const {
        std::vector<std::int64_t> times;
        for (std::size_t i = 0; i < points_.size(); ++i)
            if (mirror_[i] >= i) times.push_back(times_[i]);
        return unseen_species(times);
    }

  private:
    const std::size_t* find(const CriticalPoint& point) const {
        // At a critical point energies of states an angle apart differ by its square only.
        const double window = 1e-7 * (1.0 + std::abs(point.energy));
        const double closest = 0.5 * same_angle_ * same_angle_;
        for (auto it = by_energy_.lower_bound(point.energy - window);
             it != by_energy_.end() && it->first <= point.energy + window; ++it) {
            const auto& other = points_[it->second].state;
            double square = 0.0;
            for (std::size_t i = 0; i < other.size(); ++i)
                square += (other[i] - point.state[i]) * (other[i] - point.state[i]);
            if (0.5 * square / static_cast<double>(other.size()) < closest) return &it->second;
        }
        return nullptr;
    }

    std::size_t insert(const CriticalPoint& point) {
        const std::size_t place = points_.size();
        points_.push_back(point);
        times_.push_back(1);
        mirror_.push_back(place);
        by_energy_.emplace(point.energy, place);
        return place;
    }

    CriticalPoint mirrored(const CriticalPoint& point) const {
        CriticalPoint image = point;
        for (auto& x : image.state)
            x = -x;
        if (landscape_->symmetry() == Symmetry::odd) {
            image.energy = -point.energy;
            image.radial = -point.radial;
            image.index = landscape_->size() - 1 - point.index;
            image.softest = -point.softest;
        }
        return image;
    }

    const Landscape* landscape_;
    double same_angle_;
    std::vector<CriticalPoint> points_;
    std::vector<std::int64_t> times_;
    std::vector<std::size_t> mirror_;
    std::multimap<double, std::size_t> by_energy_;
};

enum class StartKind { uniform, near_a_point, on_a_slope };

constexpr StartKind kind_of(std::int64_t number) {
    switch (number % 3) {
        case 0:
            return StartKind::uniform;
        case 1:
            return StartKind::near_a_point;
        default:
            return StartKind::on_a_slope;
    }
}

constexpr std::uint64_t stream_index(std::uint64_t sample, std::int64_t number) {
    return sample << 32 | static_cast<std::uint64_t>(number);
}

// A point at an angle of 0.02 to 1 from one found before.
void draw_near_a_point(RandomStream& stream, const Catalogue& catalogue, std::span<double> start) {
    boost::random::uniform_01<double> uniform;
    const auto chosen = static_cast<std::size_t>(uniform(stream) * static_cast<double>(catalogue.size()));
    const double angle = std::pow(0.02, uniform(stream));
    std::copy(catalogue.point(chosen).state.begin(), catalogue.point(chosen).state.end(), start.begin());
    std::vector<double> direction(start.size());
    draw_normal(stream, direction);
    project_to_tangent(start, direction);
    const double length = std::sqrt(overlap(direction, direction));
    if (length > 0.0)
        for (auto& x : direction)
            x *= angle / length;
    move_along_geodesic(start, direction);
}

// Moves each start marked by a number of steps along its gradient, downhill or uphill: Newton alone seldom
// reaches the lowest and highest points, which are rare among uniform starts.
void climb(const Landscape& landscape, std::vector<int> steps, std::vector<double>& starts) {
    constexpr double step_angle = 0.15;
    const auto n = static_cast<std::size_t>(landscape.size());
    std::vector<double> energies(steps.size());
    std::vector<double> gradients(starts.size());
    while (std::any_of(steps.begin(), steps.end(), [](int left) { return left != 0; })) {
        landscape.energies_and_gradients(starts, energies, gradients);
        for (std::size_t m = 0; m < steps.size(); ++m) {
            if (steps[m] == 0) continue;
            const auto s = std::span(starts).subspan(m * n, n);
            const auto g = std::span(gradients).subspan(m * n, n);
            project_to_tangent(s, g);
            const double length = std::sqrt(overlap(g, g));
            const int direction = steps[m] > 0 ? 1 : -1;
            for (auto& x : g)
                x *= length > 0.0 ? direction * step_angle / length : 0.0;
            move_along_geodesic(s, g);
            steps[m] -= direction;
        }
    }
}

// Starts first, first + 1, ... of a sample.
std::vector<double> make_starts(const Landscape& landscape, const Catalogue& catalogue,
                                const CensusOptions& options, std::int64_t first) {
    constexpr int most_steps = 24;
    const auto n = static_cast<std::size_t>(landscape.size());
    std::vector<double> starts(batch * n);
    std::vector<int> steps(batch, 0);  // negative: downhill
    boost::random::uniform_01<double> uniform;
    for (std::size_t i = 0; i < batch; ++i) {
        const std::int64_t number = first + static_cast<std::int64_t>(i);
        RandomStream stream(options.seed, Stream::start, stream_index(options.sample, number));
        const auto start = std::span(starts).subspan(i * n, n);
        if (kind_of(number) == StartKind::near_a_point && catalogue.size() > 0) {
            draw_near_a_point(stream, catalogue, start);
            continue;
        }
        draw_uniform_point(stream, start);
        if (kind_of(number) == StartKind::on_a_slope)
            steps[i] = static_cast<int>((2.0 * uniform(stream) - 1.0) * (most_steps + 1));
    }
    climb(landscape, std::move(steps), starts);
    return starts;
}

}  // namespace

std::int64_t Census::found_once() const {
    return std::count(times_found.begin(), times_found.end(), 1);
}

bool euler_characteristic_holds(const std::vector<std::int64_t>& counts) {
    std::int64_t sum = 0;
    for (std::size_t k = 0; k < counts.size(); ++k)
        sum += k % 2 == 0 ? counts[k] : -counts[k];
    return sum == (counts.size() % 2 == 0 ? 0 : 2);
}

Census take_census(const Landscape& landscape, const CensusOptions& options) {
    if (landscape.size() < 2)
        throw std::invalid_argument("a census needs at least two spins: S^0 is two points");
    Catalogue catalogue(landscape, options.same_angle);
    Census census;
    std::int64_t last_new = 0;
    const double mirror_factor = landscape.symmetry() == Symmetry::none ? 1.0 : 0.5;
    for (;;) {
        throw_if_interrupted();
        const auto starts = make_starts(landscape, catalogue, options, census.starts);
        const auto results = search_critical_points(landscape, starts, options.search);
        for (std::size_t i = 0; i < results.size(); ++i) {
            ++census.starts;
            if (results[i].status != SearchStatus::converged)
                ++census.failed_searches;
            else if (catalogue.note(results[i].state))
                last_new = census.starts;
        }
        const double found = mirror_factor * static_cast<double>(catalogue.size());
        census.euler_holds = euler_characteristic_holds(catalogue.counts());
        census.unseen = catalogue.unseen().unseen() / mirror_factor;
        const bool quiet = static_cast<double>(census.starts - last_new) >=
                           options.starts_at_least + options.starts_per_point * found;
        census.complete = quiet && census.euler_holds && census.unseen < options.unseen_tolerance;
        const bool give_up = static_cast<double>(census.starts) >
                             20.0 * options.starts_at_least + options.most_starts_per_point * found;
        if (census.complete || give_up) break;
    }
    std::vector<std::size_t> order(catalogue.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return catalogue.point(a).energy < catalogue.point(b).energy;
    });
    for (const auto i : order) {
        census.points.push_back(catalogue.point(i));
        census.times_found.push_back(catalogue.times()[i]);
    }
    census.counts = catalogue.counts();
    return census;
}

}  // namespace glasscape
