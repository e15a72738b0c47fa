#include "glasscape/papers/reproduction.hpp"

#include <algorithm>
#include <filesystem>
#include <functional>
#include <map>
#include <sstream>
#include <stdexcept>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "glasscape/core/hash.hpp"
#include "glasscape/core/interrupt.hpp"
#include "glasscape/core/stopwatch.hpp"
#include "glasscape/core/threads.hpp"
#include "glasscape/core/version.hpp"
#include "glasscape/experiment/descent_energies.hpp"
#include "glasscape/experiment/loss_hessian_spectrum.hpp"
#include "glasscape/experiment/mixture_along_training.hpp"
#include "glasscape/experiment/saddles_near_training.hpp"
#include "glasscape/papers/littwin_wolf_2016/lemmas_1_to_3.hpp"
#include "glasscape/papers/littwin_wolf_2016/mixture_statements.hpp"
#include "glasscape/papers/littwin_wolf_2016/theorems_3_and_4.hpp"
#include "glasscape/report/figure.hpp"
#include "glasscape/report/folder_report.hpp"
#include "glasscape/table/csv.hpp"
#include "glasscape/table/sidecar.hpp"
#include "glasscape/table/whole_file.hpp"

#include "papers/checks.hpp"

namespace glasscape {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;
constexpr std::uint64_t procedure_seed = 1;

DescentEnergiesRequest quick_descent() {
    return {{{"pure:3", {25, 50, 100}},
             {"terms:3=0.5,4=0.5", {20, 35, 60}},
             {"resnet:p=10,beta=0.5", {8, 11, 14}}},
            16,
            8,
            600,
            procedure_seed};
}

DescentEnergiesRequest full_descent() {
    return {{{"pure:3", {25, 50, 100, 200, 300}},
             {"terms:3=0.5,4=0.5", {25, 50, 100, 150}},
             {"resnet:p=10,beta=0.5", {16, 20, 25, 30, 36}}},
            16,
            16,
            2000,
            procedure_seed};
}

// Configurations whose complexity along training the report shows.
std::vector<std::string> story_configs() {
    return {"paper_bn", "paper_nobn", "paper_bn_finite", "train_bn"};
}

// Seeds of trained networks, the same for all tables, so that each configuration is trained once.
constexpr int quick_seeds = 4;
constexpr int full_seeds = 12;

TrainedPointsRequest quick_points() {
    TrainedPointsRequest request;
    request.samples = 8;
    request.measured_on = 100;
    request.checkpoints = {0, 10, 100, 300};
    request.seed = procedure_seed;
    return request;
}

TrainedPointsRequest full_points() {
    TrainedPointsRequest request;
    request.samples = 100;
    request.measured_on = 4000;
    request.seed = procedure_seed;
    return request;
}

// Two entries are made of the same points.
Table points_table(const TrainedPointsRequest& request,
                   const std::function<Table(std::vector<TrainedPoint>)>& table) {
    static std::map<std::int64_t, std::vector<TrainedPoint>> found;  // by number of samples
    auto& points = found[request.samples];
    if (points.empty()) points = points_along_training(request);
    return table(points);
}

HessianRequest quick_hessian() {
    HessianRequest request;
    request.points = 256;
    request.lanczos_steps = 30;
    return request;
}

HessianRequest density_of(HessianRequest request) {
    request.configs = {"paper_bn"};
    return request;
}

const std::map<std::string, std::function<Table()>>& procedures() {
    static const std::map<std::string, std::function<Table()>> list{
        {"lemma-1", [] { return lemma1_table(procedure_seed); }},
        {"lemma-2", [] { return lemma2_table(20000, procedure_seed); }},
        {"lemma-3", [] { return lemma3_table(1000, procedure_seed); }},
        {"lemma-4", [] { return lemma4_table(30); }},
        {"theorem-1", theorem1_table},
        {"theorem-1-layers", [] { return theorem1_layers_table(2000, procedure_seed); }},
        {"theorem-2", theorem2_table},
        {"theorem-5", [] { return theorem5_table(10, procedure_seed); }},
        {"fig-1f", beta_scan_table},
        {"theorem-3", [] { return theorem3_table(4000, procedure_seed); }},
        {"theorem-4", [] { return theorem4_table(4000, procedure_seed); }},
        {"descent", [] { return descent_energies_table(quick_descent()); }},
        {"descent-full", [] { return descent_energies_table(full_descent()); }},
        {"fig-1d", [] { return scales_along_training("paper_bn", quick_seeds); }},
        {"fig-1e", [] { return norms_along_training("paper_nobn", quick_seeds); }},
        {"story", [] { return complexity_along_training(story_configs(), quick_seeds); }},
        {"story-full", [] { return complexity_along_training(story_configs(), full_seeds); }},
        {"shares",
         [] {
             return shares_before_and_after({"paper_bn", "paper_bn_finite"}, quick_seeds);
         }},
        {"depths",
         [] {
             return depths_along_training({"paper_bn", "train_bn"}, quick_seeds);
         }},
        {"normalisations", [] { return normalisations_compared(2); }},
        {"normalisations-full", [] { return normalisations_compared(6); }},
        {"saddles", [] { return points_table(quick_points(), trained_points_table); }},
        {"saddles-full", [] { return points_table(full_points(), trained_points_table); }},
        {"index-energy", [] { return points_table(quick_points(), index_energy_table); }},
        {"index-energy-full", [] { return points_table(full_points(), index_energy_table); }},
        {"hessian", [] { return hessian_table(quick_hessian()); }},
        {"hessian-full", [] { return hessian_table({}); }},
        {"hessian-density", [] { return hessian_density_table(density_of(quick_hessian())); }},
        {"hessian-density-full", [] { return hessian_density_table(density_of({})); }},
        {"depth-shift", [] { return depth_shifts(quick_seeds); }},
        {"depth-shift-full", [] { return depth_shifts(full_seeds); }}};
    return list;
}

std::vector<std::string> words_of(const std::string& line) {
    std::istringstream in(line);
    std::vector<std::string> words;
    for (std::string word; in >> word;)
        words.push_back(word);
    return words;
}

// The table that a command writes, moved into the folder; what an interrupted run left there is continued or
// dropped.
std::vector<std::string> into_folder(std::vector<std::string> words, const ReproductionOptions& options) {
    const auto out = std::find(words.begin(), words.end(), "--out");
    if (out == words.end() || out + 1 == words.end()) return words;
    *(out + 1) = options.folder + "/" + *(out + 1);
    const bool keeps_part =
        words.front() == "count" || words.front() == "descend" || words.front() == "complexity";
    if (keeps_part) words.emplace_back(options.resume ? "--resume" : "--overwrite");
    words.insert(words.end(), {"--progress", options.progress});
    return words;
}

std::string table_of(const std::string& line) {
    const auto words = words_of(line);
    const auto out = std::find(words.begin(), words.end(), "--out");
    return out != words.end() && out + 1 != words.end() ? *(out + 1) : "";
}

Json describe(const Entry& entry) {
    Json json{{"id", entry.id},
              {"title", entry.title},
              {"says", entry.says},
              {"procedure", entry.procedure},
              {"show_tables", entry.show_tables}};
    json["commands"] = Json::array();
    json["tables"] = Json::array();
    json["figures"] = Json::array();
    return json;
}

void run_procedure(const Reproduction& study, const Entry& entry, const std::string& folder, Json& json) {
    const Stopwatch watch;
    std::vector<std::string> command{"glasscape", "reproduce", study.name};
    if (study.full) command.emplace_back("--full");
    command.insert(command.end(), {"--only", entry.id, "--out", folder});
    Provenance provenance;
    provenance.command = command;
    provenance.seed = procedure_seed;
    provenance.threads = thread_count();
    const auto table = procedures().at(entry.procedure)();
    provenance.wall_seconds = watch.seconds();
    write_table(table, provenance, folder + "/" + entry.id + ".csv");
    json["commands"].push_back({{"line", shell_command(command)}, {"seconds", provenance.wall_seconds}});
    json["tables"].push_back(entry.id + ".csv");
}

void run_figures(const Entry& entry, const std::string& folder, Json& json) {
    for (const auto& figure : entry.figures) {
        const Stopwatch watch;
        std::vector<std::string> command{"glasscape", "plot", figure.table, "--out", figure.image};
        if (!figure.template_name.empty())
            command.insert(command.end(), {"--template", figure.template_name});
        if (!figure.title.empty()) command.insert(command.end(), {"--title", figure.title});
        make_figure(folder + "/" + figure.table, folder + "/" + figure.image,
                    {figure.template_name, figure.title});
        json["commands"].push_back({{"line", shell_command(command)}, {"seconds", watch.seconds()}});
        json["figures"].push_back(figure.image);
    }
}

Json run_entry(const Reproduction& study, const Entry& entry, const ReproductionOptions& options,
               const std::function<int(const std::vector<std::string>&)>& run_command) {
    const auto& folder = options.folder;
    Json json = describe(entry);
    for (const auto& line : entry.commands) {
        throw_if_interrupted();
        const Stopwatch watch;
        if (run_command(into_folder(words_of(line), options)) != 0)
            throw std::runtime_error(fmt::format("{}: 'glasscape {}' failed", entry.id, line));
        json["commands"].push_back({{"line", "glasscape " + line}, {"seconds", watch.seconds()}});
        if (const auto table = table_of(line); !table.empty()) json["tables"].push_back(table);
    }
    if (!entry.procedure.empty()) run_procedure(study, entry, folder, json);
    run_figures(entry, folder, json);
    json["files"] = Json::object();
    for (const auto* list : {"tables", "figures"})
        for (const auto& file : json.at(list))
            json["files"][file.get<std::string>()] =
                to_text(hash_of_file(folder + "/" + file.get<std::string>()));
    return json;
}

Json judge(const Claim& claim, const Json& finished, const std::string& folder) {
    Json json{
        {"name", claim.name}, {"says", claim.says}, {"conditions", claim.conditions}, {"entry", claim.entry}};
    json["numbers"] = Json::array();
    const bool made = std::any_of(finished.begin(), finished.end(),
                                  [&](const Json& entry) { return entry.at("id") == claim.entry; });
    if (claim.entry.empty() || !made || claim.checks.empty()) {
        json["verdict"] = claim.entry.empty() ? "not yet" : "not run";
        return json;
    }
    bool all_hold = true;
    for (const auto& check : claim.checks) {
        const auto result = evaluate(check, folder);
        all_hold = all_hold && result.holds;
        json["numbers"].push_back({{"says", check.says},
                                   {"measured", result.measured},
                                   {"expectation", result.expectation},
                                   {"holds", result.holds}});
    }
    json["verdict"] = all_hold ? "agrees" : "rejected";
    return json;
}

// Whether the sources of this program can be told from others.
bool has_revision(const std::string& revision) {
    return revision != "unknown" && !revision.ends_with("+");
}

// Entries that the same sources finished in this folder before, by id.
std::map<std::string, Json> finished_before(const std::string& manifest_path, const std::string& revision) {
    std::map<std::string, Json> done;
    if (!fs::exists(manifest_path)) return done;
    const auto json = Json::parse(read_file(manifest_path), nullptr, false);
    if (!json.is_object() || json.value("revision", "") != revision || !has_revision(revision)) return done;
    for (const auto* list : {"entries", "other_entries"})
        for (const auto& entry : json.value(list, Json::array()))
            done[entry.value("id", "")] = entry;
    return done;
}

// Whether every file of a finished entry is there and holds what it held then.
bool same_files(const Json& finished, const std::string& folder) {
    const auto files = finished.value("files", Json::object());
    return !files.empty() && std::all_of(files.items().begin(), files.items().end(), [&](const auto& file) {
        const auto path = folder + "/" + file.key();
        return fs::is_regular_file(path) && to_text(hash_of_file(path)) == file.value();
    });
}

// Whether a finished entry ran these very commands (a quick and a full run differ).
bool same_commands(const Entry& entry, const Json& finished) {
    const auto commands = finished.value("commands", Json::array());
    if (commands.size() < entry.commands.size() || finished.value("procedure", "") != entry.procedure)
        return false;
    for (std::size_t i = 0; i < entry.commands.size(); ++i)
        if (commands[i].value("line", "") != "glasscape " + entry.commands[i]) return false;
    return true;
}

std::vector<const Entry*> wanted_entries(const Reproduction& study, const ReproductionOptions& options) {
    std::vector<const Entry*> wanted;
    for (const auto& entry : study.entries)
        if (options.only.empty() ||
            std::find(options.only.begin(), options.only.end(), entry.id) != options.only.end())
            wanted.push_back(&entry);
    return wanted;
}

// As if all entries took the same time.
std::string time_left(double seconds, std::size_t done, std::size_t all) {
    if (done == 0) return "";
    const double left = seconds * static_cast<double>(all - done) / static_cast<double>(done);
    return fmt::format(", {:.0f} s, roughly {:.0f} s left", seconds, left);
}

void require_known(const Reproduction& study, const std::vector<std::string>& ids) {
    std::vector<std::string> known;
    for (const auto& entry : study.entries)
        known.push_back(entry.id);
    for (const auto& id : ids)
        if (std::find(known.begin(), known.end(), id) == known.end())
            throw std::invalid_argument(
                fmt::format("--only {}: there is no such entry; entries are {}", id, fmt::join(known, ", ")));
}

}  // namespace

