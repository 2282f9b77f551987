import type { Data } from '../src/core/data.ts';
import type { Walkthrough } from '../src/core/walkthrough.ts';
import {
  ComponentDialog,
  WaterfallDialog,
  type DialogTurnResult,
  type TurnContext,
  type WaterfallStepContext,
} from '../src/teams/botbuilder.ts';
import { FormPrompt, GIVEN_UP, type Asked } from './form-prompt.ts';
import { PlanPrompt, type ShownPlan } from './plan-prompt.ts';

type Answers = { readonly [key: string]: Data };

/** What the dialog hands over to. Approval happens elsewhere. */
export interface Hand {
  /** Shows the whole walkthrough as a plan; undefined when that could not be done and was said. */
  showPlan(
    context: TurnContext,
    walkthrough: Walkthrough,
    answers: Answers,
  ): Promise<ShownPlan | undefined>;
  /** Starts the run; false when that was refused and said. */
  start(context: TurnContext, walkthrough: Walkthrough, answers: Answers): Promise<boolean>;
}

/** Starting a dialog with an answer to its first question, such as `undo 7K2QF`. */
export interface SetupOptions {
  readonly typed?: string;
  /** Everything is answered already, such as by an earlier run. */
  readonly answers?: Data;
}

/** Asks the questions, shows the plan, hands over the run. */
export function setupDialog(walkthrough: Walkthrough, hand: Hand): ComponentDialog {
  const { questions } = walkthrough;

  const answersOf = (step: WaterfallStepContext<SetupOptions>): Answers =>
    isAnswers(step.values) && isAnswers(step.values['answers']) ? step.values['answers'] : {};

  const ask = (id: string, index: number) =>
    async function askQuestion(step: WaterfallStepContext<SetupOptions>) {
      if (step.result === GIVEN_UP) return step.endDialog();
      if (step.options.answers !== undefined) return step.next();
      keep(step);
      const typed = index === 0 ? step.options.typed : undefined;
      const progress = index + 1 === questions.length ? 'Last question' : `Question ${index + 1}`;
      const asked: Asked = {
        answers: answersOf(step),
        progress,
        ...(typed === undefined ? {} : { typed }),
      };
      return step.beginDialog(id, asked);
    };

  /** Keeps what the question before has answered. */
  function keep(step: WaterfallStepContext<SetupOptions>): void {
    const answered: unknown = step.result;
    const answers = { ...answersOf(step), ...(isAnswers(answered) ? answered : {}) };
    Object.assign(step.values, { answers });
  }

  async function handOver(step: WaterfallStepContext<SetupOptions>): Promise<DialogTurnResult> {
    if (step.result === GIVEN_UP) return step.endDialog();
    keep(step);
    const { answers } = step.options;
    return step.beginDialog('send', { answers: isAnswers(answers) ? answers : answersOf(step) });
  }

  const dialog = new ComponentDialog(walkthrough.id);
  const asking = questions.map(({ id }, index) => ask(id, index));
  dialog.addDialog(new WaterfallDialog('flow', [...asking, handOver]));
  dialog.addDialog(
    new PlanPrompt(
      'send',
      (context, answers) => hand.showPlan(context, walkthrough, answers),
      (context, answers) => hand.start(context, walkthrough, answers),
    ),
  );
  for (const question of questions) dialog.addDialog(new FormPrompt(question));
  return dialog;
}

const isAnswers = (value: unknown): value is Answers =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
