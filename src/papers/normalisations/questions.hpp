// Conditional group normalization against conditional batch normalization: digits under yes/no questions, the question
// being the condition and its answer the target.
#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "glasscape/network/dataset.hpp"
#include "glasscape/table/table.hpp"

namespace glasscape {

enum class QuestionBatches {
    mixed,        ///< a question for each sample
    one_question  ///< one for all samples of a batch
};

/// Number of questions.
constexpr int question_count = 8;

/// The answer to question 0 .. question_count - 1 about a digit.
bool answer(int question, int digit);

/// The built-in digits with questions as conditions and answers as classes (0: no). Test points are every test digit with
/// every question. Batches are drawn by the seed.
std::unique_ptr<Dataset> digits_with_questions(QuestionBatches batches, std::uint64_t seed);

struct QuestionsRequest {
    int seeds = 8;
    std::int64_t samples = 96'000;  ///< seen in training, whatever the batch
    std::uint64_t first_seed = 1;
};

struct QuestionsTables {
    Table errors;     ///< one row a kind of batches, a batch size and an arm
    Table crossover;  ///< one row a kind of batches
};

/// Where the broken line through the points (x ascending) first rises through 0; NaN if it never does.
double first_rise(std::span<const double> x, std::span<const double> y);

/// Test errors on running statistics against the batch size, and the batch size where cond_batch_norm becomes the
/// better one.
QuestionsTables questions_tables(const QuestionsRequest& request);

}  // namespace glasscape
