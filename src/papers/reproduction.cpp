#include "glasscape/papers/reproduction.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <map>
#include <memory>
#include <span>
#include <stdexcept>
#include <system_error>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "glasscape/core/hash.hpp"
#include "glasscape/core/interrupt.hpp"
#include "glasscape/core/stopwatch.hpp"
#include "glasscape/core/threads.hpp"
#include "glasscape/core/version.hpp"
#include "glasscape/report/figure.hpp"
#include "glasscape/report/folder_report.hpp"
#include "glasscape/sweep/sweep.hpp"
#include "glasscape/table/csv.hpp"
#include "glasscape/table/sidecar.hpp"
#include "glasscape/table/whole_file.hpp"

namespace glasscape {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

// A command line that makes the table of a study: of the command itself, or of the paper for a grid.
std::vector<std::string> line_of(const Paper& paper, const PaperEntry& entry, const Study& study) {
    std::vector<std::string> words{"glasscape"};
    if (study.size() > 1 || !study.axes.empty()) {
        words.insert(words.end(), {"reproduce", paper.source, "--only", entry.id});
        if (paper.full) words.emplace_back("--full");
        return words;
    }
    for (auto& word : command_words(study, study.point(0)))
        words.push_back(std::move(word));
    words.insert(words.end(), {"--out", study.name + ".csv"});
    return words;
}

// The settings of a run whose main table goes to `path`.
RunSettings settings_of(const Study& study, const ReproductionOptions& options, const std::string& path,
                        std::shared_ptr<SharedWork> shared) {
    RunSettings settings;
    settings.seed = study.seed;
    settings.backend = study.command.cuda ? options.backend : "cpu";
    settings.tables = {study.table};
    settings.out = study.command.folder.empty() ? path : "";
    settings.resume = options.resume && !study.command.kept_for_resume.empty() && !settings.out.empty();
    settings.overwrite = !options.resume;
    settings.on_note = options.on_note;
    settings.shared = std::move(shared);
    return settings;
}

// One point: the command called once, its part kept beside the table.
void run_point(const Study& study, const ReproductionOptions& options, const std::string& path,
               Provenance& provenance, const std::shared_ptr<SharedWork>& shared) {
    auto call = study.command.make();
    set_parameters(call, study.point(0).parameters);
    CommandRun run(settings_of(study, options, path, shared));
    const Stopwatch watch;
    const auto result = perform(call, run);
    if (!result.failure.empty()) throw std::runtime_error(result.failure);
    provenance.wall_seconds = watch.seconds();
    provenance.notes = run.notes();
    const auto made = std::find_if(result.tables.begin(), result.tables.end(),
                                   [&](const NamedTable& table) { return table.name == study.table; });
    if (made == result.tables.end())
        throw std::invalid_argument(
            fmt::format("'{}' makes no table \"{}\" with these parameters", study.command.name, study.table));
    run.deliver([&] { write_table(made->table, provenance, path); });
}

// A grid: a sweep into a store beside the table.
void run_grid(const Study& study, const ReproductionOptions& options, const std::string& path,
              Provenance& provenance) {
    SweepOptions sweep;
    sweep.store = fs::path(path).replace_extension(".db").string();
    sweep.retry_failed = true;  // resumed: what failed before may do better now
    if (!options.resume) fs::remove(sweep.store);
    const Stopwatch watch;
    const auto summary = run_sweep(study, sweep, command_runner(study, options.backend));
    if (summary.failed + summary.failed_before > 0)
        throw std::runtime_error(fmt::format("{} of {} points failed; the first: {}",
                                             summary.failed + summary.failed_before, summary.points,
                                             summary.first_error));
    const auto table = export_sweep(study, RunStore(sweep.store, study.name, RunStore::Mode::read)).table;
    provenance.wall_seconds = watch.seconds();
    write_table(table, provenance, path);
}

void run_study(const Paper& paper, const PaperEntry& entry, const Study& study,
               const ReproductionOptions& options, const std::shared_ptr<SharedWork>& shared, Json& json) {
    throw_if_interrupted();
    const auto path = (fs::path(options.folder) / (study.name + ".csv")).string();
    Provenance provenance;
    provenance.command = line_of(paper, entry, study);
    provenance.seed = study.seed;
    provenance.threads = thread_count();
    try {
        if (study.size() > 1 || !study.axes.empty())
            run_grid(study, options, path, provenance);
        else
            run_point(study, options, path, provenance, shared);
    } catch (const std::invalid_argument& error) {
        throw std::invalid_argument(
            fmt::format("entry '{}', study '{}': {}", entry.id, study.name, error.what()));
    } catch (const std::runtime_error& error) {
        throw std::runtime_error(
            fmt::format("entry '{}', study '{}': {}", entry.id, study.name, error.what()));
    }
    json["commands"].push_back(
        {{"line", shell_command(provenance.command)}, {"seconds", provenance.wall_seconds}});
    json["tables"].push_back(study.name + ".csv");
}

std::vector<std::string> plot_words(const PaperFigure& figure) {
    const auto& options = figure.options;
    std::vector<std::string> words{"glasscape", "plot", figure.table};
    words.insert(words.end(), options.more.begin(), options.more.end());
    words.insert(words.end(), {"--out", figure.image});
    const std::pair<const char*, std::vector<std::string>> lists[]{{"--template", {options.template_name}},
                                                                   {"--x", {options.x}},
                                                                   {"--y", options.y},
                                                                   {"--error", options.error},
                                                                   {"--log", {options.log}},
                                                                   {"--thresholds", {options.thresholds}},
                                                                   {"--title", {options.title}},
                                                                   {"--series", options.series}};
    for (const auto& [name, list] : lists)
        for (const auto& text : list)
            if (!text.empty()) words.insert(words.end(), {name, text});
    for (const auto& [column, text] : options.where)
        words.insert(words.end(), {"--where", fmt::format("{}={}", column, text)});
    return words;
}

void run_figures(const PaperEntry& entry, const std::string& folder, Json& json) {
    for (const auto& figure : entry.figures) {
        const Stopwatch watch;
        const auto in_folder = [&](const std::string& name) { return fmt::format("{}/{}", folder, name); };
        auto options = figure.options;
        std::transform(options.more.begin(), options.more.end(), options.more.begin(), in_folder);
        if (!options.thresholds.empty()) options.thresholds = in_folder(options.thresholds);
        const auto table = in_folder(figure.table);
        make_figure(table, in_folder(figure.image), options);
        write_whole_file(narrow_image(in_folder(figure.image)), draw_narrow_figure(table, options));
        json["commands"].push_back(
            {{"line", shell_command(plot_words(figure))}, {"seconds", watch.seconds()}});
        json["figures"].push_back(figure.image);
    }
}

// What made the studies of an entry: the identity of every point of each.
std::string identity_of(const PaperEntry& entry) {
    std::string text;
    for (const auto& study : entry.studies) {
        text.append(study.name).append("\n");
        for (std::size_t i = 0; i < study.size(); ++i)
            text.append(to_text(study.point(i).id)).append("\n");
    }
    return to_text(hash_of(text));
}

Json run_entry(const Paper& paper, const PaperEntry& entry, const ReproductionOptions& options,
               const std::shared_ptr<SharedWork>& shared) {
    Json json{{"id", entry.id},
              {"title", entry.title},
              {"says", entry.says},
              {"made_by", identity_of(entry)},
              {"show_tables", entry.show_tables}};
    for (const auto* list : {"commands", "tables", "figures"})
        json[list] = Json::array();
    for (const auto& study : entry.studies)
        run_study(paper, entry, study, options, shared, json);
    run_figures(entry, options.folder, json);
    json["files"] = Json::object();
    const auto add_file = [&](const std::string& file) {
        json["files"][file] = to_text(hash_of_file(options.folder + "/" + file));
    };
    for (const auto& table : json.at("tables"))
        add_file(table.get<std::string>());
    for (const auto& figure : entry.figures) {
        add_file(figure.image);
        add_file(narrow_image(figure.image));
    }
    return json;
}

// The claims of a statement among those of all.
struct ClaimRange {
    std::size_t begin;
    std::size_t count;
    bool run;  // whether its table was made
};

// The verdict on one claim with its rows, and a number that stands for them: the only row, or the one that
// lies furthest off.
Json describe_claim(const RowClaim& claim, std::span<const Claim> rows, std::span<const Verdict> verdicts) {
    std::map<std::string, int> counts;
    std::size_t furthest = 0;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        ++counts[verdicts[i].verdict];
        if (std::abs(verdicts[i].z_score) > std::abs(verdicts[furthest].z_score)) furthest = i;
    }
    Json json{{"says", claim.says}, {"verdict", judge_together(rows, verdicts)}, {"rows", rows.size()}};
    for (const auto* word : {"agrees", "rejected", "undecided"})
        json[word] = counts[word];
    if (rows.empty()) return json;
    const auto& row = rows[furthest];
    json["measured"] = row.measured;
    json["predicted"] = row.predicted;
    json["expectation"] =
        claim.predicted.empty() ? expectation(claim) : fmt::format("= {:.6g}", row.predicted);
    if (row.std_error) json["std_error"] = *row.std_error;
    if (std::isfinite(verdicts[furthest].telling)) json["tells"] = verdicts[furthest].telling;
    return json;
}

