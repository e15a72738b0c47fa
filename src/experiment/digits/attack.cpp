#include "experiment/digits/attack.hpp"

#include <algorithm>

#include <boost/random/uniform_real_distribution.hpp>

#include "network/losses.hpp"

namespace glasscape {
namespace {

template <class T>
T projected_pixel(T pixel, T centre, T radius) {
    return std::clamp(pixel, std::max(T{0}, centre - radius), std::min(T{1}, centre + radius));
}

}  // namespace

template <class T>
Panel<T> attacked(DenseStack<T>& network, const Panel<T>& x, const Annotations& known, const Attack& attack,
                  RandomStream start, StackActivations<T>& state) {
    const T radius = static_cast<T>(attack.radius);
    const T step = static_cast<T>(2.5 * attack.radius / attack.steps);
    boost::random::uniform_real_distribution<double> offset(-1.0, 1.0);  // of the radius
    Panel<T> point = x;
    for (int i = 0; i < x.features(); ++i)
        for (int b = 0; b < x.samples(); ++b)
            point(i, b) = projected_pixel(x(i, b) + radius * static_cast<T>(offset(start)), x(i, b), radius);
    Panel<T> by_outputs;
    Panel<T> by_inputs;
    for (int k = 0; k < attack.steps; ++k) {
        network.forward(point, known.conditions, NormMode::evaluate, state);
        loss_and_gradient(Loss::cross_entropy, state.outputs(), known.labels, by_outputs);
        network.input_gradient(by_outputs, state, by_inputs);
        for (int i = 0; i < x.features(); ++i)
            for (int b = 0; b < x.samples(); ++b) {
                const T slope = by_inputs(i, b);
                const T moved = point(i, b) + (slope > T{0} ? step : slope < T{0} ? -step : T{0});
                point(i, b) = projected_pixel(moved, x(i, b), radius);
            }
    }
    return point;
}

template Panel<float> attacked<float>(DenseStack<float>&, const Panel<float>&, const Annotations&,
                                      const Attack&, RandomStream, StackActivations<float>&);
template Panel<double> attacked<double>(DenseStack<double>&, const Panel<double>&, const Annotations&,
                                        const Attack&, RandomStream, StackActivations<double>&);

}  // namespace glasscape
