#include "papers/normalisations/questions.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <limits>
#include <numeric>
#include <vector>

#include <boost/random/uniform_int_distribution.hpp>

#include "glasscape/core/random.hpp"

#include "papers/normalisations/paired_runs.hpp"
#include "stats/jackknife.hpp"

namespace glasscape {
namespace {

class DigitsWithQuestions final : public Dataset {
  public:
    DigitsWithQuestions(QuestionBatches batches, std::uint64_t seed)
        : digits_(digits_of(seed)), batches_(batches), seed_(seed) {}

    int inputs() const override { return digits_->inputs(); }
    int classes() const override { return 2; }
    int conditions() const override { return question_count; }
    std::int64_t training_points() const override { return question_count * digits_->training_points(); }
    std::int64_t test_points() const override { return question_count * digits_->test_points(); }
    std::string description() const override {
        return digits_->description() + ", a yes/no question of each";
    }

    void training_batch(std::int64_t step, int samples, Batch& batch) const override {
        digits_->training_batch(step, samples, batch);
        RandomStream stream(derived_seed(seed_, Stream::control), Stream::data,
                            static_cast<std::uint64_t>(step));
        boost::random::uniform_int_distribution<int> pick(0, question_count - 1);
        const int of_all = pick(stream);
        ask(batch, [&](std::size_t) { return batches_ == QuestionBatches::mixed ? pick(stream) : of_all; });
    }

    void test_batch(int samples, Batch& batch) const override {
        Batch once;
        const auto digits = digits_->test_points();
        digits_->test_batch(static_cast<int>(digits), once);
        samples = static_cast<int>(std::min<std::int64_t>(samples, test_points()));
        batch.x.resize(inputs(), samples);
        batch.labels.resize(static_cast<std::size_t>(samples));
        for (int b = 0; b < samples; ++b) {
            const int digit = b / question_count;
            batch.labels[static_cast<std::size_t>(b)] = once.labels[static_cast<std::size_t>(digit)];
            for (int i = 0; i < inputs(); ++i)
                batch.x(i, b) = once.x(i, digit);
        }
        ask(batch, [](std::size_t b) { return static_cast<int>(b % question_count); });
    }

  private:
    /// Digits become answers.
    template <class Question>
    static void ask(Batch& batch, const Question& question_of) {
        batch.conditions.resize(batch.labels.size());
        for (std::size_t b = 0; b < batch.labels.size(); ++b) {
            const int question = question_of(b);
            batch.labels[b] = answer(question, batch.labels[b]) ? 1 : 0;
            batch.conditions[b] = Condition{question};
        }
    }

