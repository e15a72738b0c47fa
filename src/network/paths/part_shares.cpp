#include "network/paths/part_shares.hpp"

#include <limits>

#include "network/panel/panel_sums.hpp"
#include "network/panel/rows.hpp"

namespace glasscape {
namespace {

template <class T>
double panel_dot(const Panel<T>& a, const Panel<T>& b) {
    return sum_over<double>(static_cast<int>(a.size()), [&](int i) {
        return static_cast<double>(a.data()[i]) * static_cast<double>(b.data()[i]);
    });
}

}  // namespace

template <class T>
LengthShares shares_of_parts(const std::vector<Panel<T>>& parts) {
    Panel<T> whole(parts.front().features(), parts.front().samples());
    for (const auto& part : parts)
        add_panel(part, whole);
    LengthShares result;
    double sum = 0.0;
    for (const auto& part : parts) {
        result.shares.push_back(panel_dot(part, part));
        result.signed_shares.push_back(panel_dot(part, whole));
        sum += result.shares.back();
    }
    constexpr double not_there = std::numeric_limits<double>::quiet_NaN();
    const double power = panel_dot(whole, whole);
    const bool vanish = !(power > 0.0 && sum > 0.0);
    for (double& share : result.shares)
        share = vanish ? not_there : share / sum;
    for (double& share : result.signed_shares)
        share = vanish ? not_there : share / power;
    result.cross = vanish ? not_there : power / sum;
    return result;
}

template <class T>
void centre_samples(Panel<T>& panel) {
    for (int i = 0; i < panel.features(); ++i) {
        T* row = panel.row(i);
        const T mean = row_sum(row, panel.samples()) / static_cast<T>(panel.samples());
        for (int b = 0; b < panel.samples(); ++b)
            row[b] -= mean;
    }
}

template LengthShares shares_of_parts(const std::vector<Panel<float>>&);
template LengthShares shares_of_parts(const std::vector<Panel<double>>&);
template void centre_samples(Panel<float>&);
template void centre_samples(Panel<double>&);

}  // namespace glasscape