std::string run_reproduction(const Reproduction& study, const ReproductionOptions& options,
                             const std::function<int(const std::vector<std::string>&)>& run_command) {
    require_known(study, options.only);
    std::error_code failure;
    fs::create_directories(options.folder, failure);
    if (failure)
        throw std::invalid_argument(
            fmt::format("cannot make the folder '{}': {}", options.folder, failure.message()));
    const std::string manifest_path = options.folder + "/reproduction.json";
    auto done = finished_before(manifest_path, options.revision);

    const auto build = build_info();
    Json manifest{
        {"name", study.name},         {"title", study.title},          {"about", study.about},
        {"command", options.command}, {"version", build.version},      {"revision", options.revision},
        {"host", host_name()},        {"processor", processor_name()}, {"seconds", 0.0}};
    manifest["entries"] = Json::array();
    manifest["claims"] = Json::array();
    const Stopwatch watch;
    const auto wanted = wanted_entries(study, options);
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        const auto& entry = *wanted[i];
        const auto before = done.find(entry.id);
        const bool kept = options.resume && before != done.end() && same_commands(entry, before->second) &&
                          same_files(before->second, options.folder);
        if (options.progress != "off")
            fmt::print(stderr, "glasscape: {} ({} of {}{}) {}\n", entry.id, i + 1, wanted.size(),
                       time_left(watch.seconds(), i, wanted.size()), kept ? "done before" : "...");
        manifest["entries"].push_back(kept ? before->second : run_entry(study, entry, options, run_command));
        done.erase(entry.id);
        manifest["other_entries"] = Json::array();
        for (const auto& [id, other] : done)
            manifest["other_entries"].push_back(other);
        manifest["seconds"] = watch.seconds();
        write_whole_file(manifest_path, manifest.dump(2) + "\n");
    }
    for (const auto& claim : study.claims)
        manifest["claims"].push_back(judge(claim, manifest["entries"], options.folder));
    write_whole_file(manifest_path, manifest.dump(2) + "\n");
    return write_report(options.folder);
}

}  // namespace glasscape
