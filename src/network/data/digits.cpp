// The digits that the library carries: a header, then rows of the class and 64 pixels of 0 to 16.
#include <sstream>
#include <string>

#include "glasscape/network/dataset.hpp"

#include "network/data/inflated_file.hpp"
#include "network/embedded_data.hpp"

namespace glasscape {

Digits built_in_digits() {
    constexpr int kept_of = 6;  // every so many for tests
    constexpr ImageShape shape{1, 8, 8};
    constexpr int pixels = shape.height * shape.width;
    const StoredPoints none{pixels, 10, {}, {}, {}, shape};
    Digits digits{none, none};
    std::istringstream lines(inflated(embedded_data().at("digits.csv.gz")));
    std::string line;
    std::getline(lines, line);
    for (int point = 1; std::getline(lines, line); ++point) {
        auto& part = point % kept_of == 0 ? digits.test : digits.training;
        std::istringstream fields(line);
        std::string field;
        std::getline(fields, field, ',');
        part.labels.push_back(std::stoi(field));
        while (std::getline(fields, field, ','))
            part.values.push_back(static_cast<float>(std::stoi(field)) / 16.0F);
    }
    return digits;
}

}  // namespace glasscape