std::string verdict_of(const Json& claims) {
    std::string worst = "agrees";
    for (const auto& claim : claims) {
        auto verdict = claim.at("verdict").get<std::string>();
        if (verdict == "rejected") return verdict;
        if (verdict != "agrees") worst = std::move(verdict);
    }
    return worst;
}

// All claims whose tables were made, judged together.
Json judge_statements(const Paper& paper, const Json& finished, const std::string& folder) {
    std::vector<Claim> claims;
    std::vector<ClaimRange> ranges;
    std::map<std::string, CsvText> tables;
    for (const auto& statement : paper.statements) {
        const bool made = std::any_of(finished.begin(), finished.end(),
                                      [&](const Json& entry) { return entry.at("id") == statement.entry; });
        for (std::size_t i = 0; i < statement.claims.size(); ++i) {
            const auto begin = claims.size();
            if (made) {
                const auto path = folder + "/" + statement.tables[i];
                auto table = tables.find(path);
                if (table == tables.end()) table = tables.emplace(path, read_csv(path)).first;
                for (auto& row : claims_of_rows(statement.claims[i], table->second))
                    claims.push_back(std::move(row.claim));
            }
            ranges.push_back({begin, claims.size() - begin, made});
        }
    }
    const auto verdicts = judge(claims);
    Json judged = Json::array();
    std::size_t range = 0;
    for (const auto& statement : paper.statements) {
        Json json{{"name", statement.name},   {"theme", statement.theme},
                  {"says", statement.says},   {"conditions", statement.conditions},
                  {"entry", statement.entry}, {"image", statement.image},
                  {"claims", Json::array()}};
        bool made = true;
        for (const auto& claim : statement.claims) {
            const auto [begin, count, run] = ranges[range++];
            made = made && run;
            if (run)
                json["claims"].push_back(describe_claim(claim, std::span(claims).subspan(begin, count),
                                                        std::span(verdicts).subspan(begin, count)));
        }
        json["verdict"] = made ? verdict_of(json["claims"]) : "not run";
        judged.push_back(std::move(json));
    }
    return judged;
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

// As if all entries took the same time.
std::string time_left(double seconds, std::size_t done, std::size_t all) {
    if (done == 0) return "";
    const double left = seconds * static_cast<double>(all - done) / static_cast<double>(done);
    return fmt::format(", {:.0f} s, roughly {:.0f} s left", seconds, left);
}

void require_known(const Paper& paper, const std::vector<std::string>& ids) {
    std::vector<std::string> known;
    for (const auto& entry : paper.entries)
        known.push_back(entry.id);
    for (const auto& id : ids)
        if (std::find(known.begin(), known.end(), id) == known.end())
            throw std::invalid_argument(
                fmt::format("--only {}: there is no such entry; entries are {}", id, fmt::join(known, ", ")));
}

std::vector<const PaperEntry*> wanted_entries(const Paper& paper, const ReproductionOptions& options) {
    std::vector<const PaperEntry*> wanted;
    for (const auto& entry : paper.entries)
        if (options.only.empty() ||
            std::find(options.only.begin(), options.only.end(), entry.id) != options.only.end())
            wanted.push_back(&entry);
    return wanted;
}

Json manifest_of(const Paper& paper, const ReproductionOptions& options) {
    return {{"name", paper.name},
            {"source", paper.source},
            {"title", paper.title},
            {"about", paper.about},
            {"command", options.command},
            {"version", build_info().version},
            {"revision", options.revision},
            {"host", host_name()},
            {"processor", processor_name()},
            {"seconds", 0.0},
            {"entries", Json::array()},
            {"statements", Json::array()}};
}

void make_folder(const std::string& folder) {
    std::error_code failure;
    fs::create_directories(folder, failure);
    if (failure)
        throw std::invalid_argument(
            fmt::format("cannot make the folder '{}': {}", folder, failure.message()));
}

}  // namespace

