// Errors of glasscape.
//
// A caller's mistake (a malformed mixture, an index beyond N - 1) throws std::invalid_argument; the program
// turns it into exit status 2. A failure at run time (a full disk) throws std::runtime_error, exit status 1.
// Every message is one sentence that says what is wrong, where, and what would be right. What the numbers did
// (no convergence, a large residual) is never an exception: it is returned with the value.
#pragma once

#include <exception>
#include <string>

namespace glasscape {

/// Thrown out of long work when the user asked to stop (Ctrl-C); exit status 130. what() says what was kept
/// and how to continue.
class Interrupted : public std::exception {
  public:
    Interrupted() = default;
    explicit Interrupted(const std::string& advice) : sentence_("interrupted; " + advice) {}
    const char* what() const noexcept override { return sentence_.c_str(); }

  private:
    std::string sentence_ = "interrupted; nothing was kept";
};

}  // namespace glasscape
