#include "commands/load_study.hpp"

#include "glasscape/commands/row_commands.hpp"
#include "glasscape/sweep/sweep.hpp"

namespace glasscape::cli {

StudyDocument load_study(const std::string& path, bool quick) {
    auto document = parse_study_document(study_text(path), path, quick, row_commands());
    check_values(document.study, path);
    return document;
}

}  // namespace glasscape::cli