std::string run_reproduction(const Paper& paper, const ReproductionOptions& options) {
    require_known(paper, options.only);
    make_folder(options.folder);
    const std::string manifest_path = options.folder + "/reproduction.json";
    auto done = finished_before(manifest_path, options.revision);
    auto manifest = manifest_of(paper, options);
    const auto shared = std::make_shared<SharedWork>();
    const Stopwatch watch;
    const auto wanted = wanted_entries(paper, options);
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        const auto& entry = *wanted[i];
        const auto before = done.find(entry.id);
        const bool kept = options.resume && before != done.end() &&
                          before->second.value("made_by", "") == identity_of(entry) &&
                          same_files(before->second, options.folder);
        if (options.on_entry)
            options.on_entry(fmt::format("{} ({} of {}{}) {}", entry.id, i + 1, wanted.size(),
                                         time_left(watch.seconds(), i, wanted.size()),
                                         kept ? "done before" : "..."));
        manifest["entries"].push_back(kept ? before->second : run_entry(paper, entry, options, shared));
        done.erase(entry.id);
        manifest["other_entries"] = Json::array();
        for (const auto& [id, other] : done)
            manifest["other_entries"].push_back(other);
        manifest["seconds"] = watch.seconds();
        write_whole_file(manifest_path, manifest.dump(2) + "\n");
    }
    manifest["statements"] = judge_statements(paper, manifest["entries"], options.folder);
    write_whole_file(manifest_path, manifest.dump(2) + "\n");
    return write_report(options.folder);
}

}  // namespace glasscape
