#include "glasscape/sweep/sweep_state.hpp"

#include <algorithm>
#include <filesystem>
#include <system_error>

namespace glasscape {

std::vector<std::string> shard_stores(const Study& study) {
    namespace fs = std::filesystem;
    std::vector<std::string> list;
    const auto folder = fs::path(default_store(study, {})).parent_path();
    std::error_code ignored;
    for (const auto& file : fs::directory_iterator(folder, ignored)) {
        const auto name = file.path().filename().string();
        if (name.starts_with("runs-") && name.ends_with(".db")) list.push_back(file.path().string());
    }
    std::sort(list.begin(), list.end());
    return list;
}

SweepState state_of(const Study& study, const std::vector<std::string>& stores, const Shard& shard) {
    SweepState state;
    KnownPoints known;
    for (const auto& path : stores) {
        const RunStore store(path, study.name, RunStore::Mode::read);
        for (const auto& [id, here] : store.known()) {
            const auto place = known.emplace(id, here).first;
            if (here.first == PointStatus::done) place->second = here;
        }
        store.for_each([&](const PointResult& point) {
            if (point.status == PointStatus::failed) state.failures.push_back(point);
        });
    }
    state.missing = missing_points(study, known, shard, false, state.summary).size();
    return state;
}

}  // namespace glasscape
