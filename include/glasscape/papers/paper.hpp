// A paper as a file: entries that make tables and figures, and its statements with claims about them.
//
//     title = "..."
//     about = "..."
//     [[entry]]
//     id = "eq-31"
//     title = "Eq. 31: complexity of index k over all energies"
//     says = "One sentence for under the figure."
//     show_tables = true                     # on the page itself; absent: links
//     [[entry.study]]                        # a study (sweep/study_file.hpp), whose table is NAME.csv
//     name = "eq-31"
//     run = "complexity"
//     fixed = { SPEC = ["pure:3", "pure:4"], index = "total,0" }
//     quick.fixed = { index = "total" }      # what the quick run replaces
//     full_only = true                       # the quick run leaves the study out
//     [[entry.figure]]
//     table = "eq-31.csv"
//     also = ["eq-31-exact.csv"]             # tables of the same columns, drawn with it as one; may be absent
//     thresholds = "thresholds.csv"          # energies to mark on curves of complexity; may be absent
//     image = "eq-31.svg"
//     title = "..."                          # and the keys of a study's figure; none: by the columns
//     [[statement]]
//     name = "Eq. 31"
//     theme = "Equations"                    # heading of a group of statements; may be absent
//     says = "What the paper says."
//     conditions = "Where it holds."
//     entry = "eq-31"                        # that tests it
//     image = "eq-31.svg"                    # shown with it where it does not hold; absent: the first of that entry
//     [[statement.claim]]                    # as in a study file, with the table it is about
//     table = "eq-31.csv"
//     says = "what is compared"
//     measured = "complexity"
//     equals = 0.0571
//     tolerance = 1e-4
#pragma once

#include <string>
#include <vector>

#include "glasscape/report/figure.hpp"
#include "glasscape/sweep/study_file.hpp"
#include "glasscape/table/row_command.hpp"
#include "glasscape/verdict/row_claims.hpp"

namespace glasscape {

struct PaperFigure {
    std::string table;
    std::string image;
    FigureOptions options;
};

struct PaperEntry {
    std::string id;
    std::string title;
    std::string says;
    bool show_tables = false;
    std::vector<Study> studies;  ///< each makes NAME.csv
    std::vector<PaperFigure> figures;
};

struct PaperStatement {
    std::string name;
    std::string theme;  ///< heading that it stands under with its neighbours of the same theme; empty: none
    std::string says;
    std::string conditions;
    std::string entry;
    std::string
        image;  ///< of an entry, shown where the statement does not hold; empty: the first of its own entry
    std::vector<RowClaim> claims;
    std::vector<std::string> tables;  ///< of each claim
};

struct Paper {
    std::string name;
    std::string source;  ///< what names it on a command line: itself, or its file
    std::string title;
    std::string about;
    bool full = false;
    std::vector<PaperEntry> entries;
    std::vector<PaperStatement> statements;
};

/// Names of the papers that come with the program.
std::vector<std::string> ready_papers();

/// Reads a paper, FILE.toml or a ready one by its name; the quick run of every entry or the full one. Throws
/// std::invalid_argument naming the papers that there are, or the file, line and column of an unknown key, a
/// wrong value, an entry that there is not, or a table that no entry makes.
Paper load_paper(const std::string& name_or_file, bool full, const std::vector<RowCommand>& commands);

/// The same from text.
Paper parse_paper(const std::string& text, const std::string& origin, const std::string& name, bool full,
                  const std::vector<RowCommand>& commands);

}  // namespace glasscape