    std::shared_ptr<const Dataset> digits_;
    QuestionBatches batches_;
    std::uint64_t seed_;
};

constexpr std::array batch_sizes{4, 8, 16, 32, 64};

std::vector<Arm> arms_of(int batch, const QuestionsRequest& request) {
    std::vector<Arm> arms;
    for (const auto kind : {NormKind::cond_batch_norm, NormKind::cond_group_norm}) {
        auto arm = digits_arm(std::string(norm_name(kind)), kind);
        arm.network.depth = 5;
        arm.network.classes = 2;
        arm.network.conditions = question_count;
        if (kind == NormKind::cond_group_norm) arm.network.norm.groups = 5;
        // as many samples, and steps as long for each of them
        arm.training.batch = batch;
        arm.training.test_points = 10'000;  // all there are
        arm.training.steps = std::max<std::int64_t>(1, request.samples / batch);
        arm.training.optimiser.learning_rate *= batch / 64.0;
        arms.push_back(std::move(arm));
    }
    return arms;
}

/// Differences of each seed, by batch size.
using Differences = std::vector<std::vector<double>>;

std::vector<double> means_without(const Differences& differences, std::size_t left_out) {
    std::vector<double> means;
    for (const auto& of_size : differences) {
        RunningMean mean;
        for (std::size_t seed = 0; seed < of_size.size(); ++seed)
            if (seed != left_out && std::isfinite(of_size[seed])) mean.add(of_size[seed]);
        means.push_back(mean.mean());
    }
    return means;
}

std::vector<Column> error_columns() {
    return {{"batches", ColumnType::text, "", "mixed: a question a sample; one question: one a batch"},
            {"batch", ColumnType::integer, "samples", "batch size"},
            {"arm", ColumnType::text, "", "normalisation"},
            {"seeds", ColumnType::integer, "1", "seeds that are compared with cond_batch_norm"},
            {"test_error", ColumnType::real, "1", "share of wrong answers, by running statistics"},
            {"test_std_error", ColumnType::real, "1", "its standard error"},
            {"difference", ColumnType::real, "1", "less that of cond_batch_norm, paired by seed"},
            {"std_error", ColumnType::real, "1", "its standard error"}};
}

std::vector<Column> crossover_columns() {
    return {
        {"batches", ColumnType::text, "", "mixed: a question a sample; one question: one a batch"},
        {"seeds", ColumnType::integer, "1", "seeds"},
        {"log2_batch", ColumnType::real, "1",
         "where the error of cond_group_norm less that of cond_batch_norm, linear between the sizes, first "
         "rises through 0; empty: nowhere"},
        {"std_error", ColumnType::real, "1",
         "jackknife error of it over seeds; empty: without one of them it is nowhere"},
        {"batch", ColumnType::real, "samples", "the batch size there"}};
}

void add_crossover(Table& table, const std::string& batches, const Differences& differences) {
    std::vector<double> log_sizes;
    for (const int batch : batch_sizes)
        log_sizes.push_back(std::log2(batch));
    const auto seeds = differences.front().size();
    const double crossing = first_rise(log_sizes, means_without(differences, seeds));
    std::vector<double> without;
    for (std::size_t seed = 0; seed < seeds && seeds > 1; ++seed)
        without.push_back(first_rise(log_sizes, means_without(differences, seed)));
    table.add_row({batches, static_cast<std::int64_t>(seeds), cell_or_empty(crossing),
                   cell_or_empty(jackknife_error(without)), cell_or_empty(std::exp2(crossing))});
}

Differences add_errors(Table& table, const std::string& name, QuestionBatches batches,
                       const QuestionsRequest& request) {
    const PairedPlan plan{"questions, " + name, seeds_from(request.first_seed, request.seeds),
                          [batches](std::uint64_t seed) {
                              return std::shared_ptr<const Dataset>(digits_with_questions(batches, seed));
                          }};
    Differences group_less_batch;
    for (const int batch : batch_sizes) {
        const auto arms = arms_of(batch, request);
        const auto runs = train_arms(arms, plan);
        const auto errors = [&](std::size_t i) {
            return numbers_of(runs[i], [](const ArmRun& run) { return run.test_error; });
        };
        for (std::size_t i = 0; i < arms.size(); ++i) {
            const auto error = mean_of(errors(i));
            const auto difference = mean_difference(errors(i), errors(0));
            const auto compared = [&](double value) { return i > 0 ? cell_or_empty(value) : Cell{}; };
            table.add_row({name, std::int64_t{batch}, arms[i].name, difference.count(), error.mean(),
                           error.std_error(), compared(difference.mean()), compared(difference.std_error())});
        }
        auto of_size = errors(1);
        const auto of_batch_norm = errors(0);
        std::transform(of_size.begin(), of_size.end(), of_batch_norm.begin(), of_size.begin(),
                       std::minus<>());
        group_less_batch.push_back(std::move(of_size));
    }
    return group_less_batch;
}

}  // namespace

double first_rise(std::span<const double> x, std::span<const double> y) {
    for (std::size_t i = 0; i + 1 < x.size(); ++i)
        if (y[i] < 0.0 && y[i + 1] >= 0.0) return x[i] + (x[i + 1] - x[i]) * y[i] / (y[i] - y[i + 1]);
    return std::numeric_limits<double>::quiet_NaN();
}

bool answer(int question, int digit) {
    // even; above 4; prime; divisible by 3; closed loop; horizontal line at the top; curved throughout; 1 or 7
    constexpr std::array<std::array<bool, 10>, question_count> table{
        {{true, false, true, false, true, false, true, false, true, false},
         {false, false, false, false, false, true, true, true, true, true},
         {false, false, true, true, false, true, false, true, false, false},
         {true, false, false, true, false, false, true, false, false, true},
         {true, false, false, false, true, false, true, false, true, true},
         {false, false, false, false, false, true, false, true, false, false},
         {true, false, false, true, false, false, true, false, true, false},
         {false, true, false, false, false, false, false, true, false, false}}};
    return table.at(static_cast<std::size_t>(question)).at(static_cast<std::size_t>(digit));
}

std::unique_ptr<Dataset> digits_with_questions(QuestionBatches batches, std::uint64_t seed) {
    return std::make_unique<DigitsWithQuestions>(batches, seed);
}

QuestionsTables questions_tables(const QuestionsRequest& request) {
    QuestionsTables tables{Table(error_columns()), Table(crossover_columns())};
    const std::array<std::pair<const char*, QuestionBatches>, 2> kinds{
        {{"mixed", QuestionBatches::mixed}, {"one question", QuestionBatches::one_question}}};
    for (const auto& [name, batches] : kinds)
        add_crossover(tables.crossover, name, add_errors(tables.errors, name, batches, request));
    return tables;
}

}  // namespace glasscape
