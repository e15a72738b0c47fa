#include "training/augmentation.hpp"

#include <vector>

#include <boost/random/uniform_int_distribution.hpp>

#include "glasscape/core/random.hpp"

namespace glasscape {
namespace {

struct Move {
    int down;
    int right;
    bool mirrored;
};

Move drawn_move(const Augmentation& augmentation, std::uint64_t seed, int sample) {
    RandomStream stream(seed, Stream::augmentation, static_cast<std::uint64_t>(sample));
    boost::random::uniform_int_distribution<int> pixels(-augmentation.shift, augmentation.shift);
    boost::random::uniform_int_distribution<int> coin(0, 1);
    Move move{};
    move.down = pixels(stream);
    move.right = pixels(stream);
    move.mirrored = augmentation.mirror && coin(stream) == 1;
    return move;
}

}  // namespace

void augment_images(const ImageShape& shape, const Augmentation& augmentation, std::uint64_t seed,
                    std::int64_t step, Panel<float>& x) {
    const auto step_seed = derived_seed(seed, Stream::augmentation, static_cast<std::uint64_t>(step));
    std::vector<Move> moves;
    for (int b = 0; b < x.samples(); ++b)
        moves.push_back(drawn_move(augmentation, step_seed, b));
    const Panel<float> from = x;
    for (int i = 0; i < shape.features(); ++i) {
        const int column = i % shape.width;
        const int line = i / shape.width % shape.height;
        float* row = x.row(i);
        for (int b = 0; b < x.samples(); ++b) {
            const auto& move = moves[static_cast<std::size_t>(b)];
            const int y = line - move.down;
            const int moved = column - move.right;
            const bool inside = y >= 0 && y < shape.height && moved >= 0 && moved < shape.width;
            const int source = move.mirrored ? shape.width - 1 - moved : moved;
            row[b] = inside ? from(i + (y - line) * shape.width + source - column, b) : 0.0F;
        }
    }
}

}  // namespace glasscape
