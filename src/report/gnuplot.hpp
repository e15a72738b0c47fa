// gnuplot as a child process.
#pragma once

#include <string>

namespace glasscape {

/// A text as gnuplot's language quotes it; nothing in it is run.
std::string gnuplot_string(const std::string& text);

/// Where the script finds its data and puts its image.
struct GnuplotFiles {
    std::string data;
    std::string image;
};

/// A folder of its own for one drawing, removed at the end.
class GnuplotFolder {
  public:
    /// Throws std::runtime_error if no temporary folder can be made.
    explicit GnuplotFolder(const std::string& extension);
    ~GnuplotFolder();
    GnuplotFolder(const GnuplotFolder&) = delete;
    GnuplotFolder& operator=(const GnuplotFolder&) = delete;

    const GnuplotFiles& files() const { return files_; }

    /// The image that the script draws; empty if gnuplot fails. Throws std::runtime_error if there is no gnuplot.
    std::string draw(const std::string& data, const std::string& script) const;

  private:
    std::string path_;
    GnuplotFiles files_;
};

}  // namespace glasscape
